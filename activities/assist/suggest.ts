import type { Pool } from 'pg';
import type { Meaning } from '../../assist/embeddings/meaning.ts';
import { writeAnswers } from '../../assist/model/answers.ts';
import { readBackground, type Background } from '../../assist/model/background.ts';
import type { Model } from '../../assist/model/client.ts';
import { ModelProblem } from '../../assist/model/problem.ts';
import { noteGap } from '../../assist/offline/gaps.ts';
import { retrieve, type Found } from '../../assist/offline/retrieve.ts';
import { guardOutput } from '../../domain/assist/output-guard.ts';
import type { Tokens } from '../../domain/assist/spending.ts';
import { newId, uuidFrom } from '../../runtime/ids.ts';
import { json } from '../../runtime/rows.ts';
import { assistFacts, type AssistFacts } from './facts.ts';

const most = 3;
/** Where nobody knows: the language that most articles are in. */
const fallbackLanguage = 'en';

interface Burst {
  /** The newest message. */
  messageId: string;
  at: Date;
  language: string | null;
  /** The newest first. */
  texts: string[];
}

/** What comes of a burst: by whom it is made and, where a model was asked in vain, why not by that. */
interface Round {
  madeBy: string;
  reason?: string;
  usage?: Tokens;
  suggestions: { language: string; content: string; confidence: number; sources: Found[] }[];
}

/** All of it, from the first look to the last word; what is left of it is the model's. */
const withinMs = 6_500;
/** For what stands around the model's answer. */
const asideMs = 500;

/**
 * Finds what the desk has said or written that answers what the customer asked last, has the model make answers of it where there is
 * one, and keeps them as suggestions. What no source answers, nobody answers.
 */
export const createSuggest =
  ({
    pool,
    model,
    meaning,
  }: {
    pool: Pool;
    model: Model | undefined;
    meaning?: Meaning | undefined;
  }) =>
  async ({ conversationId }: { conversationId: string }): Promise<void> => {
    const facts = await assistFacts(pool, conversationId);
    if (!facts?.settings.suggestions || facts.isOver) return;
    const burst = await burstOf(pool, conversationId);
    if (!burst) return;
    const began = performance.now();
    const language = burst.language ?? facts.language ?? fallbackLanguage;
    const background = await readBackground(pool, conversationId, facts.settings);
    const found = await search({ pool, meaning }, facts, burst, language, background);
    const spent = () => Math.round(performance.now() - began);
    const round =
      model && found.length > 0
        ? await byModel({ pool, model }, background, {
            ...{ language, texts: burst.texts.toReversed(), sources: found },
            withinMs: withinMs - asideMs - spent(),
          })
        : bySearch(found, background);
    await keep(pool, facts, burst, round, spent());
    if (found.length === 0) await noteUnanswered(pool, facts, burst);
  };

/** Whatever becomes of the model, the agent gets what was found. */
async function byModel(
  parts: { pool: Pool; model: Model },
  background: Background,
  asked: Parameters<typeof writeAnswers>[2],
): Promise<Round> {
  try {
    const { answers, usage } = await writeAnswers(parts, background, asked);
    const { language } = asked;
    return {
      madeBy: parts.model.name,
      suggestions: answers.map((it) => ({ ...it, language })),
      ...(usage && { usage }),
    };
  } catch (error) {
    if (!(error instanceof ModelProblem)) throw error;
    return { ...bySearch(asked.sources, background), reason: error.kind };
  }
}

/** As it stands in its source, but for links to where neither the settings nor the library lead. */
const bySearch = (found: readonly Found[], { hosts }: Background): Round => ({
  madeBy: 'search',
  suggestions: found.flatMap((it) => {
    const { text: content } = guardOutput(it.quote, { allowedHosts: hosts });
    if (content === '') return [];
    return [{ content, language: it.source.language, confidence: it.confidence, sources: [it] }];
  }),
});

/** The newest words first: alone they may be "and how much is it?", which the ones before explain. */
async function search(
  { pool, meaning }: { pool: Pool; meaning: Meaning | undefined },
  facts: AssistFacts,
  burst: Burst,
  language: string,
  { known, conversationId, settings: { budget } }: Background,
): Promise<Found[]> {
  const [newest = ''] = burst.texts;
  const texts = [...new Set([newest, burst.texts.toReversed().join('\n')])];
  const asked = { texts, language, known, conversationId, budget };
  const similar = (await meaning?.similarTo(asked)) ?? [];
  for (const [at, text] of texts.entries()) {
    const found = await retrieve(pool, {
      ...{ text, language, limit: most * 2 },
      ...(meaning && { near: { similar: similar[at] ?? [], floor: meaning.floor } }),
      ...{ teamId: facts.teamId, conversationId: facts.conversationId },
      visible: (put) =>
        facts.areTeamsApart
          ? `(c.team_id is null or c.team_id = ${put(facts.teamId)}::uuid)`
          : 'true',
    });
    if (found.length > 0) return readable(found).slice(0, most);
  }
  return [];
}

