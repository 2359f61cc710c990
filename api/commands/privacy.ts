/** A person's data is to be given out, or taken away. The rows are the wish: a workflow does it (dispatch/privacy.ts begins it). */
import { CareError, notFound } from '../../domain/errors.ts';
import type { DataExport, Erasure } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { audited, type Transaction } from '../audit.ts';
import type { Caller } from '../authenticate.ts';
import type { Parts } from '../parts.ts';
import { alone } from './link-customers.ts';

interface Whose {
  customerId: string;
  isWholePerson: boolean;
}

/** Asked for again, it is the one that is under way, or done. @throws CareError not_found */
export async function askForErasure(
  { prisma }: Parts,
  caller: Caller,
  { customerId, isWholePerson }: Whose,
): Promise<Erasure> {
  const known = await prisma.erasure.findFirst({
    where: { customerIds: { has: customerId } },
    orderBy: { id: 'desc' },
  });
  if (known) return known;
  return audited(prisma, caller, 'customer.erasure_asked', async (tx) => {
    await alone(tx);
    const ids = await identitiesOf(tx, customerId, isWholePerson);
    // Two who ask at the same moment: the second waited for the first.
    const meanwhile = await tx.erasure.findFirst({ where: { customerIds: { has: customerId } } });
    const result =
      meanwhile ??
      (await tx.erasure.create({
        data: { id: newId(), customerIds: ids, requestedBy: { ...caller.actor } },
      }));
    return { target: customerId, data: { erasureId: result.id }, result };
  });
}

/** One that is being made for the same customers is not made twice. @throws CareError */
export const askForExport = (
  { prisma }: Parts,
  caller: Caller,
  { customerId, isWholePerson }: Whose,
): Promise<DataExport> =>
  audited(prisma, caller, 'customer.exported', async (tx) => {
    await alone(tx);
    const ids = await identitiesOf(tx, customerId, isWholePerson);
    const erasing = await tx.erasure.findFirst({ where: { customerIds: { hasSome: ids } } });
    if (erasing) {
      throw new CareError('wrong_status', 'The customer’s data is being erased, or was.');
    }
    const known = await tx.dataExport.findFirst({
      where: { customerIds: { equals: ids }, status: 'queued' },
    });
    const result =
      known ??
      (await tx.dataExport.create({
        data: { id: newId(), customerIds: ids, requestedBy: { ...caller.actor } },
      }));
    return { target: customerId, data: { exportId: result.id }, result };
  });

/** In one order. */
async function identitiesOf(
  tx: Transaction,
  customerId: string,
  isWholePerson: boolean,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select o.id from customers c join customers o on o.id = c.id or ${isWholePerson} and o.person_id = c.person_id
     where c.id = ${customerId}::uuid order by o.id`;
  if (rows.length === 0) throw notFound('customer');
  return rows.map(({ id }) => id);
}
