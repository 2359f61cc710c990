import type { PoolClient } from 'pg';
import type { Channel, ChannelEvent, PlatformName } from '../channels/channel.ts';
import { eventOf } from '../channels/told.ts';
import type { ThreadRef } from './signals.ts';

/** An inbox event as the dispatcher takes it. */
export interface WaitingEvent {
  id: number;
  threadId: string;
  seq: number | null;
  kind: string;
  raw: Buffer;
  receivedAt: Date;
}

/** A thread whose row is locked. */
export interface LockedThread extends ThreadRef {
  lastSeq: number;
  accountExternalId: string;
  customerExternalId: string;
  /** Of events that do not say whose conversation they belong to: they leave for another thread, or come to nothing. */
  isUnplaced: boolean;
}

/** Which events of a thread are read. */
export type Which = 'undispatched' | 'unapplied';

const conditions: Record<Which, string> = {
  undispatched: 'e.dispatched_at is null',
  unapplied: 'e.applied_at is null and e.dispatched_at is not null and e.thread_seq is not null',
};

/** Locks those of the threads that nobody else holds, by lock or by lease. */
export async function lockThreads(
  client: PoolClient,
  ids: readonly string[],
): Promise<LockedThread[]> {
  const { rows } = await client.query<LockedThread>({
    name: 'dispatch-lock',
    text: `select t.id as "threadId", t.platform, t.account_id as "accountId", t.last_seq as "lastSeq",
                  coalesce(a.external_id, '') as "accountExternalId",
                  t.customer_external_id as "customerExternalId", t.customer_external_id = '' as "isUnplaced"
             from threads t left join accounts a on a.id = t.account_id
            where t.id = any($1::uuid[]) and (t.lease_until is null or t.lease_until < now())
            order by t.id for update of t skip locked`,
    values: [ids],
  });
  return rows;
}

/** Of each thread at most `limit`, in the order in which they go to the workflow. Those in `without` are passed over. */
export async function readEvents(
  client: PoolClient,
  threadIds: readonly string[],
  options: { which: Which; limit: number; without?: readonly number[] },
): Promise<Map<string, WaitingEvent[]>> {
  const { which, limit, without = [] } = options;
  const { rows } = await client.query<WaitingEvent>({
    name: `dispatch-read-${which}`,
    text: `select e.id, e.thread_id as "threadId", e.thread_seq as seq, e.kind, e.raw, e.received_at as "receivedAt"
             from unnest($1::uuid[]) as t (id) cross join lateral (
               select * from inbox_events e
                where e.thread_id = t.id and ${conditions[which]} and e.id <> all($3::bigint[])
                order by e.thread_seq, e.id limit $2) e`,
    values: [threadIds, limit, without],
  });
  return Map.groupBy(rows, ({ threadId }) => threadId);
}

/** What the adapter reads in it now; undefined where it can't any more. */
export function eventIn(
  channels: Partial<Record<PlatformName, Channel>>,
  thread: LockedThread,
  { raw, kind }: WaitingEvent,
): ChannelEvent | undefined {
  const channel = channels[thread.platform as PlatformName];
  const event = eventOf(channel, raw, thread.accountExternalId);
  return event?.kind === kind ? event : undefined;
}
