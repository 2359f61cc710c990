import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { detectLanguage } from '../../assist/offline/language.ts';
import { suspicionOf } from '../../domain/assist/suspicion.ts';
import { triageOf, type Triage } from '../../domain/assist/triage.ts';
import { wishesOf, type WishedChange } from '../../domain/assist/wishes.ts';
import { newId } from '../../runtime/ids.ts';
import { json } from '../../runtime/rows.ts';
import { assistFacts, type AssistFacts } from './facts.ts';
import { dropUnwanted, handOverWhereAsked } from './hand-over.ts';
import { skillProposal } from './skills.ts';
import { wish } from './wish.ts';

interface Unread {
  id: string;
  content: string;
  stars: number | null;
}

interface Read extends Unread {
  triage: Triage;
}

/** Of one conversation at a time; older ones are history. */
const perPass = 20;

/** Reads by rules what of the customer's is unread, keeps what it found, and does or proposes what follows from it. */
export const createTriage =
  ({ pool, client }: { pool: Pool; client: Client }) =>
  async ({
    conversationId,
  }: {
    conversationId: string;
  }): Promise<{ wantsSuggestions: boolean; mayAnswer?: boolean }> => {
    await dropUnwanted(pool, client, conversationId);
    const facts = await assistFacts(pool, conversationId);
    if (!facts) return { wantsSuggestions: false };
    const unread = await unreadOf(pool, conversationId);
    let language = facts.language ?? undefined;
    const read = unread.map((message, index): Read => {
      language = detectLanguage(message.content)?.language ?? language;
      const earlier = unread.slice(0, index).map(({ content }) => content);
      const { content: text, stars } = message;
      return {
        ...message,
        triage: triageOf({ text, language, earlier, ...(stars !== null && { stars }) }),
      };
    });
    await keep(pool, conversationId, read);
    // What was kept by an earlier try is asked for again: a wish has its cause's name.
    const newest = read.at(-1) ?? (await lastRead(pool, conversationId));
    if (newest && !facts.isOver) {
      await handOverWhereAsked(pool, client, facts, newest.id);
      await act(pool, client, facts, newest);
    }
    const isAsked = newest?.triage.topics.some((topic) => facts.answerTopics.includes(topic));
    return {
      wantsSuggestions: facts.settings.suggestions && !facts.isOver,
      mayAnswer: isAsked === true && !facts.isOver,
    };
  };

async function unreadOf(pool: Pool, conversationId: string): Promise<Unread[]> {
  const { rows } = await pool.query<Unread>({
    name: 'assist-unread',
    text: `select * from (
             select m.id, b.content, coalesce((m.metadata->'rating'->>'stars')::float8,
                           case m.metadata->'rating'->>'recommends' when 'true' then 5 when 'false' then 1 end) as stars, m.timestamp
               from messages m join message_bodies b on b.message_id = m.id
              where m.conversation_id in (select id from conversations where id = $1 or merged_into = $1) and m.direction = 'inbound' and b.content <> ''
                and not exists (select from triages t where t.message_id = m.id)
              order by m.timestamp desc, m.id desc limit $2) newest
            order by timestamp, id`,
    values: [conversationId, perPass],
  });
  return rows;
}

async function lastRead(
  pool: Pool,
  conversationId: string,
): Promise<{ id: string; triage: Triage } | undefined> {
  const { rows } = await pool.query<
    { id: string; language: string | null } & Omit<Triage, 'language'>
  >({
    name: 'assist-last-read',
    text: `select message_id as id, language, sentiment, urgency, topics, reasons from triages
            where conversation_id = $1 order by created_at desc limit 1`,
    values: [conversationId],
  });
  const [row] = rows;
  if (!row) return undefined;
  const { id, language, ...triage } = row;
  return { id, triage: { ...triage, ...(language !== null && { language }) } };
}

async function keep(pool: Pool, conversationId: string, read: readonly Read[]): Promise<void> {
  if (read.length === 0) return;
  await pool.query({
    name: 'assist-keep',
    text: `with kept as (
             insert into triages (message_id, conversation_id, language, sentiment, urgency, topics, reasons, suspicion, made_by)
             select t.id, $1, t.language, t.sentiment, t.urgency, array(select jsonb_array_elements_text(t.topics)), t.reasons,
                    t.suspicion, 'rules'
               from jsonb_to_recordset($2) as t (id uuid, language text, sentiment text, urgency text, topics jsonb,
                                                 reasons jsonb, suspicion jsonb)
             on conflict do nothing returning message_id)
           insert into changes (kind, conversation_id) select 'assist', $1 from kept limit 1`,
    values: [
      conversationId,
      json(
        read.map(({ id, content, triage }) => {
          const { isSuspicious, reasons } = suspicionOf(content);
          return { id, ...triage, suspicion: isSuspicious ? reasons : null };
        }),
      ),
    ],
  });
}

async function act(
  pool: Pool,
  client: Client,
  facts: AssistFacts,
  { id, triage }: { id: string; triage: Triage },
): Promise<void> {
  const { commands, proposals } = wishesOf(triage, facts, facts.settings);
  for (const command of commands) await wish(client, facts, command, id);
  for (const proposal of proposals) await propose(pool, facts.conversationId, proposal);
  const skills = await skillProposal(pool, facts, triage);
  if (skills) await propose(pool, facts.conversationId, skills);
}

/** A newer proposal of the same kind takes the place of one that nobody decided. */
async function propose(
  pool: Pool,
  conversationId: string,
  { kind, value, reasons }: WishedChange,
): Promise<void> {
  await pool.query({
    name: 'assist-propose',
    text: `with proposed as (
             insert into proposals as p (id, conversation_id, kind, value, reasons) values ($1, $2, $3, $4, $5)
             on conflict (conversation_id, kind) where status = 'open'
             do update set value = excluded.value, reasons = excluded.reasons where p.value <> excluded.value
             returning p.id)
           insert into changes (kind, conversation_id) select 'assist', $2 from proposed`,
    values: [newId(), conversationId, kind, json(value), json(reasons)],
  });
}
