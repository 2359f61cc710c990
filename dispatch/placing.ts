/** Events that do not say whose conversation they belong to: an own comment, a deletion without its author. */
import type { PoolClient } from 'pg';
import type { ChannelEvent } from '../channels/channel.ts';
import type { LockedThread, WaitingEvent } from './waiting-events.ts';

/** Where such an event goes: to a thread, nowhere yet, or nowhere at all. */
export type Place = { is: 'there'; threadId: string } | { is: 'waits' } | { is: 'nowhere' };

/** What it belongs to may be on its way too, or be the answer that a send waits for, ms. */
const patienceMs = 60_000;

export interface Places {
  /** By account and the platform's id of a message. */
  known: Map<string, string>;
  /** Accounts with a public answer under way, whose id nobody knows yet. */
  sending: Set<string>;
}

interface Read {
  thread: LockedThread;
  events: { row: WaitingEvent; event: ChannelEvent | undefined }[];
}

export async function placesOf(client: PoolClient, read: readonly Read[]): Promise<Places> {
  const asked = read.flatMap(({ thread: { accountId, isUnplaced }, events }) =>
    events.flatMap(({ event }) =>
      isUnplaced ? (event?.belongsWith ?? []).map((id) => ({ accountId, id })) : [],
    ),
  );
  const places: Places = { known: new Map(), sending: new Set() };
  if (asked.length === 0) return places;
  const known = await client.query<{ accountId: string; id: string; threadId: string }>({
    name: 'placing-known',
    text: `select m.account_id as "accountId", m.platform_message_id as id, m.thread_id as "threadId"
             from unnest($1::uuid[], $2::text[]) as a (account_id, id)
             join messages m on m.account_id = a.account_id and m.platform_message_id = a.id`,
    values: [asked.map(({ accountId }) => accountId), asked.map(({ id }) => id)],
  });
  for (const { accountId, id, threadId } of known.rows) {
    places.known.set(`${accountId}/${id}`, threadId);
  }
  const sending = await client.query<{ accountId: string }>({
    name: 'placing-sending',
    text: `select distinct m.account_id as "accountId" from messages m join threads t on t.id = m.thread_id
            where m.account_id = any($1::uuid[]) and t.kind <> 'dm' and m.delivery_status = 'sending'
              and m.call_deadline + interval '5 seconds' > now()`,
    values: [[...new Set(asked.map(({ accountId }) => accountId))]],
  });
  for (const { accountId } of sending.rows) places.sending.add(accountId);
  return places;
}

/** `ids`: the event's `belongsWith`, its own message first. `now` in ms. */
export function placeOf(
  { known, sending }: Places,
  accountId: string,
  { receivedAt }: WaitingEvent,
  [own = '', ...others]: readonly string[] = [],
  now: number,
): Place {
  const threadOf = (id: string) => known.get(`${accountId}/${id}`);
  const isYoung = now - receivedAt.getTime() < patienceMs;
  const mine = threadOf(own);
  if (mine !== undefined) return { is: 'there', threadId: mine };
  // The answer of a send under way tells better than what it stands under: several may answer there.
  if (sending.has(accountId) && isYoung) return { is: 'waits' };
  const found = others.map(threadOf).find((threadId) => threadId !== undefined);
  if (found !== undefined) return { is: 'there', threadId: found };
  return isYoung ? { is: 'waits' } : { is: 'nowhere' };
}

/** To the end of that thread: it gets its number there. */
export async function move(
  client: PoolClient,
  moved: readonly { id: number; threadId: string }[],
): Promise<void> {
  if (moved.length === 0) return;
  await client.query({
    name: 'placing-move',
    text: `update inbox_events e set thread_id = m.thread_id
             from unnest($1::bigint[], $2::uuid[]) as m (id, thread_id) where e.id = m.id`,
    values: [moved.map(({ id }) => id), moved.map(({ threadId }) => threadId)],
  });
}
