import type { Pool } from 'pg';
import type { Channel, PlatformName } from '../channels/channel.ts';
import { transaction } from '../runtime/database.ts';
import { forEachLimited } from '../runtime/limited.ts';
import type { Signals } from './signals.ts';
import { settle, sortEvents, type ThreadWork } from './sort-events.ts';
import { Throttle } from './throttle.ts';
import { lockThreads, readEvents } from './waiting-events.ts';

/** Recorded by then, if anybody is at work. */
const overdueSeconds = 30;
const threadsPerPass = 50;
const itemsPerThread = 100;

/**
 * Signals again what was dispatched and recorded nowhere: with its numbers, in order, marked as such. A thread whose
 * workers are merely slow is told ever more rarely, so that its history does not grow by what it has already.
 */
export function createResend(options: {
  pool: Pool;
  channels: Partial<Record<PlatformName, Channel>>;
  signals: Signals;
}): () => Promise<void> {
  const { pool, channels, signals } = options;
  const throttle = new Throttle(overdueSeconds * 1000, 600_000);

  return async () => {
    const { rows } = await pool.query<{ id: string }>(
      `select distinct thread_id as id from inbox_events
        where applied_at is null and dispatched_at is not null and thread_seq is not null
          and dispatched_at < now() - make_interval(secs => $1)`,
      [overdueSeconds],
    );
    const due = rows.map(({ id }) => id).filter((id) => throttle.mayTake(id));
    for (let from = 0; from < due.length; from += threadsPerPass) {
      const work = await take(pool, channels, due.slice(from, from + threadsPerPass));
      await forEachLimited(
        work,
        16,
        async ({ thread: { threadId, platform, accountId }, items }) => {
          await signals.inbound({ threadId, platform, accountId }, { items, isResent: true });
          // Only what was told counts: one that an outage kept from being told is next as soon as it is over.
          throttle.take(threadId);
        },
      );
      await pool.query(
        'update inbox_events set dispatched_at = now() where id = any($1::bigint[]) and applied_at is null',
        [work.flatMap(({ items }) => items.map(({ eventId }) => eventId))],
      );
    }
  };
}

/** Locked while they are read, so that the dispatcher does not number more of them in between. */
const take = (
  pool: Pool,
  channels: Partial<Record<PlatformName, Channel>>,
  ids: readonly string[],
): Promise<ThreadWork[]> =>
  transaction(pool, async (client) => {
    const threads = await lockThreads(client, ids);
    const waiting = await readEvents(client, ids, { which: 'unapplied', limit: itemsPerThread });
    const sorted = await sortEvents(client, channels, threads, waiting);
    await settle(client, sorted);
    return sorted.work;
  });
