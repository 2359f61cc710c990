import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Channel, PlatformName } from '../channels/channel.ts';
import type { Logger } from '../runtime/logger.ts';
import { countInFlight, leaseThreads, release, type Round } from './lease.ts';
import { forEachLimited } from '../runtime/limited.ts';
import { Parking } from './parking.ts';
import { applyReceipts } from './receipts.ts';
import { isOutage, type Signals } from './signals.ts';
import type { ThreadWork } from './sort-events.ts';

export interface DispatcherOptions {
  pool: Pool;
  channels: Partial<Record<PlatformName, Channel>>;
  signals: Signals;
  logger: Logger;
  /** To know who was erased. */
  secretKeys?: readonly Buffer[];
  /** How many threads a round takes. */
  threads?: number;
  /** How many go into one signal; the rest follows in the next round. */
  itemsPerThread?: number;
  leaseSeconds?: number;
  /** Signals at once. */
  concurrency?: number;
  /** How many threads may be signalled and not yet recorded; the rest waits in the inbox. */
  window?: number;
}

/** A round with fewer threads than this waits for company before the next. */
const small = 16;
const lingerMs = 15;
/** How long a full window is given to empty before it is looked at again. */
const fullMs = 25;

/**
 * From the inbox to the workflows (design.md, rule 2). Each call is one round: lease, signal, mark. Any number of
 * them may run at once, here and elsewhere. Answers whether there may be more.
 *
 * Workers that can't keep up are not buried: a task that waits for its worker longer than the sticky queue's timeout is
 * replayed from its whole history, which makes everything slower still. In the inbox, waiting costs nothing.
 * @throws when PostgreSQL or Temporal does not answer; nothing is lost, and the same numbers are sent again
 */
export function createDispatcher(options: DispatcherOptions): () => Promise<boolean> {
  const { pool, channels, signals, logger } = options;
  const { threads = 64, itemsPerThread = 100, leaseSeconds = 10, concurrency = 32 } = options;
  const { window = 128, secretKeys = [] } = options;
  const parking = new Parking();

  return async () => {
    const room = window - (await countInFlight(pool));
    if (room <= 0) {
      await pause(fullMs);
      return true;
    }
    const round = await leaseThreads({
      ...{ pool, channels, secretKeys, parking, itemsPerThread, leaseSeconds },
      threads: Math.min(threads, room),
    });
    if (round.leased.length === 0) return false;
    const receipts = round.leased.flatMap((leased) => leased.receipts);
    const [signalled, applied] = await Promise.allSettled([
      signalAll(signals, round.leased, concurrency, logger),
      applyReceipts(pool, receipts),
    ]);
    if (applied.status === 'fulfilled') for (const id of applied.value) parking.park(id);
    // Also what did not work is let go, but for single threads that Temporal refused: their lease is their pause.
    const { done, refused, outage } = valueOf(signalled);
    await releaseRound(pool, round, done, refused);
    if (outage) throw outage.error;
    valueOf(applied);
    if (round.leased.length < small) await pause(lingerMs);
    return true;
  };
}

interface Signalled {
  done: ThreadWork[];
  refused: Set<string>;
  outage?: { error: unknown };
}

async function signalAll(
  signals: Signals,
  leased: readonly ThreadWork[],
  concurrency: number,
  logger: Logger,
): Promise<Signalled> {
  const result: Signalled = { done: [], refused: new Set() };
  const signal = async (one: ThreadWork) => {
    const { thread, items } = one;
    const { threadId, platform, accountId } = thread;
    try {
      await signals.inbound({ threadId, platform, accountId }, { items });
      result.done.push(one);
    } catch (error) {
      if (isOutage(error)) result.outage = { error };
      else {
        result.refused.add(threadId);
        logger.error({ err: error, threadId }, 'a thread cannot be dispatched; tried again later');
      }
    }
  };
  const withItems = leased.filter(({ items }) => items.length > 0);
  await forEachLimited(withItems, concurrency, signal, () => result.outage !== undefined);
  return result;
}

const releaseRound = (
  pool: Pool,
  round: Round,
  done: readonly ThreadWork[],
  refused: Set<string>,
) =>
  release(
    pool,
    round,
    done.flatMap(({ items }) => items.map(({ eventId }) => eventId)),
    round.leased.flatMap(({ thread }) => (refused.has(thread.threadId) ? [] : thread.threadId)),
  );

function valueOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}
