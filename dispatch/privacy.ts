/** Erasures and exports that were asked for are begun; what Temporal lost is begun again, and goes on. */
import type { Pool } from 'pg';

/** How the loop speaks with their workflows. */
export interface PrivacySignals {
  /** A running one takes no notice. */
  startErasure(erasureId: string): Promise<void>;
  startExport(exportId: string): Promise<void>;
}

interface Due {
  is: 'erasure' | 'export';
  id: string;
}

const perPass = 50;
const again = '1 minute';

export function createPrivacy({
  pool,
  signals,
}: {
  pool: Pool;
  signals: PrivacySignals;
}): () => Promise<void> {
  return async () => {
    const { rows } = await pool.query<Due>({
      name: 'privacy-due',
      text: `select 'erasure' as is, id from erasures where status <> 'done' and next_look_at <= now()
             union all
             select 'export', id from data_exports
              where status <> 'expired' and next_look_at <= now() and (status = 'queued' or expires_at <= now())
             limit $1`,
      values: [perPass],
    });
    for (const { is, id } of rows) {
      await (is === 'erasure' ? signals.startErasure(id) : signals.startExport(id));
      const table = is === 'erasure' ? 'erasures' : 'data_exports';
      await pool.query(
        `update ${table} set next_look_at = now() + interval '${again}' where id = $1`,
        [id],
      );
    }
  };
}
