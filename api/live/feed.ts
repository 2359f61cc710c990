/** The one reader of this process: what is told is read once, for all who listen. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from '../../runtime/logger.ts';
import { runLoop, Waker } from '../../runtime/loop.ts';
import { createBatch, type Batch } from './batch.ts';
import { hydrate } from './hydrate.ts';
import type { Position } from './position.ts';
import { readBound, readRows } from './rows.ts';

/** Rows at once. */
const limit = 500;
/** Between two readings: what comes close together goes out together, ms. */
const breathMs = 10;
/** What waits for a transaction that has not ended is looked for again, ms. */
const heldMs = 20;

export interface Feed {
  /** Everything up to here was given to those who listen. Undefined: nothing was read yet. */
  position(): Position | undefined;
  /** The first reading is done. */
  begun: Promise<void>;
  /** From `position` on, until the answer is called. */
  listen(take: (batch: Batch) => void): () => void;
  wake(): void;
  run(stop: AbortSignal): Promise<void>;
}

/** @param onRead called with each batch, before those who listen */
export function createFeed(parts: {
  pool: Pool;
  logger: Logger;
  onRead: (batch: Batch) => void;
}): Feed {
  const { pool, logger, onRead } = parts;
  const listeners = new Set<(batch: Batch) => void>();
  const waker = new Waker();
  let position: Position | undefined;
  let begin = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));

  const pass = async (): Promise<boolean> => {
    if (listeners.size === 0 || !position) {
      const bound = await readBound(pool);
      // Whoever came meanwhile listens from where it stood.
      if (listeners.size === 0 || !position) position = bound;
      begin();
      return listeners.size > 0;
    }
    const told = await readRows(pool, { after: position, limit });
    const batch = await batchOf(pool, told);
    position = told.position;
    onRead(batch);
    for (const take of listeners) take(batch);
    if (told.isHeld) setTimeout(() => waker.wake(), heldMs).unref();
    if (told.rows.length > 0) await pause(breathMs);
    return told.isMore;
  };

  return {
    position: () => position,
    begun,
    listen(take) {
      listeners.add(take);
      waker.wake();
      return () => listeners.delete(take);
    },
    wake: () => waker.wake(),
    run: (stop) => runLoop({ name: 'live', logger, stop, idleMs: 1_000, waker }, pass),
  };
}

export async function batchOf(
  pool: Pool,
  told: Awaited<ReturnType<typeof readRows>>,
): Promise<Batch> {
  return createBatch(told.rows, await hydrate(pool, told.rows), told);
}
