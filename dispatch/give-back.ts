import type { Pool } from 'pg';
import { forEachLimited } from '../runtime/limited.ts';
import type { Signals, ThreadRef } from './signals.ts';
import { Throttle } from './throttle.ts';

/**
 * Unanswered conversations of agents who are offline go back to the queue. The workflow decides: a reply on its way
 * is an answer too, so it may be asked again.
 */
export function createGiveBack(options: { pool: Pool; signals: Signals }): () => Promise<void> {
  const { pool, signals } = options;
  const throttle = new Throttle(5_000, 60_000);
  return async () => {
    const { rows } = await pool.query<ThreadRef & { agentId: string; version: number }>(
      `select c.thread_id as "threadId", c.platform, c.account_id as "accountId", a.id as "agentId", c.version
         from agents a join conversations c on c.assigned_to = a.id
        where (a.availability = 'offline' or a.deactivated_at is not null)
          and c.status = 'open' and c.unanswered_since is not null
        order by c.unanswered_since limit 1000`,
    );
    // The version is part of the key: when the row changes, the question is a new one.
    const due = rows.filter(({ threadId, version }) => throttle.take(`${threadId}/${version}`));
    await forEachLimited(due, 8, ({ threadId, platform, accountId, agentId }) =>
      signals.agentGone({ threadId, platform, accountId }, { agentId, at: Date.now() }),
    );
  };
}
