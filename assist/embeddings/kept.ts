/** The table of vectors: what is due, what is there, what is nobody's any more. */
import type { Pool } from 'pg';
import { bytesOf, numbersIn } from './bytes.ts';

export interface Source {
  kind: 'article' | 'canned_reply';
  id: string;
  version: number;
  title: string;
  text: string;
}

/** What can be found at all. */
const findable = `
  select 'article' as kind, id, version, title, body as text from knowledge_articles where status = 'published'
  union all
  select 'canned_reply', id, version, title, content from canned_replies`;

/** Of this model nothing, or an older version of it. */
export async function nextSources(pool: Pool, model: string, limit: number): Promise<Source[]> {
  const { rows } = await pool.query<Source>({
    name: 'embeddings-due',
    text: `select s.* from (${findable}) s
            where not exists (select from knowledge_embeddings e
                               where e.source_kind = s.kind and e.source_id = s.id and e.model = $1 and e.version = s.version)
            order by s.kind, s.id limit $2`,
    values: [model, limit],
  });
  return rows;
}

/** Processes hold them all. */
const mostPassages = 30_000;

export async function isFull(pool: Pool, model: string): Promise<boolean> {
  const { rows } = await pool.query<{ count: number }>({
    name: 'embeddings-count',
    text: 'select count(*)::int as count from knowledge_embeddings where model = $1',
    values: [model],
  });
  return (rows[0]?.count ?? 0) >= mostPassages;
}

/** By the hash of their text; undefined: the server did not take it. */
export async function vectorsOf(
  pool: Pool,
  model: string,
  { kind, id }: Source,
): Promise<Map<string, Float32Array | undefined>> {
  const { rows } = await pool.query<{ hash: string; vector: Buffer }>({
    name: 'embeddings-of',
    text: `select hash, vector from knowledge_embeddings where source_kind = $1 and source_id = $2 and model = $3`,
    values: [kind, id, model],
  });
  return new Map(
    rows.map(({ hash, vector }) => [hash, vector.length === 0 ? undefined : numbersIn(vector)]),
  );
}

/** What was deleted meanwhile stays away. */
export async function keepVectors(
  pool: Pool,
  model: string,
  { kind, id, version }: Source,
  passages: readonly { hash: string; vector: Float32Array | undefined }[],
): Promise<void> {
  await pool.query({
    name: 'embeddings-keep',
    text: `with kept as (
             insert into knowledge_embeddings as e (source_kind, source_id, model, passage, version, hash, vector)
             select $1, $2, $3, t.passage - 1, $4, t.hash, t.vector
               from unnest($5::text[], $6::bytea[]) with ordinality as t (hash, vector, passage)
              where exists (select from (${findable}) s where s.kind = $1 and s.id = $2)
             on conflict (source_kind, source_id, model, passage) do update
                set version = excluded.version, hash = excluded.hash, vector = excluded.vector,
                    stamp = excluded.stamp, made_at = excluded.made_at)
           delete from knowledge_embeddings where source_kind = $1 and source_id = $2 and model = $3 and passage >= $7`,
    values: [
      ...[kind, id, model, version],
      passages.map(({ hash }) => hash),
      passages.map(({ vector }) => (vector ? bytesOf(vector) : Buffer.alloc(0))),
      passages.length,
    ],
  });
}

/** Of what cannot be found any more; and other models', a day after they were made, as one may go back to one. */
export async function forgetOld(pool: Pool, model: string): Promise<void> {
  await pool.query({
    name: 'embeddings-forget',
    text: `delete from knowledge_embeddings e
            where (e.model <> $1 and e.made_at < now() - interval '1 day')
               or not exists (select from (${findable}) s where s.kind = e.source_kind and s.id = e.source_id)`,
    values: [model],
  });
}
