import type { Pool } from 'pg';
import { objectKey, type FileStore } from './store.ts';

/** The bytes of a file of the desk's own; undefined: it is not here, or not any more. @throws when the store does not answer */
export async function openFile(
  { pool, store }: { pool: Pool; store: FileStore },
  id: string,
): Promise<AsyncIterable<Buffer> | undefined> {
  const { rows } = await pool.query<{ key: string; attempts: number }>({
    name: 'open-file',
    text: `select storage_key as key, attempts from files where id = $1 and status = 'stored'`,
    values: [id],
  });
  const [file] = rows;
  return file && store.read(objectKey(file.key, file.attempts));
}
