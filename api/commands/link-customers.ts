/** One person on several platforms: customers that share a person's id. By hand, or by what both are known by. */
import { CareError, invalid, notFound } from '../../domain/errors.ts';
import type { LinkedBy } from '../../domain/contact-points.ts';
import { newId } from '../../runtime/ids.ts';
import { audited, type Transaction } from '../audit.ts';
import type { Caller } from '../authenticate.ts';
import type { Parts } from '../parts.ts';

interface Identity {
  id: string;
  person_id: string | null;
}

/** By what it came that they are known for one, and on whose word; no agent: an integration's. */
interface Why<By extends LinkedBy = LinkedBy> {
  by: By;
  agentId: string | undefined;
}

/** Links two customers, and whoever they are linked with; done twice harmlessly. @throws CareError */
export async function linkCustomers(
  { prisma }: Parts,
  caller: Caller,
  [customerId, otherId]: readonly [string, string],
): Promise<void> {
  if (customerId === otherId) throw invalid('customerId', 'is the customer itself');
  await audited(prisma, caller, 'customer.linked', async (tx) => {
    await alone(tx);
    const both = await found(tx, [customerId, otherId]);
    const one = both.find(({ id }) => id === customerId);
    const other = both.find(({ id }) => id === otherId);
    if (!one) throw notFound('customer');
    if (!other) throw invalid('customerId', 'is not a customer');
    await join(tx, one, other, { by: 'hand', agentId: caller.agentId });
    // Whoever says that they are one has changed their mind, or somebody else's.
    await tx.$executeRaw`
      delete from identity_separations s using customers a, customers b
       where s.low_id = a.id and s.high_id = b.id and a.person_id = b.person_id
         and a.person_id = (select person_id from customers where id = ${customerId}::uuid)`;
    return { target: customerId, data: { with: otherId }, result: undefined };
  });
}

/** Takes a customer out of its person, for good. @throws CareError not_found; wrong_status where it is linked with nobody */
export async function unlinkCustomer(
  { prisma }: Parts,
  caller: Caller,
  customerId: string,
): Promise<void> {
  await audited(prisma, caller, 'customer.unlinked', async (tx) => {
    await alone(tx);
    const [customer] = await found(tx, [customerId]);
    if (!customer) throw notFound('customer');
    const { person_id: personId } = customer;
    if (personId === null) {
      throw new CareError('wrong_status', 'The customer is linked with nobody.');
    }
    await tx.$executeRaw`
      insert into identity_separations (low_id, high_id)
      select least(id, ${customerId}::uuid), greatest(id, ${customerId}::uuid) from customers
       where person_id = ${personId}::uuid and id <> ${customerId}::uuid on conflict do nothing`;
    await tellConversations(tx, personId);
    // One that is left alone is no person of several identities any more.
    await tx.$executeRaw`
      update customers set person_id = null, linked_by = null, linked_at = null, linked_by_agent_id = null
       where id = ${customerId}::uuid
          or person_id = ${personId}::uuid
             and (select count(*) from customers where person_id = ${personId}::uuid) <= 2`;
    return { target: customerId, data: { person: personId }, result: undefined };
  });
}

/**
 * Links a customer with those who hold the same verified contact point, but for those of whom somebody has said that they are
 * another person. Within the caller's transaction, which has called `alone`.
 * @returns with whom
 */
export async function linkByEvidence(
  tx: Transaction,
  customerId: string,
  why: Why<Exclude<LinkedBy, 'hand'>>,
): Promise<string[]> {
  const kinds = why.by === 'crm' ? ['crm'] : ['email', 'phone'];
  const others = await tx.$queryRaw<Identity[]>`
    select distinct o.id, o.person_id
      from contact_points mine join contact_points theirs on theirs.kind = mine.kind and theirs.value = mine.value
           join customers o on o.id = theirs.customer_id
     where mine.customer_id = ${customerId}::uuid and o.id <> mine.customer_id and mine.kind = any(${kinds})
       and mine.verified_at is not null and theirs.verified_at is not null
     order by o.id`;
  const linked: string[] = [];
  for (const { id } of others) {
    const [one, other] = await inOrder(tx, customerId, id);
    if (!one || !other || (one.person_id !== null && one.person_id === other.person_id)) continue;
    if (await areApart(tx, one, other)) continue;
    await join(tx, one, other, why);
    linked.push(id);
  }
  return linked;
}

/** Changes of who is who are rare, and touch many rows: one after the other. */
export const alone = (tx: Transaction): Promise<unknown> =>
  tx.$executeRaw`select pg_advisory_xact_lock(hashtext('careline identities'))`;

async function inOrder(tx: Transaction, a: string, b: string): Promise<(Identity | undefined)[]> {
  const both = await found(tx, [a, b]);
  return [both.find(({ id }) => id === a), both.find(({ id }) => id === b)];
}

const found = (tx: Transaction, ids: readonly string[]) =>
  tx.$queryRaw<Identity[]>`
    select id, person_id from customers where id = any(${[...ids]}::uuid[]) and erased_at is null order by id for update`;

/** Would linking these bring two together that somebody has taken apart? */
async function areApart(tx: Transaction, one: Identity, other: Identity): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ apart: boolean }[]>`
    select exists (
      select from identity_separations s, customers a, customers b
       where s.low_id = least(a.id, b.id) and s.high_id = greatest(a.id, b.id)
         and (a.id = ${one.id}::uuid or a.person_id = ${one.person_id}::uuid)
         and (b.id = ${other.id}::uuid or b.person_id = ${other.person_id}::uuid)) as apart`;
  return row?.apart === true;
}

/** Those that either was linked with come along. */
async function join(
  tx: Transaction,
  one: Identity,
  other: Identity,
  { by, agentId }: Why,
): Promise<void> {
  const personId = one.person_id ?? other.person_id ?? newId();
  await tx.$executeRaw`
    update customers set linked_by = case when person_id is null then ${by} else linked_by end,
                         linked_at = case when person_id is null then now() else linked_at end,
                         linked_by_agent_id = case when person_id is null then ${agentId ?? null}::uuid else linked_by_agent_id end,
                         person_id = ${personId}::uuid
     where id in (${one.id}::uuid, ${other.id}::uuid) or person_id = ${other.person_id}::uuid`;
  await tellConversations(tx, personId);
}

/** Each conversation shows who the person is elsewhere. */
const tellConversations = (tx: Transaction, personId: string) => tx.$executeRaw`
  insert into changes (kind, conversation_id)
  select 'conversation', c.id from customers cu join conversations c on c.customer_id = cu.id
   where cu.person_id = ${personId}::uuid and c.status <> 'closed'`;
