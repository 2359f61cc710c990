/** The proof: nothing of theirs hangs on their rows, and what they are known by is looked for in every column of every table. */
import type { Pool, PoolClient } from 'pg';
import { bytesPatternOf, patternOf, type KnownBy } from '../../domain/privacy/known-by.ts';
import { hintLive, tellAudit } from '../../runtime/changes.ts';
import { transaction } from '../../runtime/database.ts';
import { json } from '../../runtime/rows.ts';
import type { ErasureActivities } from '../types.ts';
import { pagesOf } from './pages.ts';
import { atStep } from './progress.ts';
import { erasureOf, knownOf, scopeOf, type Scope } from './scope.ts';

export interface ErasureProof {
  searchedAt: string;
  tables: number;
  /** What may be others': a colleague's note on somebody else that names the person. `isSure`: no name that others may have. */
  found: { table: string; column: string; rows: number; isSure: boolean }[];
}

export const createProve =
  ({
    pool,
    secretKeys,
    heartbeat,
  }: {
    pool: Pool;
    secretKeys: readonly Buffer[];
    heartbeat: () => void;
  }): ErasureActivities['proveErasure'] =>
  async ({ erasureId }) => {
    await atStep(pool, erasureId, 'proving');
    const erasure = await erasureOf(pool, erasureId);
    if (erasure.status === 'done') return { isDone: true };
    if (await isAnythingLeft(pool, await scopeOf(pool, erasureId))) return { isDone: false };
    const proof = await search(pool, knownOf(erasure, secretKeys), heartbeat);
    await transaction(pool, (client) => finish(client, erasureId, proof));
    hintLive(pool);
    return { isDone: true };
  };

async function isAnythingLeft(
  pool: Pool,
  { customerIds, threadIds, conversationIds }: Scope,
): Promise<boolean> {
  const { rows } = await pool.query<{ left: boolean }>(
    `select exists (select from customers where id = any($1::uuid[]) and (name, handle) <> ('', ''))
         or exists (select from contact_points where customer_id = any($1::uuid[]))
         or exists (select from customer_notes where customer_id = any($1::uuid[]))
         or exists (select from customer_field_values where customer_id = any($1::uuid[]))
         or exists (select from inbox_events where thread_id = any($2::uuid[]))
         or exists (select from conversations where id = any($3::uuid[]) and status <> 'closed')
         or exists (select from messages m join message_bodies b on b.message_id = m.id
                     where m.conversation_id = any($3::uuid[]))
         or exists (select from messages m join file_uses u on u.message_id = m.id
                     where m.conversation_id = any($3::uuid[]))
         or exists (select from suggestion_rounds where conversation_id = any($3::uuid[]))
         or exists (select from drafts where conversation_id = any($3::uuid[])) as left`,
    [customerIds, threadIds, conversationIds],
  );
  return rows[0]?.left ?? true;
}

async function search(pool: Pool, known: KnownBy, heartbeat: () => void): Promise<ErasureProof> {
  const { rows: tables } = await pool.query<{ name: string; columns: Column[] }>(
    `select c.table_name as name, json_agg(json_build_object('name', c.column_name, 'type', c.udt_name)) as columns
       from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where table_schema = current_schema() and t.table_type = 'BASE TABLE'
        and c.udt_name = any($1::text[]) group by 1 order by 1`,
    [searched],
  );
  const found: ErasureProof['found'] = [];
  for (const table of tables) {
    for (const isSure of [true, false]) {
      const hits = await searchTable(pool, table, isSure ? known.sure : known.likely, heartbeat);
      found.push(...hits.map((hit) => ({ table: table.name, ...hit, isSure })));
    }
  }
  return { searchedAt: new Date().toISOString(), tables: tables.length, found };
}

interface Column {
  name: string;
  type: string;
}

/** Where a text can be, or a number that names somebody. */
const searched = ['text', 'varchar', 'json', 'jsonb', 'bytea', '_text', 'tsvector', 'int8'];

async function searchTable(
  pool: Pool,
  { name: table, columns }: { name: string; columns: Column[] },
  texts: readonly string[],
  heartbeat: () => void,
): Promise<{ column: string; rows: number }[]> {
  const [words, bytes] = [patternOf(texts), bytesPatternOf(texts)];
  if (words === undefined || bytes === undefined) return [];
  const counts = columns.map(({ name, type }) =>
    type === 'bytea'
      ? `count(*) filter (where encode("${name}", 'escape') ~* $4)`
      : `count(*) filter (where "${name}"::text ~* $3)`,
  );
  const sums = columns.map(() => 0);
  for await (const [from, to] of pagesOf(pool, table)) {
    const { rows } = await pool.query<{ counts: number[] }>(
      `select array[${counts.join(', ')}] as counts from "${table}"
        where ctid >= $1::tid and ctid < $2::tid and ($3::text, $4::text) is not null`,
      [from, to, words, bytes],
    );
    rows[0]?.counts.forEach((n, index) => (sums[index] = (sums[index] ?? 0) + n));
    heartbeat();
  }
  return columns.flatMap(({ name }, index) => {
    const rows = sums[index] ?? 0;
    return rows > 0 ? [{ column: name, rows }] : [];
  });
}

/** What was looked for is forgotten with it. */
async function finish(client: PoolClient, erasureId: string, proof: ErasureProof): Promise<void> {
  await client.query(
    `with done as (
       update erasures set status = 'done', step = null, evidence = null, proof = $2, done_at = now()
        where id = $1 and status <> 'done' returning id, requested_by, customer_ids, counts
     ), noted as (
       insert into audit (actor, action, target, data)
       select done.requested_by, 'customer.erased', customer_id::text, jsonb_build_object('erasureId', done.id, 'counts', done.counts)
         from done, unnest(done.customer_ids) customer_id returning action, target
     ), moved as (
       insert into changes (kind, data) select 'erasure.done', jsonb_build_object('target', id) from done
     )
     ${tellAudit('noted')}`,
    [erasureId, json(proof)],
  );
}
