import type { Pool } from 'pg';

const pagesAtOnce = 256;

/** A table as it lies on the disk, in pieces: no statement takes long, whatever its size and whatever its indexes. */
export async function* pagesOf(pool: Pool, table: string): AsyncGenerator<[string, string]> {
  const { rows } = await pool.query<{ pages: number }>(
    `select (pg_relation_size($1::regclass) / current_setting('block_size')::int)::int as pages`,
    [table],
  );
  const pages = rows[0]?.pages ?? 0;
  for (let page = 0; page <= pages; page += pagesAtOnce) {
    yield [`(${String(page)},0)`, `(${String(page + pagesAtOnce)},0)`];
  }
}
