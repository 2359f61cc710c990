import type { Pool } from 'pg';
import type { Logger } from '../runtime/logger.ts';
import { forEachLimited } from '../runtime/limited.ts';
import type { Signals, ThreadRef } from './signals.ts';

const perBatch = 500;

/**
 * Notices that Temporal's store was replaced (its namespace has another id than the database was last seen with) and brings
 * everything back: what was not recorded is dispatched again, and every conversation that is not closed is started
 * from what PostgreSQL knows. Broken off in the middle, it begins again; a conversation that runs takes no notice.
 */
export function createStoreChange(options: {
  pool: Pool;
  signals: Signals;
  logger: Logger;
  stop?: AbortSignal;
}): () => Promise<void> {
  const { pool, signals, logger, stop } = options;
  return async () => {
    const now = await signals.namespaceId();
    const { rows } = await pool.query<{ before: string | null }>(
      'select temporal_namespace_id as before from settings where id = 1',
    );
    const [settings] = rows;
    if (!settings || settings.before === now) return;
    await pool.query(
      `update inbox_events set dispatched_at = null
        where applied_at is null and dispatched_at is not null and thread_seq is not null`,
    );
    const started = await startAll(pool, signals, () => stop?.aborted === true);
    if (started === undefined) return;
    await pool.query('update settings set temporal_namespace_id = $1 where id = 1', [now]);
    if (settings.before !== null) {
      logger.warn({ started }, "Temporal's store was replaced: conversations were started again");
    }
  };
}

/** @returns how many; undefined when it was broken off */
async function startAll(
  pool: Pool,
  signals: Signals,
  isOver: () => boolean,
): Promise<number | undefined> {
  let started = 0;
  let after: string | null = null;
  for (;;) {
    const { rows }: { rows: (ThreadRef & { id: string })[] } = await pool.query(
      `select id, thread_id as "threadId", platform, account_id as "accountId" from conversations
        where status <> 'closed' and ($1::uuid is null or id > $1::uuid) order by id limit $2`,
      [after, perBatch],
    );
    const wake = ({ threadId, platform, accountId }: ThreadRef) =>
      signals.wake({ threadId, platform, accountId });
    await forEachLimited(rows, 16, wake, isOver);
    if (isOver()) return undefined;
    started += rows.length;
    after = rows.at(-1)?.id ?? null;
    if (rows.length < perBatch) return started;
  }
}
