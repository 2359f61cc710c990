/** Which conversations and customers a caller sees (domain/visibility.ts): asked of a row, of an id, and as a condition of a list. */
import type { Pool } from 'pg';
import { CareError, notFound } from '../domain/errors.ts';
import { isVisible, type Belonging } from '../domain/visibility.ts';
import type { Caller } from './authenticate.ts';

/** `agentId`: what is unread is so to them. */
export type Looker = Pick<Caller, 'scope' | 'agentId'>;

export const canSee = ({ scope }: Looker, conversation: Belonging): boolean =>
  isVisible(scope, conversation);

/**
 * For what belongs to a conversation.
 * @param what is said not to be there, so that what is hidden and what is not there look the same
 * @throws CareError not_found
 */
export async function requireVisible(
  pool: Pool,
  caller: Looker,
  conversationId: string,
  what: string,
): Promise<void> {
  if (!(await isVisibleTo(pool, caller, conversationId))) throw notFound(what);
}

export async function isVisibleTo(
  pool: Pool,
  caller: Looker,
  conversationId: string,
): Promise<boolean> {
  return caller.scope === 'all' || isThereFor(pool, caller, conversationId);
}

/** @throws CareError not_found: it is not there, or not to be seen by them */
export async function requireConversation(
  pool: Pool,
  caller: Looker,
  conversationId: string,
): Promise<void> {
  if (!(await isThereFor(pool, caller, conversationId))) throw notFound('conversation');
}

async function isThereFor(pool: Pool, caller: Looker, id: string): Promise<boolean> {
  const belonging = (await belongingsOf(pool, [id])).get(id);
  return belonging !== undefined && canSee(caller, belonging);
}

/** Of those that are there, by id. One that is merged is seen by who sees its survivor. */
export async function belongingsOf(
  pool: Pool,
  conversationIds: readonly string[],
): Promise<Map<string, Belonging>> {
  if (conversationIds.length === 0) return new Map();
  const { rows } = await pool.query<Belonging & { id: string }>({
    name: 'belongings-by-id',
    text: `select c.id, s.team_id as "teamId", s.assigned_to as "assignedTo"
             from conversations c join conversations s on s.id = coalesce(c.merged_into, c.id)
            where c.id = any($1::uuid[])`,
    values: [conversationIds],
  });
  return new Map(rows.map(({ id, ...belonging }) => [id, belonging]));
}

/**
 * The same in SQL, of conversations named `c`.
 * @param put adds a value to the statement's, and gives its placeholder
 */
export function visibleTo({ scope }: Looker, put: (value: unknown) => string): string {
  if (scope === 'all') return 'true';
  const [teamId, agentId] = [put(scope.teamId), put(scope.agentId)];
  const isTheirs = (it: string) =>
    `${it}.team_id is null or ${it}.team_id = ${teamId}::uuid or ${it}.assigned_to = ${agentId}::uuid`;
  return `(case when c.merged_into is null then ${isTheirs('c')}
                else exists (select from conversations s where s.id = c.merged_into and (${isTheirs('s')})) end)`;
}

/**
 * Of customers named `customers`: one is seen by who sees a conversation of theirs, on whichever identity, and one without any
 * by everybody.
 * @param put as above
 */
export function customerVisibleTo(caller: Looker, put: (value: unknown) => string): string {
  if (caller.scope === 'all') return 'true';
  const theirs = `select from customers o join conversations c on c.customer_id = o.id
                   where (o.id = customers.id or o.person_id = customers.person_id)`;
  return `(not exists (${theirs}) or exists (${theirs} and ${visibleTo(caller, put)}))`;
}

/** @throws CareError not_found: it is not there, or not to be seen by them */
export async function requireCustomer(
  pool: Pool,
  caller: Looker,
  customerId: string,
): Promise<void> {
  if (!(await isCustomerThereFor(pool, caller, customerId))) throw notFound('customer');
}

/** For what is written about somebody. @throws CareError not_found; wrong_status: their data was taken away */
export async function requireKeptCustomer(
  pool: Pool,
  caller: Looker,
  customerId: string,
): Promise<void> {
  await requireCustomer(pool, caller, customerId);
  const { rowCount } = await pool.query(
    'select from customers where id = $1 and erased_at is not null',
    [customerId],
  );
  if (rowCount === 0) return;
  throw new CareError('wrong_status', 'The customer’s data was erased: nothing is kept of them.');
}

export async function isCustomerThereFor(
  pool: Pool,
  caller: Looker,
  customerId: string,
): Promise<boolean> {
  const values: unknown[] = [customerId];
  const visible = customerVisibleTo(caller, (value) => `$${String(values.push(value))}`);
  const { rowCount } = await pool.query(
    `select from customers where id = $1 and ${visible}`,
    values,
  );
  return rowCount !== 0;
}
