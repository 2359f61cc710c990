/** What is only theirs goes; of messages what figures count stays, without what was said and by whom. */
import type { Pool } from 'pg';
import { tellMessages, toldOfDrafts } from '../../runtime/changes.ts';
import { pagesOf } from './pages.ts';
import type { Scope } from './scope.ts';

const atOnce = 500;

interface Removal {
  what: string;
  /**
   * $1: so many at most; $2: customers, $3: threads, $4: conversations. The count of rows is what it removed. Of a table that has
   * no index for it, read in pieces, the rows are `x`, those of one piece between $5 and $6.
   */
  text: string;
  inPieces?: string;
}

const piece = 'x.ctid >= $5::tid and x.ctid < $6::tid';

const theirMessages = 'messages m where m.conversation_id = any($4::uuid[])';

/** In this order: what others are found by goes last. */
const removals: Removal[] = [
  {
    what: 'messageBodies',
    text: `delete from message_bodies where message_id in (
             select b.message_id from message_bodies b join (
               select id from ${theirMessages} union all
               select id from moderations where conversation_id = any($4::uuid[])) said on said.id = b.message_id limit $1)`,
  },
  {
    what: 'inboxEvents',
    text: `delete from inbox_events where id in (
             select id from inbox_events where thread_id = any($3::uuid[]) limit $1)`,
  },
  {
    what: 'drafts',
    text: toldOfDrafts(`delete from drafts where conversation_id = any($4::uuid[])`),
  },
  // What was suggested to others out of what was said here goes too: it is quoted there.
  {
    what: 'suggestions',
    text: `delete from suggestions x where ${piece} and exists (
             select from jsonb_array_elements(x.sources) source
              where source->>'kind' = 'conversation' and source->>'id' = any($4::text[]))`,
    inPieces: 'suggestions',
  },
  {
    what: 'suggestionRounds',
    text: `delete from suggestion_rounds where id in (
             select id from suggestion_rounds where conversation_id = any($4::uuid[]) limit $1)`,
  },
  ...(
    [
      ['triages', 'triages', 'message_id', 'conversation_id = any($4::uuid[])'],
      ['proposals', 'proposals', 'id', 'conversation_id = any($4::uuid[])'],
      ['answerDrafts', 'answer_drafts', 'id', 'conversation_id = any($4::uuid[])'],
      ['summaries', 'summaries', 'id', 'conversation_id = any($4::uuid[])'],
      // Before whatever runs for them can tell a CRM anything more.
      [
        ...(['crmTasks', 'crm_tasks', 'id'] as const),
        'person_key = any($2::uuid[]) or conversation_id = any($4::uuid[])',
      ],
      ['crmCases', 'crm_cases', 'id', 'contact_id = any($2::uuid[])'],
      ['contactPoints', 'contact_points', 'id', 'customer_id = any($2::uuid[])'],
      ['customerNotes', 'customer_notes', 'id', 'customer_id = any($2::uuid[])'],
    ] as const
  ).map(([what, table, id, whose]) => ({
    what,
    text: `delete from ${table} where ${id} in (select ${id} from ${table} where ${whose} limit $1)`,
  })),
  {
    what: 'translations',
    text: `delete from translations x where ${piece} and message_id in (select id from ${theirMessages})`,
    inPieces: 'translations',
  },
  {
    what: 'commands',
    text: `delete from commands x where ${piece} and conversation_id = any($4::uuid[])`,
    inPieces: 'commands',
  },
  {
    what: 'customerFields',
    text: 'delete from customer_field_values where customer_id = any($2::uuid[])',
  },
  {
    what: 'identitySeparations',
    text: 'delete from identity_separations where low_id = any($2::uuid[]) or high_id = any($2::uuid[])',
  },
  {
    what: 'conversationLinks',
    text: 'delete from conversation_links where public_id = any($4::uuid[]) or private_id = any($4::uuid[])',
  },
  {
    what: 'reads',
    text: `delete from conversation_reads x where ${piece} and conversation_id = any($4::uuid[])`,
    inPieces: 'conversation_reads',
  },
  {
    what: 'moderations',
    text: `update moderations set failure = null where conversation_id = any($4::uuid[]) and failure is not null`,
  },
  {
    what: 'knowledgeGaps',
    text: `update knowledge_gaps g set message_ids = array(
             select id from unnest(g.message_ids) id where id not in (select id from ${theirMessages}))
            where exists (select from ${theirMessages} and m.id = any(g.message_ids))`,
  },
  // Answers that were kept for repetitions may show the customer.
  {
    what: 'idempotencyKeys',
    text: `delete from idempotency_keys x where ${piece}
              and body::text like any (select '%' || id || '%' from unnest($2::text[] || $4::text[]) id)`,
    inPieces: 'idempotency_keys',
  },
];

