/** What somebody has the model write: who may, about what, and what a failure of it is called. */
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { readBackground, type Background } from '../../assist/model/background.ts';
import type { Model } from '../../assist/model/client.ts';
import { ModelProblem } from '../../assist/model/problem.ts';
import { keepSummary, saidIn } from '../../assist/model/summaries.ts';
import { write, writeWhole, type Wanted, type Written } from '../../assist/model/writing.ts';
import { CareError, invalid } from '../../domain/errors.ts';
import { settingsFrom } from '../../domain/settings.ts';
import { newId } from '../../runtime/ids.ts';
import { plain } from '../../runtime/rows.ts';
import type { Parts } from '../parts.ts';
import type { MessageRow } from '../reads/messages.ts';

export interface Desk {
  pool: Pool;
  model: Model;
  background: Background;
  /** The customer's, as far as it is known. */
  language: string | undefined;
}

/** @throws CareError no_model: none is there, or the assistant is switched off for this conversation */
export async function requireModel(
  { pool, model }: Pick<Parts, 'pool' | 'model'>,
  conversationId: string,
): Promise<Desk> {
  const { rows } = await pool.query<{ isOn: boolean; data: unknown; language: string | null }>({
    name: 'assist-writing-desk',
    text: `select a.assist_enabled as "isOn", (select data from settings where id = 1) as data,
                  coalesce((select t.language from triages t where t.conversation_id = c.id and t.language is not null
                             order by t.created_at desc limit 1), cu.language) as language
             from conversations c join accounts a on a.id = c.account_id left join customers cu on cu.id = c.customer_id
            where c.id = $1`,
    values: [conversationId],
  });
  const [row] = rows;
  const settings = settingsFrom(row?.data);
  if (!model || !row?.isOn || !settings.aiAssistEnabled) {
    throw new CareError('no_model', 'There is no language model for that here.');
  }
  const background = await readBackground(pool, conversationId, settings.assist);
  return { pool, model, background, language: row.language ?? undefined };
}

/**
 * Server-sent events: `text` with all of it so far, then `done` or `failed`.
 * @throws CareError over_budget or model_failed, where nothing came at all
 */
export async function eventsOf(
  { pool, model, background }: Desk,
  wanted: Wanted,
  gone: AbortSignal,
): Promise<AsyncGenerator<string>> {
  const steps = write({ pool, model }, background, wanted, gone);
  const first = await steps.next().catch((error: unknown) => {
    throw refusalOf(error);
  });
  return toEvents(first, steps, model.name);
}

async function* toEvents(
  first: IteratorResult<Written>,
  steps: AsyncGenerator<Written>,
  madeBy: string,
): AsyncGenerator<string> {
  try {
    for (let next = first; !next.done; next = await steps.next()) {
      const { text, isDone } = next.value;
      yield event(isDone ? 'done' : 'text', { text, ...(isDone && { madeBy }) });
    }
  } catch (error) {
    if (!(error instanceof ModelProblem)) throw error;
    const { code, message } = refusalOf(error) as CareError;
    yield event('failed', { code, detail: message, reason: error.kind });
  } finally {
    // Whoever asked may have left: then the model need not go on.
    await steps.return(undefined);
  }
}

/** JSON has no line ends, so that one line holds it. */
const event = (name: string, data: object): string =>
  `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** @throws CareError */
export async function translateMessage(
  { pool, model, background }: Desk,
  { id, direction, content }: Pick<MessageRow, 'id' | 'direction' | 'content'>,
  language: string,
  gone: AbortSignal,
): Promise<{ content: string; madeBy: string }> {
  if (content === null || content.trim() === '')
    throw new CareError('nothing_to_do', 'It has no words.');
  const hash = createHash('sha256').update(content).digest('hex');
  const { rows } = await pool.query<{ content: string; madeBy: string }>({
    name: 'find-translation',
    text: `select content, made_by as "madeBy" from translations where message_id = $1 and language = $2 and of_hash = $3`,
    values: [id, language, hash],
  });
  const [kept] = rows;
  if (kept) return kept;
  const wanted: Wanted = { to: 'translate', language, content, isOwn: direction !== 'inbound' };
  const translated = await whole({ pool, model }, background, wanted, gone);
  await pool.query({
    name: 'keep-translation',
    // Erased meanwhile: then nothing of it is kept.
    text: `insert into translations (message_id, language, of_hash, content, made_by)
           select $1, $2, $3, $4, $5 where exists (select from message_bodies where message_id = $1 and content <> '')
           on conflict (message_id, language) do update
              set of_hash = excluded.of_hash, content = excluded.content, made_by = excluded.made_by, created_at = now()`,
    values: [id, language, hash, plain(translated), model.name],
  });
  return { content: translated, madeBy: model.name };
}

/** @throws CareError */
export async function summarizeNow(
  { pool, model, background }: Desk,
  language: string | undefined,
  gone: AbortSignal,
): Promise<void> {
  const { conversationId, settings } = background;
  const said = await saidIn(pool, conversationId);
  if (said.length === 0) throw new CareError('nothing_to_do', 'Nothing was said yet.');
  const to = language ?? settings.teamLanguage;
  const content = await whole(
    { pool, model },
    background,
    { to: 'summary', language: to, said },
    gone,
  );
  await keepSummary(pool, {
    ...{ conversationId, occasion: 'asked', cause: newId(), language: to, content },
    madeBy: model.name,
  });
}

const whole = (
  ...[parts, background, wanted, gone]: [...Parameters<typeof writeWhole>]
): Promise<string> =>
  writeWhole(parts, background, wanted, gone).catch((error: unknown) => {
    throw refusalOf(error);
  });

/** @throws CareError naming the field */
export function requireLanguage(asked: string | undefined, known: string | undefined): string {
  const language = asked ?? known;
  if (language === undefined) throw invalid('language', 'is needed: the customer’s is not known');
  return language;
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof ModelProblem)) return error;
  const { kind, message } = error;
  return kind === 'over_budget'
    ? new CareError('over_budget', 'What may be spent on the language model is spent.')
    : new CareError('model_failed', message, { members: { reason: kind }, cause: error });
}
