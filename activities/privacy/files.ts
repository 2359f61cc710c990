/** What they sent and were sent: bytes and rows. A file that others were sent too stays theirs. */
import type { Pool } from 'pg';
import { objectKey, type FileStore } from '../../files/store.ts';
import type { Scope } from './scope.ts';

const atOnce = 100;

interface Discarded {
  id: string;
  storageKey: string;
  attempts: number;
}

interface Parts {
  pool: Pool;
  store: FileStore;
}

export async function* removeFiles(
  { pool, store }: Parts,
  { conversationIds, customerIds }: Scope,
): AsyncGenerator<Record<string, number>> {
  for (;;) {
    const taken = await take(pool, conversationIds);
    for await (const counted of discard({ pool, store })) yield counted;
    if (!taken) break;
  }
  yield { exports: await dropExports({ pool, store }, customerIds) };
}

/** Said first in the rows, as a crash may come before the bytes are gone; what is marked is found again. */
async function take(pool: Pool, conversationIds: readonly string[]): Promise<boolean> {
  const { rows } = await pool.query<{ n: number }>(
    `with mine as (
       select u.message_id, u.position from messages m join file_uses u on u.message_id = m.id
        where m.conversation_id = any($1::uuid[]) limit $2
     ), gone as (
       delete from file_uses u using mine where u.message_id = mine.message_id and u.position = mine.position
       returning u.file_id, u.message_id, u.position
     ), drafted as (
       select unnest(file_ids) as file_id from drafts where conversation_id = any($1::uuid[])
     ), unused as (
       update files f set unused_since = '-infinity', status = 'discarded'
        where f.id in (select file_id from gone union select file_id from drafted)
          and not exists (select from file_uses u where u.file_id = f.id
                            and not exists (select from gone g where g.message_id = u.message_id and g.position = u.position))
          and not exists (select from drafts d where d.file_ids @> array[f.id] and d.conversation_id <> all($1::uuid[]))
     )
     select count(*)::int as n from gone`,
    [conversationIds, atOnce],
  );
  return rows[0]?.n === atOnce;
}

/** One that is being fetched writes its bytes under another key, finds no row, and removes them (dispatch/files.ts). */
async function* discard({ pool, store }: Parts): AsyncGenerator<Record<string, number>> {
  for (;;) {
    const { rows } = await pool.query<Discarded>(
      `select id, storage_key as "storageKey", attempts from files
        where unused_since = '-infinity' and status = 'discarded' limit $1`,
      [atOnce],
    );
    if (rows.length === 0) return;
    for (const { id, storageKey, attempts } of rows) {
      for (let n = 0; n <= attempts; n += 1) await store.remove(objectKey(storageKey, n));
      await pool.query('delete from files where id = $1', [id]);
    }
    yield { files: rows.length };
  }
}

async function dropExports(
  { pool, store }: Parts,
  customerIds: readonly string[],
): Promise<number> {
  const { rows } = await pool.query<{ id: string; key: string | null }>(
    `update data_exports set status = 'expired', expires_at = now() where customer_ids && $1::uuid[] and status <> 'expired'
     returning id, storage_key as key`,
    [customerIds],
  );
  for (const { key } of rows) if (key !== null) await store.remove(objectKey(key, 1));
  return rows.length;
}
