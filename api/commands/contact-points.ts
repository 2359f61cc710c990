/** What a customer is reached by beyond the platform: written down, verified, taken away. */
import { normalised, type ContactPointKind } from '../../domain/contact-points.ts';
import { CareError, invalid, notFound } from '../../domain/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { audited, type Transaction } from '../audit.ts';
import type { Caller } from '../authenticate.ts';
import type { Parts } from '../parts.ts';
import { may } from '../permissions.ts';
import { pushToCrm } from './crm.ts';
import { alone, linkByEvidence } from './link-customers.ts';

/** Of one customer. */
const most = 20;

/**
 * Written once, however it is spelled. Verified, it links the customer with those who hold the same verified one.
 * @throws CareError not_found; invalid_request naming `value`; forbidden where the caller may not vouch
 */
export async function putContactPoint(
  { prisma }: Parts,
  caller: Caller,
  customerId: string,
  given: { kind: ContactPointKind; value: string; isVerified?: boolean | undefined },
): Promise<void> {
  const value = normalised(given.kind, given.value);
  if (value === undefined) {
    throw invalid('value', `must be ${forms[given.kind]}`);
  }
  // That a customer is a record of the CRM’s is nobody’s guess: who says so vouches for it.
  const isVerified = given.kind === 'crm' ? true : given.isVerified;
  if (isVerified !== undefined && !may(caller.role, 'customers.verify')) {
    throw new CareError('forbidden', 'Only supervisors and integrations may vouch for it.');
  }
  await audited(prisma, caller, 'customer.contact_point', async (tx) => {
    await alone(tx);
    await requireCustomer(tx, customerId);
    if ((await tx.contactPoint.count({ where: { customerId, NOT: { value } } })) >= most) {
      throw invalid('value', `is one too many: a customer has at most ${String(most)}`);
    }
    const verified = verification(isVerified, caller);
    await tx.contactPoint.upsert({
      where: { customerId_kind_value: { customerId, kind: given.kind, value } },
      create: { id: newId(), customerId, kind: given.kind, value, ...verified },
      update: verified,
    });
    const { kind } = given;
    if (isVerified === true && kind !== 'crm') await pushToCrm(tx, customerId, [kind]);
    const evidence = kind === 'crm' ? 'crm' : 'contact_point';
    const why = { by: evidence, agentId: caller.agentId } as const;
    const linked = isVerified === true ? await linkByEvidence(tx, customerId, why) : [];
    const data = { kind, isVerified: isVerified === true, linked };
    return { target: customerId, data, result: undefined };
  });
}

const forms: Record<ContactPointKind, string> = {
  email: 'an address',
  phone: 'a number with its country, e.g. +49 30 901820',
  crm: 'a record of the CRM, e.g. hubspot:20193',
};

const verification = (isVerified: boolean | undefined, caller: Caller) => {
  if (isVerified === undefined) return {};
  return isVerified
    ? { verifiedAt: new Date(), verifiedBy: { ...caller.actor } }
    : { verifiedAt: null };
};

/** Links that it made stay: they are taken apart by hand. @throws CareError not_found */
export async function removeContactPoint(
  { prisma }: Parts,
  caller: Caller,
  customerId: string,
  id: string,
): Promise<void> {
  await audited(prisma, caller, 'customer.contact_point_removed', async (tx) => {
    const ours = may(caller.role, 'customers.verify') ? {} : { kind: { not: 'crm' } };
    const { count } = await tx.contactPoint.deleteMany({ where: { id, customerId, ...ours } });
    if (count === 0) throw notFound('contact point');
    return { target: customerId, data: { contactPointId: id }, result: undefined };
  });
}

async function requireCustomer(tx: Transaction, id: string): Promise<void> {
  if (!(await tx.customer.findUnique({ where: { id }, select: { id: true } }))) {
    throw notFound('customer');
  }
}
