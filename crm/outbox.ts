/** What is to be done in a CRM, as rows: written with what caused it, done by a person's workflow (docs/decisions, 0019). */
import type { Queryable } from '../runtime/rows.ts';
import { json } from '../runtime/rows.ts';

export type TaskKind = 'contact' | 'card' | 'engagement' | 'case' | 'fields';

export interface NewTask {
  /** Any of the person's identities. */
  customerId: string;
  kind: TaskKind;
  /** Unique for a connection: of two with the same one, the second is none. */
  key: string;
  conversationId?: string;
  payload?: object;
}

/**
 * For each CRM that takes part: the built-in one while no other is on, which needs to be told of no conversation, and of several
 * of one kind the one that has the person's contact, else the first. Between the parts stand two values: the tasks as JSON, and the one connection that is meant (null: all).
 * Gives the ids of what is new.
 */
export const enqueueParts = [
  `
  with asked as (
    select * from jsonb_to_recordset(`,
  `::jsonb)
      as t ("customerId" uuid, kind text, key text, "conversationId" uuid, payload jsonb)),
  taking as (
    select n.id, n.kind, n.created_at from crm_connections n
     where n.status <> 'paused'
       and (n.kind <> 'builtin' or not exists (select from crm_connections o where o.kind <> 'builtin' and o.status <> 'paused'))),
  concerned as (
    select a.*, person.members, person.members[1] as person_key
      from asked a join customers c on c.id = a."customerId" cross join lateral (
        select array_agg(o.id order by o.created_at, o.id) as members
          from customers o where o.id = c.id or o.person_id = c.person_id) person)
  insert into crm_tasks (id, connection_id, person_key, kind, key, conversation_id, payload)
  select distinct on (p.key, t.kind) gen_random_uuid(), t.id, p.person_key, p.kind, p.key, p."conversationId", coalesce(p.payload, '{}')
    from concerned p cross join taking t
    left join lateral (
      select k.connection_id from crm_contacts k
       where k.kind = t.kind and k.person_key = any(p.members) order by k.created_at, k.id limit 1) owner on true
   where coalesce(owner.connection_id, t.id) = t.id and (t.kind <> 'builtin' or p.kind not in ('contact', 'engagement')) and t.id = coalesce(`,
  `::uuid, t.id)
   order by p.key, t.kind, t.created_at, t.id
  on conflict (connection_id, key) do update set state = 'waiting', told_at = null,
      attempts = case when crm_tasks.state = 'waiting' then crm_tasks.attempts else 0 end,
      -- Who is reading it at this moment sees that it has to be read once more.
      payload = jsonb_build_object('asked', coalesce((crm_tasks.payload->>'asked')::int, 0) + 1)
    where crm_tasks.kind = 'card'
  returning id, connection_id as "connectionId"`,
] as const;

const [first, second, third] = enqueueParts;
const enqueueText = `${first}$1${second}$2${third}`;

export async function enqueue(
  db: Queryable,
  tasks: readonly NewTask[],
  connectionId?: string,
): Promise<{ id: string; connectionId: string }[]> {
  if (tasks.length === 0) return [];
  const { rows } = await db.query<{ id: string; connectionId: string }>({
    name: 'crm-enqueue',
    text: enqueueText,
    values: [json(tasks), connectionId ?? null],
  });
  return rows;
}

/** To read a person's card anew: one at a time is enough. */
export const cardTask = (customerId: string): NewTask => ({
  customerId,
  kind: 'card',
  key: `card:${customerId}`,
});