export async function* removeEverything(
  pool: Pool,
  { customerIds, threadIds, conversationIds }: Scope,
): AsyncGenerator<Record<string, number>> {
  const run = async (text: string, ...between: string[]): Promise<number> => {
    // PostgreSQL wants to know the type of each value it is given, used or not.
    const values = [atOnce, customerIds, threadIds, conversationIds, ...between];
    return (await pool.query(...withUsed(text, values))).rowCount ?? 0;
  };
  for (const { what, text, inPieces } of removals) {
    if (inPieces !== undefined) {
      for await (const between of pagesOf(pool, inPieces)) {
        yield { [what]: await run(text, ...between) };
      }
      continue;
    }
    for (;;) {
      const removed = await run(text);
      yield { [what]: removed };
      if (removed < atOnce || !text.includes('limit $1')) break;
    }
  }
}

/** The statement with its placeholders numbered anew, and the values that it uses. */
function withUsed(text: string, values: readonly unknown[]): [string, unknown[]] {
  const used: unknown[] = [];
  const numbers = new Map<string, number>();
  const statement = text.replaceAll(/\$(\d)/g, (_all, n: string) => {
    if (!numbers.has(n)) numbers.set(n, used.push(values[Number(n) - 1]));
    return `$${String(numbers.get(n))}`;
  });
  return [statement, used];
}

/** What tells a message's kind, not what it said. */
const keptMetadata = [
  'part',
  'scheduled',
  'external',
  'transfer',
  'sendAgainOf',
  'unsentAt',
  'rating',
  'automatic',
  'draftedByAssistant',
];

/** The platform's number of a message finds it there: ours take their place, in the same order. */
export async function* blankMessages(
  pool: Pool,
  { conversationIds }: Scope,
): AsyncGenerator<Record<string, number>> {
  for (;;) {
    const { rows } = await pool.query<{ n: number }>(
      `with named as materialized (
         select m.id, m.timestamp, m.ordinal, m.metadata as before, coalesce((
                  select jsonb_object_agg(key, value) from jsonb_each(m.metadata) where key = any($3)), '{}') as metadata
           from messages m
          where m.conversation_id = any($1::uuid[])
            and (m.platform_message_id is not null or m.sender_type = 'customer' and m.sender_id <> 'erased'
                 or m.failure ? 'platformCode' or m.failure->>'message' <> ''
                 or exists (select from jsonb_object_keys(m.metadata) key where key <> all($3)))
          order by m.conversation_id, m.timestamp, m.ordinal limit $2
       ), numbered as (
         select named.*, nextval('inbox_events_id_seq') as number from named
       ), changed as (
         update messages m set ordinal = n.number, metadata = n.metadata, platform_message_id = null,
                sender_id = case m.sender_type when 'customer' then 'erased' else m.sender_id end,
                failure = case when m.failure is null then null
                               else jsonb_build_object('code', m.failure->'code', 'message', '') end
           from numbered n where n.id = m.id returning m.id, m.conversation_id
       ), told as (${tellMessages('changed')})
       select count(*)::int as n from changed`,
      [conversationIds, atOnce, keptMetadata],
    );
    const n = rows[0]?.n ?? 0;
    yield { messages: n };
    if (n < atOnce) return;
  }
}
