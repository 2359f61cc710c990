/** Answers to choose from, written by a model from sources that the desk has; none without a source. */
import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { z } from 'zod';
import { answersPrompt } from '../../domain/assist/prompt.ts';
import { mask, redact } from '../../domain/assist/redaction.ts';
import { addressesIn, showable } from '../../domain/assist/showable.ts';
import { mostTokens, type Tokens } from '../../domain/assist/spending.ts';
import { detectLanguage } from '../offline/language.ts';
import type { Found } from '../offline/retrieve.ts';
import type { Background } from './background.ts';
import { beginCall } from './calls.ts';
import type { Model } from './client.ts';
import { ModelProblem, type ModelProblemKind } from './problem.ts';

export interface Asked {
  /** ISO 639-1. */
  language: string;
  /** What the customer wrote since anybody answered, the oldest first. */
  texts: readonly string[];
  /** What retrieval found, the surest first; at least one. */
  sources: readonly Found[];
  withinMs: number;
}

export interface WrittenAnswer {
  content: string;
  confidence: number;
  /** Those of `Asked.sources` that it says it used. */
  sources: Found[];
}

const most = 3;
/** Models that think first count their thoughts. */
const maxTokens = 4_000;

/**
 * What leaves has no personal data; what comes back is plain text without foreign links, and has it again.
 * @throws ModelProblem
 */
export async function writeAnswers(
  { pool, model }: { pool: Pool; model: Model },
  background: Background,
  asked: Asked,
): Promise<{ answers: WrittenAnswer[]; usage?: Tokens }> {
  const { known, settings } = background;
  const { texts, sources } = asked;
  const quotes = sources.map(({ source, quote }) =>
    // What was said to others is theirs.
    source.kind === 'conversation' ? mask(quote, known) : quote,
  );
  const redacted = redact([...texts, ...quotes], known);
  const prompt = answersPrompt({
    nonce: randomBytes(12).toString('hex'),
    language: asked.language,
    voice: settings.voice,
    messages: redacted.texts.slice(0, texts.length),
    sources: redacted.texts.slice(texts.length),
  });
  const call = await beginCall(pool, {
    purpose: 'suggest',
    conversationId: background.conversationId,
    model,
    most: mostTokens(prompt.system + prompt.user, maxTokens),
    budget: settings.budget,
  });
  let outcome: 'ok' | ModelProblemKind = 'unreachable';
  let usage: Tokens | undefined;
  try {
    const answer = await model.ask(prompt, shapeFor(sources.length), {
      ...{ withinMs: asked.withinMs, maxTokens },
    });
    ({ usage } = answer);
    const { data } = Answers.safeParse(answer.data);
    if (!data) throw new ModelProblem('garbage', 'The answer has another shape.');
    const allowed = {
      hosts: background.hosts,
      addresses: [...background.addresses, ...addressesIn(texts)],
    };
    const said = data.answers.slice(0, most).flatMap((it) => {
      const { text: content } = showable(it.text, redacted, allowed);
      return content === '' ? [] : [{ ...it, content }];
    });
    const understood = said.filter(({ content }) => isIn(asked.language, content));
    if (said.length > 0 && understood.length === 0) {
      throw new ModelProblem('wrong_language', 'In another language.');
    }
    const answers = understood.flatMap(({ content, ...it }): WrittenAnswer[] => {
      const used = [...new Set(it.sources)].flatMap((number) => sources[number - 1] ?? []);
      // Without a source it is made up.
      if (used.length === 0) return [];
      // No surer than what it is made of.
      const surest = Math.max(...used.map(({ confidence }) => confidence));
      return [{ content, confidence: within(it.confidence, surest), sources: used }];
    });
    if (answers.length === 0) throw new ModelProblem('no_answer', 'The sources do not answer.');
    outcome = 'ok';
    return { answers, ...(usage && { usage }) };
  } catch (error) {
    outcome = error instanceof ModelProblem ? error.kind : 'garbage';
    throw error;
  } finally {
    await call.settle(outcome, usage);
  }
}

/** Servers that take no schema may say more, or name what they were not given: that is dropped, not refused. */
const Answers = z.object({
  answers: z.array(
    z.object({ text: z.string(), confidence: z.number(), sources: z.array(z.number()) }),
  ),
});

/** As the server is asked for it: closed, and with the numbers that there are. */
const shapeFor = (sources: number) => ({
  name: 'answers',
  schema: {
    type: 'object',
    properties: {
      answers: {
        type: 'array',
        description: 'The best first; none where the sources do not answer',
        maxItems: most,
        items: {
          type: 'object',
          properties: {
            text: { type: 'string' },
            confidence: { type: 'number', minimum: 0, maximum: 1 },
            sources: {
              type: 'array',
              items: { type: 'integer', minimum: 1, maximum: sources },
            },
          },
          required: ['text', 'confidence', 'sources'],
          additionalProperties: false,
        },
      },
    },
    required: ['answers'],
    additionalProperties: false,
  },
});

const within = (confidence: number, surest: number): number =>
  Math.round(Math.min(surest, Math.max(0, confidence)) * 100) / 100;

/** What is too short to tell passes. */
function isIn(language: string, text: string): boolean {
  const found = detectLanguage(text);
  return found === undefined || found.language === language.slice(0, 2);
}
