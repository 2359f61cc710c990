import type { Pool } from 'pg';
import { mask } from '../../domain/assist/redaction.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import type { GapJson } from '../schemas/knowledge.ts';
import { visibleTo, type Looker } from '../visibility.ts';
import { iso, present } from './present.ts';

type Article = NonNullable<GapJson['article']>;

interface Row {
  id: string;
  concepts: string[];
  count: number;
  languages: string[];
  first_asked_at: Date;
  last_asked_at: Date;
  article: Article | null;
  state: GapJson['state'];
  conversation_ids: string[] | null;
  question: string | null;
  names: string[] | null;
  handles: string[] | null;
}

/** So much of a question tells what is asked. */
const longestQuestion = 240;

/**
 * What is asked in several languages is one gap. Of its words the table holds none: they are read from the newest conversation that
 * the caller may see, and what is personal in them is taken out.
 */
export async function listGaps(
  pool: Pool,
  caller: Looker,
  query: { state: GapJson['state']; cursor?: string | undefined; limit: number },
) {
  const after = decodeCursor('gaps', query.cursor);
  const values: unknown[] = [query.state, after?.value ?? null, after?.id ?? null, query.limit + 1];
  const visible = visibleTo(caller, (value) => `$${String(values.push(value))}`);
  const { rows } = await pool.query<Row>(
    `with gaps as (
       select (array_agg(g.id order by g.first_asked_at, g.id))[1] as id, g.key,
              max(g.concepts) as concepts, sum(g.count)::int as count,
              array_agg(g.language order by g.count desc, g.language) as languages,
              min(g.first_asked_at) as first_asked_at, max(g.last_asked_at) as last_asked_at,
              (array_agg(g.resolved_by_article))[1] as article_id,
              case when bool_or(g.settled_at is null) or bool_or(g.resolved_by_article is not null and g.last_asked_at > g.settled_at)
                   then 'open' when bool_or(g.resolved_by_article is not null) then 'answered' else 'dismissed' end as state
         from knowledge_gaps g group by g.key),
     asked as (
       select * from gaps
        where state = $1 and ($2::int is null or (count, id) < ($2, $3::uuid))
        order by count desc, id desc limit $4)
     select asked.id, asked.concepts, asked.count, asked.languages, asked.first_asked_at, asked.last_asked_at, asked.state,
            (select json_build_object('id', a.id, 'title', a.title, 'status', a.status)
               from knowledge_articles a where a.id = asked.article_id) as article,
            examples.conversation_ids, newest.content as question, newest.names, newest.handles
       from asked
       left join lateral (
         select (array_agg(c.id order by m.timestamp desc))[1:5] as conversation_ids,
                (array_agg(m.id order by m.timestamp desc))[1] as message_id
           from knowledge_gaps g join messages m on m.id = any(g.message_ids) join conversations c on c.id = m.conversation_id
          where g.key = (select key from knowledge_gaps where id = asked.id) and (${visible})) examples on true
       left join lateral (
         select b.content, array[cu.name] as names, array[cu.handle] as handles
           from messages m join message_bodies b on b.message_id = m.id
                join conversations c on c.id = m.conversation_id join customers cu on cu.id = c.customer_id
          where m.id = examples.message_id) newest on true
      order by asked.count desc, asked.id desc`,
    values,
  );
  return pageOf(rows, query.limit, toGap, (row) => encodeCursor('gaps', String(row.count), row.id));
}

const toGap = (row: Row): GapJson => ({
  id: row.id,
  ...present('question', row.question === null ? null : questionOf(row, row.question)),
  concepts: row.concepts,
  count: row.count,
  languages: row.languages,
  firstAskedAt: iso(row.first_asked_at),
  lastAskedAt: iso(row.last_asked_at),
  conversationIds: [...new Set(row.conversation_ids ?? [])],
  ...present('article', row.article),
  state: row.state,
});

function questionOf({ names, handles }: Row, content: string): string {
  const known = { names: filled(names), handles: filled(handles) };
  const words = mask(content.slice(0, 2_000), known).replaceAll(/\s+/g, ' ').trim();
  return words.length > longestQuestion ? `${words.slice(0, longestQuestion - 1)}…` : words;
}

const filled = (words: string[] | null): string[] => (words ?? []).filter((it) => it !== '');
