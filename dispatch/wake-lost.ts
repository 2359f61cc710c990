import type { Pool } from 'pg';
import { forEachLimited } from '../runtime/limited.ts';
import type { Signals, ThreadRef } from './signals.ts';
import { Throttle } from './throttle.ts';

const perPass = 200;

/**
 * Starts conversations that should have woken and did not, because their workflow is gone. One that is there is left
 * alone: it is only late, and a signal would make its history longer and nothing faster.
 */
export function createWakeLost(options: { pool: Pool; signals: Signals }): () => Promise<void> {
  const { pool, signals } = options;
  const throttle = new Throttle(30_000, 300_000);
  return async () => {
    const { rows } = await pool.query<ThreadRef>(
      `select thread_id as "threadId", platform, account_id as "accountId" from conversations
        where status <> 'closed' and next_wake_at < now() - interval '5 seconds'
        order by next_wake_at limit 5000`,
    );
    const due = rows.filter(({ threadId }) => throttle.mayTake(threadId)).slice(0, perPass);
    await forEachLimited(due, 8, async (thread) => {
      const isRunning = await signals.isRunning(thread);
      if (!isRunning) await signals.wake(thread);
      throttle.take(thread.threadId);
    });
  };
}
