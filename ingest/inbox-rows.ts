import type { Pool } from 'pg';
import { newId } from '../runtime/ids.ts';

/** An event to be acknowledged. */
export interface InboxRow {
  accountId: string;
  platform: string;
  threadKey: string;
  threadKind: string;
  customerExternalId: string;
  kind: string;
  /** What a public thread stands under. */
  postId?: string;
  postUrl?: string;
  dedupeKey: string;
  /** The payload reduced to this event. */
  raw: Buffer;
}

/**
 * Commits all of them, in the order they came; those that are there already stay as they are. One round trip where their
 * threads are known. Threads that are not come first, in a commit of their own: one without events harms nobody.
 * @returns how many were new
 * @throws the database's error; what was committed before it will be a duplicate the next time.
 */
export async function writeRows(pool: Pool, rows: readonly InboxRow[]): Promise<number> {
  const first = await insertEvents(pool, rows);
  if (first.missing.length === 0) return first.written;
  await insertThreads(pool, first.missing);
  const second = await insertEvents(pool, first.missing);
  if (second.missing.length > 0) throw new Error('a thread vanished while its events were written');
  return first.written + second.written;
}

/**
 * Payloads go over as one run of bytes: as an array they would be turned into hexadecimal text and back. Numbers are
 * given out in the order of arrival, rows are written in the order of their keys, so that two who write the same ones wait
 * for each other in the same order. Whatever the server's default is, the commit waits for the disk.
 */
const eventsStatement = `
  with given as materialized (
    select nextval('inbox_events_id_seq') as id, g.*
      from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[])
           with ordinality as g (account_id, kind, dedupe_key, thread_key, start, size, n)
  ), found as materialized (
    select g.*, t.id as thread_id
      from given g join threads t on t.account_id = g.account_id and t.key = g.thread_key
  ), written as (
    insert into inbox_events (id, account_id, kind, dedupe_key, thread_id, raw)
    select id, account_id, kind, dedupe_key, thread_id, substring($7::bytea from start for size)
      from found order by account_id, kind, dedupe_key
    on conflict (account_id, kind, dedupe_key) do nothing returning 1
  )
  select (select count(*)::int from written) as written,
          array(select n::int from given except select n::int from found) as missing,
         case current_setting('synchronous_commit')
           when 'off' then set_config('synchronous_commit', 'on', true) end as durability`;

/** @returns how many were new, and the rows whose thread does not exist yet; the others are committed. */
async function insertEvents(
  pool: Pool,
  rows: readonly InboxRow[],
): Promise<{ written: number; missing: InboxRow[] }> {
  const starts: number[] = [];
  let size = 0;
  for (const { raw } of rows) {
    starts.push(size + 1);
    size += raw.length;
  }
  const { rows: answers } = await pool.query<{ written: number; missing: number[] }>({
    name: 'ingest-events',
    text: eventsStatement,
    values: [
      rows.map(({ accountId }) => accountId),
      rows.map(({ kind }) => kind),
      rows.map(({ dedupeKey }) => dedupeKey),
      rows.map(({ threadKey }) => threadKey),
      starts,
      rows.map(({ raw }) => raw.length),
      Buffer.concat(
        rows.map(({ raw }) => raw),
        size,
      ),
    ],
  });
  const { written = 0, missing = [] } = answers[0] ?? {};
  return { written, missing: missing.toSorted((a, b) => a - b).flatMap((n) => rows[n - 1] ?? []) };
}

async function insertThreads(pool: Pool, rows: readonly InboxRow[]): Promise<void> {
  const threads = [
    ...new Map(rows.map((row) => [`${row.accountId}/${row.threadKey}`, row])).values(),
  ];
  await pool.query({
    name: 'ingest-threads',
    text: `insert into threads (id, account_id, platform, key, kind, customer_external_id, post_id, post_url)
           select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
                      as t (id, account_id, platform, key, kind, customer, post_id, post_url)
            order by account_id, key
           on conflict (account_id, key) do nothing`,
    values: [
      threads.map(() => newId()),
      threads.map(({ accountId }) => accountId),
      threads.map(({ platform }) => platform),
      threads.map(({ threadKey }) => threadKey),
      threads.map(({ threadKind }) => threadKind),
      threads.map(({ customerExternalId }) => customerExternalId),
      threads.map(({ postId }) => postId ?? null),
      threads.map(({ postUrl }) => postUrl ?? null),
    ],
  });
}
