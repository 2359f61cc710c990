/** Articles from files: new ones begin as drafts or are published, changed ones get a version, the others stay. */
import type { Pool } from 'pg';
import { hintLive } from '../../runtime/changes.ts';
import { newId } from '../../runtime/ids.ts';
import type { ArticleFile } from './article-file.ts';

export interface KeptFile {
  path: string;
  article: ArticleFile;
}

export type Outcome = 'created' | 'changed' | 'unchanged';

export interface Keeping {
  /** As the audit has it. */
  actor: { type: string; id?: string; name?: string };
  /** The agent; undefined: the desk itself or an integration. */
  agentId?: string | undefined;
  /** Drafts among them become findable. */
  isPublished: boolean;
}

/** What would come of it. Changes nothing. */
export async function foreseeFile(
  pool: Pool,
  { article }: KeptFile,
  { isPublished }: Pick<Keeping, 'isPublished'>,
): Promise<{ outcome: Outcome; articleId?: string }> {
  const { rows } = await pool.query<{ id: string; differs: boolean }>({
    name: 'knowledge-foresee',
    text: `select id, (${differs}) as differs from knowledge_articles a, ${given} where a.key = g.key and a.language = g.language`,
    values: valuesOf(article, isPublished),
  });
  const [row] = rows;
  if (!row) return { outcome: 'created' };
  return { outcome: row.differs ? 'changed' : 'unchanged', articleId: row.id };
}

const given = `(select $1::text as key, $2::text as language, $3::text as title, $4::text as body, $5::text[] as tags,
                       $6::text as url, $7::boolean as publishes) g`;
const differs = `(a.title, a.body, a.tags, a.url) is distinct from (g.title, g.body, g.tags, coalesce(g.url, a.url))
                 or (g.publishes and a.status = 'draft')`;

const valuesOf = (it: ArticleFile, isPublished: boolean): unknown[] => [
  ...[it.key, it.language, it.title, it.body, it.tags, it.url ?? null, isPublished],
];

/** One file, in one statement with its audit row: whoever stops in between has some of the files, each whole. */
export async function keepFile(
  pool: Pool,
  { path, article }: KeptFile,
  { actor, agentId, isPublished }: Keeping,
): Promise<{ outcome: Outcome; articleId: string }> {
  const values = [
    ...valuesOf(article, isPublished),
    ...[newId(), path, agentId ?? null, JSON.stringify(actor)],
  ];
  const { rows } = await pool.query<{ id: string; version: number | null }>({
    name: 'knowledge-keep',
    // What was approved for answers was other words.
    text: `with kept as (
             insert into knowledge_articles as a
               (id, key, language, title, body, tags, url, status, source, source_ref, created_by, updated_by)
             select $8::uuid, g.key, g.language, g.title, g.body, g.tags, g.url,
                    case when g.publishes then 'published' else 'draft' end, 'folder', $9::text, $10::uuid, $10::uuid
               from ${given}
             on conflict (key, language) do update
                set title = excluded.title, body = excluded.body, tags = excluded.tags, url = coalesce(excluded.url, a.url),
                    status = case when $7::boolean and a.status = 'draft' then 'published' else a.status end,
                    source = 'folder', source_ref = excluded.source_ref, updated_by = excluded.updated_by, updated_at = now(),
                    version = a.version + 1,
                    approved_for_answers = a.approved_for_answers and (a.title, a.body) = (excluded.title, excluded.body)
              where (a.title, a.body, a.tags, a.url)
                    is distinct from (excluded.title, excluded.body, excluded.tags, coalesce(excluded.url, a.url))
                 or ($7::boolean and a.status = 'draft')
             returning id, version, title, language),
           noted as (
             insert into audit (actor, action, target, data)
             select $11::jsonb, 'knowledge.imported', id, jsonb_build_object('title', title, 'language', language, 'path', $9::text)
               from kept),
           told as (
             insert into changes (kind, data) select 'knowledge.imported', jsonb_build_object('target', id) from kept)
           select id, version from kept
           union all
           select id, null from knowledge_articles where key = $1::text and language = $2::text and not exists (select from kept)`,
    values,
  });
  hintLive(pool);
  const [row] = rows;
  if (!row) throw new Error('the article was neither written nor found');
  const outcome = row.version === null ? 'unchanged' : row.version === 1 ? 'created' : 'changed';
  return { outcome, articleId: row.id };
}
