import type { Pool } from 'pg';
import { wordsOf } from '../../domain/assist/fold.ts';
import { notFound } from '../../domain/errors.ts';
import type { Queryable } from '../../runtime/rows.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import type { ArticleJson, KnowledgeVersionJson, ListedArticleJson } from '../schemas/knowledge.ts';
import { likeOf } from './like.ts';
import { iso, present } from './present.ts';

interface Row {
  id: string;
  key: string;
  language: string;
  title: string;
  body: string;
  tags: string[];
  status: ArticleJson['status'];
  team_id: string | null;
  url: string | null;
  source: ArticleJson['source'];
  source_ref: string | null;
  approved_for_answers: boolean;
  translations: ArticleJson['translations'] | null;
  created_at: Date;
  updated_at: Date;
  updated_by: string | null;
  version: number;
}

const columns = (body: string) => `
  a.id, a.key, a.language, a.title, ${body} as body, a.tags, a.status, a.team_id, a.url, a.source, a.source_ref,
  a.approved_for_answers, a.created_at, a.updated_at, a.updated_by, a.version, (
    select json_agg(json_build_object('id', o.id, 'language', o.language, 'title', o.title, 'status', o.status) order by o.language)
      from knowledge_articles o where o.key = a.key and o.id <> a.id) as translations`;

/** @throws CareError not_found */
export async function findArticle(db: Queryable, id: string): Promise<ArticleJson> {
  const { rows } = await db.query<Row>({
    name: 'knowledge-article',
    text: `select ${columns('a.body')} from knowledge_articles a where a.id = $1`,
    values: [id],
  });
  const [row] = rows;
  if (!row) throw notFound('article');
  return { ...toArticle(row), body: row.body };
}

export interface ArticleFilter {
  q?: string | undefined;
  language?: string | undefined;
  status?: readonly string[] | undefined;
  teamId?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** The newest change first. Without a status: what is not archived. */
export async function listArticles(pool: Pool, filter: ArticleFilter) {
  const after = decodeCursor('knowledge', filter.cursor);
  const { rows } = await pool.query<Row>({
    name: 'knowledge-articles',
    text: `select ${columns('left(a.body, 400)')}
             from knowledge_articles a
            where ($2::text is null or a.title ilike $2 or a.words @@ $1::tsquery
                   or a.words @@ websearch_to_tsquery(knowledge_stemming(a.language), $3))
              and ($4::text is null or a.language = $4) and a.status = any($5::text[])
              and ($6::uuid is null or a.team_id is null or a.team_id = $6)
              and ($7::timestamptz is null or (a.updated_at, a.id) < ($7, $8::uuid))
            order by a.updated_at desc, a.id desc limit $9`,
    values: [
      ...searchOf(filter.q),
      filter.language ?? null,
      filter.status ?? ['draft', 'published'],
      filter.teamId ?? null,
      ...(after ? [after.value, after.id] : [null, null]),
      filter.limit + 1,
    ],
  });
  return pageOf(rows, filter.limit, toListed, (row) =>
    encodeCursor('knowledge', iso(row.updated_at), row.id),
  );
}

/** All of the words, the last of which may still be being typed. */
function searchOf(q: string | undefined): (string | null)[] {
  const words = wordsOf(q ?? '').slice(0, 10);
  // Folded, they are letters and numbers only: nothing to be escaped.
  const begun = words.map((word) => `'${word}':*`).join(' & ');
  return q === undefined ? [null, null, null] : [begun === '' ? null : begun, likeOf(q), q];
}

/** As it was before each change; the newest first. */
export async function listVersions(pool: Pool, articleId: string): Promise<KnowledgeVersionJson[]> {
  const { rows } = await pool.query<{
    version: number;
    title: string;
    body: string;
    tags: string[];
    status: ArticleJson['status'] | null;
    changed_by: string | null;
    changed_at: Date;
  }>({
    name: 'knowledge-versions',
    text: `select version, title, body, tags, status, changed_by, changed_at from knowledge_versions
            where article_id = $1 order by version desc limit 100`,
    values: [articleId],
  });
  return rows.map(({ version, title, body, tags, status, changed_by, changed_at }) => ({
    ...{ version, title, body, tags, changedAt: iso(changed_at) },
    ...present('status', status),
    ...present('changedBy', changed_by),
  }));
}

const toListed = (row: Row): ListedArticleJson => ({
  ...toArticle(row),
  beginning: row.body
    .replaceAll(/[#*_`>|]+/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 160),
});

const toArticle = (row: Row): Omit<ArticleJson, 'body'> => ({
  id: row.id,
  key: row.key,
  language: row.language,
  title: row.title,
  tags: row.tags,
  status: row.status,
  ...present('teamId', row.team_id),
  ...present('url', row.url),
  source: row.source,
  ...present('sourceRef', row.source_ref),
  approvedForAnswers: row.approved_for_answers,
  translations: row.translations ?? [],
  createdAt: iso(row.created_at),
  updatedAt: iso(row.updated_at),
  ...present('updatedBy', row.updated_by),
  version: row.version,
});
