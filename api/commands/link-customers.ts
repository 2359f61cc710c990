/** One person on several platforms: customers that share a person's id. */
import { CareError, invalid, notFound } from '../../domain/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { audited, type Transaction } from '../audit.ts';
import type { Caller } from '../authenticate.ts';
import type { Parts } from '../parts.ts';

interface Identity {
  id: string;
  person_id: string | null;
}

/** Links two customers, and whoever they are linked with; done twice harmlessly. @throws CareError */
export async function linkCustomers(
  { prisma }: Parts,
  caller: Caller,
  [customerId, otherId]: readonly [string, string],
): Promise<void> {
  if (customerId === otherId) throw invalid('customerId', 'is the customer itself');
  await audited(prisma, caller, 'customer.linked', async (tx) => {
    const both = await locked(tx, [customerId, otherId]);
    const one = both.find(({ id }) => id === customerId);
    const other = both.find(({ id }) => id === otherId);
    if (!one) throw notFound('customer');
    if (!other) throw invalid('customerId', 'is not a customer');
    const personId = one.person_id ?? other.person_id ?? newId();
    // Those that the other one was linked with come along.
    await tx.$executeRaw`
      update customers set person_id = ${personId}::uuid
       where id in (${customerId}::uuid, ${otherId}::uuid)
          or person_id = ${other.person_id}::uuid`;
    return { target: customerId, data: { with: otherId }, result: undefined };
  });
}

/** Takes a customer out of its person. @throws CareError not_found; wrong_status where it is linked with nobody */
export async function unlinkCustomer(
  { prisma }: Parts,
  caller: Caller,
  customerId: string,
): Promise<void> {
  await audited(prisma, caller, 'customer.unlinked', async (tx) => {
    const [customer] = await locked(tx, [customerId]);
    if (!customer) throw notFound('customer');
    const { person_id: personId } = customer;
    if (personId === null) {
      throw new CareError('wrong_status', 'The customer is linked with nobody.');
    }
    // One that is left alone is no person of several identities any more.
    await tx.$executeRaw`
      update customers set person_id = null
       where id = ${customerId}::uuid
          or person_id = ${personId}::uuid
             and (select count(*) from customers where person_id = ${personId}::uuid) <= 2`;
    return { target: customerId, data: { person: personId }, result: undefined };
  });
}

/** In the order of their ids, so that two who link the same ones wait for each other in the same order. */
const locked = (tx: Transaction, ids: readonly string[]) =>
  tx.$queryRaw<Identity[]>`
    select id, person_id from customers where id = any(${[...ids]}::uuid[]) order by id for update`;
