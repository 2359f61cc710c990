/** The one statement of a search. $1: AskedTerm[], $2: the customer's language, $3: the question, folded. */
import type { Search } from './retrieve.ts';

type Put = (value: unknown) => string;

/** So many of each kind are looked at closely, and so many of the newest replies at all. */
const [closely, atAll] = [20, 60];

export function candidatesSql(search: Search, put: Put): string {
  const kinds = {
    article: () => articles(search, put),
    canned_reply: () => cannedReplies(search, put),
    conversation: () => replies(search, put),
  };
  const wanted = search.kinds ?? (['article', 'canned_reply', 'conversation'] as const);
  return `
with asked as materialized (
  select language, term, leads,
         case when stem is null then query::tsquery
              else query::tsquery || plainto_tsquery(knowledge_stemming(language), stem) end as query,
         case when stem is null then head::tsquery
              else head::tsquery || plainto_tsquery(knowledge_stemming(language), stem) end as head,
         loose::tsquery as loose
    from jsonb_to_recordset($1::jsonb) as it(language text, term int, query text, head text, loose text,
                                             stem text, leads boolean)
), wanted as materialized (
  select language, string_agg('(' || query::text || ')', ' | ')::tsquery as query,
         (string_agg('(' || loose::text || ')', ' | ') filter (where leads))::tsquery as lead,
         (string_agg('(' || head::text || ')', ' | ') filter (where leads))::tsquery as head
    from asked group by language
), candidates (kind, id, key, title, language, text, names, words, rank) as materialized (
  ${wanted.map((kind) => `(${kinds[kind]()})`).join(' union all ')}
)
select x.kind, x.id, x.key, x.title, x.language, x.text, x.names, x.rank, t.found, t.headed
  from candidates x cross join lateral (
    select coalesce(array_agg(term), '{}') as found,
           coalesce(array_agg(term) filter (where ts_filter(x.words, '{a,b}') @@ query), '{}') as headed
      from asked where asked.language = x.language and x.words @@ query
  ) t`;
}

const rank = (words: string, title: string) =>
  `ts_rank_cd('{0.1, 0.2, 0.6, 1}', ${words}, w.query, 1) + similarity(knowledge_fold(${title}), $3)`;

const articles = ({ teamId }: Search, put: Put) => `
  select 'article', a.id, a.key, a.title, a.language, a.body, '{}'::text[], a.words,
         ${rank('a.words', 'a.title')} as rank
    from wanted w join knowledge_articles a on a.language = w.language and a.words @@ w.head
   where a.status = 'published' and (a.team_id is null or a.team_id = ${put(teamId ?? null)}::uuid)
   order by a.language = $2 desc, rank desc limit ${closely}`;

/** As the index has it. */
const bare = (text: string) =>
  `to_tsvector('pg_catalog.simple'::regconfig, knowledge_fold(${text}))`;

/** Each language's by itself (offset 0), so that the index is used. */
const cannedReplies = ({ teamId }: Search, put: Put) => `
  select 'canned_reply', r.id, r.shortcut, r.title, w.language, r.content, '{}'::text[],
         setweight(${bare('r.title')}, 'A') || ${bare('r.content')},
         ts_rank_cd('{0.1, 0.2, 0.6, 1}', r.words, w.query, 1) + similarity(knowledge_fold(r.title), $3) as rank
    from wanted w cross join lateral (
      select *, ${bare(`r.title || ' ' || r.content`)} as words from canned_replies r
       where ${bare(`r.title || ' ' || r.content`)} @@ w.lead
         and coalesce(lower(left(r.language, 2)), $2) = w.language
         and (r.team_id is null or r.team_id = ${put(teamId ?? null)}::uuid)
       offset 0
    ) r
   order by w.language = $2 desc, rank desc limit ${closely}`;

/**
 * What people, not bots, answered in conversations that are resolved, and did not take back; to customers of the same language, for
 * of theirs there is enough.
 */
const replies = ({ visible, conversationId }: Search, put: Put) => `
  select 'conversation', r.conversation_id, r.message_id::text, '', r.language, r.content, r.names, r.words,
         ${rank('r.words', `''`)} as rank
    from (
      select m.id as message_id, m.conversation_id, b.content, ${bare('b.content')} as words, w.language, w.query,
             array[cu.name, cu.handle] as names
        from wanted w
        join message_bodies b on ${bare('b.content')} @@ w.lead
        join messages m on m.id = b.message_id
        join conversations c on c.id = m.conversation_id
        join customers cu on cu.id = c.customer_id
       where w.language = $2 and coalesce(lower(left(cu.language, 2)), $2) = $2
         and m.direction = 'outbound' and m.sender_type = 'agent'
         and m.delivery_status in ('sent', 'delivered', 'read') and not m.metadata ? 'unsentAt'
         and c.status in ('resolved', 'closed') and c.id is distinct from ${put(conversationId ?? null)}::uuid
         and (${visible(put)})
       order by m.timestamp desc limit ${atAll}
    ) r
    cross join lateral (select r.query) w
   order by rank desc limit ${closely}`;