/** What can be sent as it stands; what is in another language only where nothing else is there. */
function readable(found: Found[]): Found[] {
  const own = found.filter(({ isTranslationNeeded }) => !isTranslationNeeded);
  return own.length > 0 ? own : found;
}

/** What the customer wrote since anybody answered; undefined: nothing waits for an answer. */
async function burstOf(pool: Pool, conversationId: string): Promise<Burst | undefined> {
  const { rows } = await pool.query<{
    id: string;
    at: Date;
    content: string;
    language: string | null;
  }>({
    name: 'assist-burst',
    text: `with parts as (select id from conversations where id = $1 or merged_into = $1),
             answered as (
               select max(m.timestamp) as at from messages m join parts on parts.id = m.conversation_id
                where m.direction = 'outbound' and m.delivery_status not in ('failed', 'cancelled'))
           select m.id, m.timestamp as at, b.content, t.language
             from messages m join parts on parts.id = m.conversation_id join message_bodies b on b.message_id = m.id
                  left join triages t on t.message_id = m.id, answered
            where m.direction = 'inbound' and b.content <> '' and m.timestamp > coalesce(answered.at, '-infinity')
            order by m.timestamp desc, m.ordinal desc limit 10`,
    values: [conversationId],
  });
  const [newest] = rows;
  if (!newest) return undefined;
  return {
    messageId: newest.id,
    at: newest.at,
    language: rows.find(({ language }) => language !== null)?.language ?? null,
    texts: rows.map(({ content }) => content),
  };
}

/** Counted once for a burst, by what it is about; not where the round was overtaken, for the next one asks again. */
async function noteUnanswered(
  pool: Pool,
  { conversationId, language }: AssistFacts,
  burst: Burst,
): Promise<void> {
  const { rowCount } = await pool.query({
    name: 'assist-found-nothing',
    text: `select from suggestion_rounds where conversation_id = $1 and message_id = $2 and status = 'nothing_found'`,
    values: [conversationId, burst.messageId],
  });
  if (rowCount === 0) return;
  const { messageId, at, texts } = burst;
  const asked = { messageId, at, language: burst.language ?? language ?? fallbackLanguage };
  const [newest = ''] = texts;
  // "Anybody there?" is about nothing: what came before it is.
  for (const text of new Set([newest, texts.toReversed().join('\n')])) {
    if (await noteGap(pool, { ...asked, text })) return;
  }
}

/** One round for one message; not kept when something came, or was answered, meanwhile. */
async function keep(
  pool: Pool,
  { conversationId }: AssistFacts,
  { messageId }: Burst,
  { madeBy, reason, usage, suggestions }: Round,
  tookMs: number,
): Promise<void> {
  const roundId = uuidFrom('suggestions', conversationId, messageId);
  const rows = suggestions.map(({ sources, ...it }, index) => ({
    id: newId(),
    position: index + 1,
    ...it,
    sources: sources.map(({ source, quote }) => ({ ...source, quote })),
  }));
  await pool.query({
    name: 'assist-keep-suggestions',
    text: `with round as (
             insert into suggestion_rounds (id, conversation_id, message_id, status, made_by, reason, prompt_tokens, completion_tokens, took_ms)
             select $1, $2, $3, $4, $5, $6, $7, $8, $9
              where not exists (
                select from messages newer, messages asked
                 where asked.id = $3 and newer.id <> asked.id and newer.direction in ('inbound', 'outbound')
                   and newer.conversation_id in (select id from conversations where id = $2 or merged_into = $2)
                   and (newer.timestamp, newer.ordinal) > (asked.timestamp, asked.ordinal))
             on conflict do nothing returning id),
           kept as (
             insert into suggestions (id, round_id, position, language, content, confidence, sources)
             select s.id, round.id, s.position, s.language, s.content, s.confidence, s.sources
               from round, jsonb_to_recordset($10) as s (id uuid, position int, language text, content text,
                                                         confidence float8, sources jsonb))
           insert into changes (kind, conversation_id) select 'assist', $2 from round`,
    values: [
      ...[roundId, conversationId, messageId],
      ...[rows.length > 0 ? 'ready' : 'nothing_found', madeBy, reason ?? null],
      ...[usage?.in ?? 0, usage?.out ?? 0, tookMs, json(rows)],
    ],
  });
}
