import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { spool, unspool } from '../../files/spool.ts';
import { objectKey, type FileStore } from '../../files/store.ts';
import { hintLive } from '../../runtime/changes.ts';
import { randomKey } from '../../runtime/ids.ts';
import type { ExportActivities } from '../types.ts';
import { exportLines } from './export-lines.ts';

/** So long it may be downloaded. */
const keptFor = '24 hours';

export interface ExportParts {
  pool: Pool;
  store: FileStore;
  spoolFolder: string;
  heartbeat: () => void;
}

interface Row {
  customerIds: string[];
  status: 'queued' | 'ready' | 'expired';
  storageKey: string | null;
  expiresAt: Date | null;
}

/** Written to the disk a page of rows at a time, then kept as any file; a try that was lost leaves nothing. */
export const createExport = ({
  pool,
  store,
  spoolFolder,
  heartbeat,
}: ExportParts): ExportActivities => ({
  async buildExport({ exportId }) {
    const before = await rowOf(pool, exportId);
    if (!before) return { expiresAt: 0 };
    if (before.expiresAt) return { expiresAt: before.expiresAt.getTime() };
    if (before.storageKey !== null) await store.remove(objectKey(before.storageKey, 1));
    const storageKey = randomKey();
    await pool.query('update data_exports set storage_key = $2 where id = $1', [
      exportId,
      storageKey,
    ]);
    const file = await spool(
      spoolFolder,
      bytesOf(exportLines(pool, before.customerIds), heartbeat),
    );
    await store.keep(objectKey(storageKey, 1), file).finally(() => unspool(file));
    const { rows } = await pool.query<{ expiresAt: Date }>(
      `with made as (
         update data_exports set status = 'ready', size = $3, sha256 = $4, ready_at = now(), expires_at = now() + $5::interval
          where id = $1 and storage_key = $2 and status = 'queued' returning id, expires_at
       ), told as (
         insert into changes (kind, data) select 'data_export.ready', jsonb_build_object('target', id) from made)
       select expires_at as "expiresAt" from made`,
      [exportId, storageKey, file.size, file.sha256, keptFor],
    );
    hintLive(pool);
    // Erased meanwhile, or another try was faster.
    if (!rows[0]) await store.remove(objectKey(storageKey, 1));
    return { expiresAt: rows[0]?.expiresAt.getTime() ?? 0 };
  },

  async dropExport({ exportId }) {
    // The desk's clock says when it is over.
    for (;;) {
      const row = await rowOf(pool, exportId);
      if (!row?.storageKey) return;
      const left = (row.expiresAt?.getTime() ?? 0) - Date.now();
      if (left <= 0) {
        await store.remove(objectKey(row.storageKey, 1));
        break;
      }
      heartbeat();
      await pause(Math.min(left, 5_000));
    }
    await pool.query(
      `with dropped as (
         update data_exports set status = 'expired', storage_key = null where id = $1 returning id)
       insert into changes (kind, data) select 'data_export.expired', jsonb_build_object('target', id) from dropped`,
      [exportId],
    );
    hintLive(pool);
  },
});

async function rowOf(pool: Pool, id: string): Promise<Row | undefined> {
  const { rows } = await pool.query<Row>(
    `select customer_ids as "customerIds", status, storage_key as "storageKey", expires_at as "expiresAt"
       from data_exports where id = $1`,
    [id],
  );
  return rows[0];
}

async function* bytesOf(
  pieces: AsyncIterable<string>,
  heartbeat: () => void,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    heartbeat();
    yield Buffer.from(piece);
  }
}
