/** Files that no message and no draft shows: taken back by their customer, or uploaded and never sent within a day. */
import type { Pool } from 'pg';
import { sweepSpool } from '../files/spool.ts';
import { objectKey, type FileStore } from '../files/store.ts';

const perPass = 100;
/** No file takes so long to come. */
const spoolMs = 60 * 60_000;

interface Unused {
  id: string;
  storageKey: string;
  attempts: number;
}

/**
 * First it is said that they are gone, so that no reply can take them up again; then the bytes go, then the rows. A crash
 * between repeats what is harmless twice. Answers whether there may be more.
 */
export async function sweepFiles(parts: {
  pool: Pool;
  store: FileStore;
  spoolFolder: string;
}): Promise<boolean> {
  const { pool, store, spoolFolder } = parts;
  await sweepSpool(spoolFolder, spoolMs);
  // What is being fetched is left until that is over: it would write its bytes after they were removed.
  const { rows } = await pool.query<Unused>(
    `update files f set status = 'discarded' from (
       select id from files
        where unused_since < now() - case when uploaded_by is null then interval '0' else interval '1 day' end
          and not exists (select from drafts d where d.file_ids @> array[files.id])
          and not (status = 'waiting' and attempts > 0 and next_try_at > now())
        order by unused_since limit $1 for update skip locked) unused
      where f.id = unused.id returning f.id, f.storage_key as "storageKey", f.attempts`,
    [perPass],
  );
  for (const { id, storageKey, attempts } of rows) {
    for (let n = 1; n <= attempts; n += 1) await store.remove(objectKey(storageKey, n));
    await pool.query(`delete from files where id = $1 and status = 'discarded'`, [id]);
  }
  return rows.length === perPass;
}
