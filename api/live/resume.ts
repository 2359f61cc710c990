/** A client that was away gets what it missed, or is told to read afresh. */
import type { Pool } from 'pg';
import type { Batch } from './batch.ts';
import { batchOf } from './feed.ts';
import type { ReloadReason } from './frames.ts';
import { fromSeq, isAfter, type Position } from './position.ts';
import { countRows, readBound, readRows } from './rows.ts';

/** Beyond so many changes reading afresh is quicker. */
export const mostMissed = 5_000;
const longestAwayMs = 24 * 60 * 60_000;
const atOnce = 500;

/** @param upTo where the process stands: from there on it is given to everybody */
export async function whereFrom(
  pool: Pool,
  seq: string,
  upTo: Position,
): Promise<{ since: Position } | { reload: ReloadReason }> {
  const since = fromSeq(seq);
  if (!since) return { reload: 'unknown_seq' };
  if (since.at < Date.now() - longestAwayMs) return { reload: 'too_far_back' };
  if (isAfter(since, upTo)) {
    // Another process was ahead of this one; or it was given out by another desk.
    const isOurs = !isAfter(since, await readBound(pool));
    return isOurs ? { since } : { reload: 'unknown_seq' };
  }
  const missed = await countRows(pool, { after: since, upTo, most: mostMissed + 1 });
  return missed > mostMissed ? { reload: 'too_far_back' } : { since };
}

export async function* missedBetween(
  pool: Pool,
  since: Position,
  upTo: Position,
): AsyncGenerator<Batch> {
  let after = since;
  for (let isMore = isAfter(upTo, since); isMore;) {
    const told = await readRows(pool, { after, upTo, limit: atOnce });
    yield await batchOf(pool, told);
    ({ isMore, position: after } = told);
  }
}
