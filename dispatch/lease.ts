import type { Pool, PoolClient } from 'pg';
import type { Channel, PlatformName } from '../channels/channel.ts';
import { transaction } from '../runtime/database.ts';
import { withoutErased } from './erased.ts';
import type { Parking } from './parking.ts';
import { settle, sortEvents, type Sorted, type ThreadWork } from './sort-events.ts';
import { lockThreads, readEvents } from './waiting-events.ts';

/** Threads that nobody else takes until they are released or time is up. */
export interface Round {
  /** Proves whose lease it is. */
  leaseUntil: string;
  leased: ThreadWork[];
}

export interface LeaseOptions {
  pool: Pool;
  channels: Partial<Record<PlatformName, Channel>>;
  secretKeys: readonly Buffer[];
  parking: Parking;
  threads: number;
  itemsPerThread: number;
  leaseSeconds: number;
}

/**
 * Takes threads that wait, longest waiting first, and gives their new events the next numbers. Gapless and in order,
 * as it happens under the lock of the thread's row; what was numbered before keeps its number.
 */
export async function leaseThreads(options: LeaseOptions): Promise<Round> {
  const parked = options.parking.ids();
  const candidates = await findWaiting(options.pool, options.threads, parked);
  if (candidates.length === 0) return { leaseUntil: '', leased: [] };
  return transaction(options.pool, (client) => take(client, candidates, parked, options));
}

/**
 * Threads that were signalled a moment ago and have not recorded it. What takes longer is stuck or lost, the sweeper's, and
 * stands in nobody's way.
 */
export async function countInFlight(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>({
    name: 'dispatch-in-flight',
    text: `select count(distinct thread_id)::int as count from inbox_events
            where applied_at is null and dispatched_at > now() - interval '5 seconds'`,
  });
  return rows[0]?.count ?? 0;
}

/** So many events are looked through at a time: a long backlog must not be sorted for each round. */
const windowSize = 1000;

/** The threads of the oldest waiting events, but those that somebody holds. */
async function findWaiting(
  pool: Pool,
  limit: number,
  without: readonly number[],
): Promise<string[]> {
  let after = 0;
  for (;;) {
    const { rows } = await pool.query<{ id: string; isFree: boolean; last: number | null }>({
      name: 'dispatch-candidates',
      text: `with oldest as materialized (
               select id, thread_id from inbox_events
                where dispatched_at is null and id > $1 and id <> all($2::bigint[])
                order by id limit $3
             ), waiting as (
               select thread_id, min(id) as first, (select max(id) from oldest) as last, (select count(*) from oldest) as size
                 from oldest group by thread_id
             )
             select w.thread_id as id, coalesce(t.lease_until < now(), true) as "isFree",
                    case when w.size = $3 then w.last end as last
               from waiting w join threads t on t.id = w.thread_id order by w.first`,
      values: [after, without, windowSize],
    });
    const free = rows.flatMap(({ id, isFree }) => (isFree ? [id] : [])).slice(0, limit);
    const last = rows[0]?.last;
    if (free.length > 0 || !last) return free;
    after = last;
  }
}

async function take(
  client: PoolClient,
  candidates: readonly string[],
  without: readonly number[],
  { channels, secretKeys, parking, itemsPerThread, leaseSeconds }: LeaseOptions,
): Promise<Round> {
  const threads = await lockThreads(client, candidates);
  const read = await readEvents(
    client,
    threads.map(({ threadId }) => threadId),
    { which: 'undispatched', limit: itemsPerThread, without },
  );
  const waiting = await withoutErased(client, { channels, secretKeys }, threads, read);
  const sorted = await sortEvents(client, channels, threads, waiting);
  for (const id of sorted.parked) parking.park(id);
  await settle(client, sorted);
  return { leased: sorted.work, leaseUntil: await lease(client, sorted, leaseSeconds) };
}

/** @returns until when */
async function lease(
  client: PoolClient,
  { work, numbered }: Sorted,
  leaseSeconds: number,
): Promise<string> {
  if (work.length === 0) return '';
  const threads = work.map(({ thread }) => thread);
  const { rows } = await client.query<{ until: string }>({
    name: 'dispatch-lease',
    text: `with numbered as (
             update inbox_events e set thread_seq = n.seq
               from unnest($1::bigint[], $2::int[]) as n (id, seq) where e.id = n.id
           )
           update threads t set last_seq = l.seq, lease_until = now() + make_interval(secs => $5)
             from unnest($3::uuid[], $4::int[]) as l (id, seq) where t.id = l.id
           returning t.lease_until::text as until`,
    values: [
      numbered.map(({ id }) => id),
      numbered.map(({ seq }) => seq),
      threads.map(({ threadId }) => threadId),
      threads.map(({ lastSeq }) => lastSeq),
      leaseSeconds,
    ],
  });
  return rows[0]?.until ?? '';
}

/** Marks what was signalled, and lets go of the threads, as far as they are still ours. */
export async function release(
  pool: Pool,
  { leaseUntil }: Round,
  eventIds: readonly number[],
  threadIds: readonly string[],
): Promise<void> {
  await pool.query({
    name: 'dispatch-release',
    text: `with marked as (
             update inbox_events set dispatched_at = now() where id = any($1::bigint[]) and dispatched_at is null
           )
           update threads set lease_until = null
            where id = any($2::uuid[]) and lease_until = $3::text::timestamptz`,
    values: [eventIds, threadIds, leaseUntil],
  });
}
