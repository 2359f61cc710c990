/** What a model writes when somebody asks for it: a draft put otherwise, a translation, a summary; whole, or as it comes. */
import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import {
  rewritePrompt,
  summaryPrompt,
  translationPrompt,
  type ModelPrompt,
  type RewriteStyle,
  type Said,
} from '../../domain/assist/prompt.ts';
import { redact } from '../../domain/assist/redaction.ts';
import { addressesIn, showable } from '../../domain/assist/showable.ts';
import { mostTokens, type Tokens } from '../../domain/assist/spending.ts';
import type { Background } from './background.ts';
import { beginCall, type Purpose } from './calls.ts';
import type { Model } from './client.ts';
import { ModelProblem, type ModelProblemKind } from './problem.ts';

export type Wanted =
  | { to: 'rewrite'; style: RewriteStyle; content: string }
  /** `isOwn`: an agent wrote it, so that where it leads is their affair. */
  | { to: 'translate'; language: string; content: string; isOwn: boolean }
  | { to: 'summary'; language: string; said: readonly Said[] };

export interface Written {
  /** All of it so far. */
  text: string;
  isDone: boolean;
}

interface Parts {
  pool: Pool;
  model: Model;
}

/** A person waits for it, and sees that it comes. */
const withinMs = 25_000;
const maxTokens = 2_000;

/**
 * Each step is the whole text up to the end of a sentence, and fit to be shown.
 * @throws ModelProblem, also after some of it came
 */
export async function* write(
  { pool, model }: Parts,
  background: Background,
  wanted: Wanted,
  signal?: AbortSignal,
): AsyncGenerator<Written> {
  const { prompt, finish } = prepared(background, wanted);
  const call = await beginCall(pool, {
    purpose: wanted.to satisfies Purpose,
    conversationId: background.conversationId,
    model,
    most: mostTokens(prompt.system + prompt.user, maxTokens),
    budget: background.settings.budget,
  });
  // Whoever leaves in the middle has us stop here, by returning.
  let outcome: 'ok' | ModelProblemKind = 'gone';
  let usage: Tokens | undefined;
  const pieces = model.write(prompt, { withinMs, maxTokens, signal });
  try {
    let said = '';
    let shown = 0;
    for (;;) {
      const next = await pieces.next();
      if (next.done) {
        usage = next.value;
        break;
      }
      said += next.value;
      const end = sentenceEnd(said);
      if (end <= shown) continue;
      shown = end;
      yield { text: finish(said.slice(0, end)), isDone: false };
    }
    const text = finish(said);
    if (text === '') throw new ModelProblem('garbage', 'Nothing of it can be shown.');
    outcome = 'ok';
    yield { text, isDone: true };
  } catch (error) {
    outcome = error instanceof ModelProblem ? error.kind : 'garbage';
    throw error;
  } finally {
    await pieces.return(undefined);
    await call.settle(outcome, usage);
  }
}

/** All of it at once. @throws ModelProblem */
export async function writeWhole(
  parts: Parts,
  background: Background,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<string> {
  let text = '';
  for await (const written of write(parts, background, wanted, signal)) ({ text } = written);
  return text;
}

function prepared(
  { known, settings, hosts, addresses }: Background,
  wanted: Wanted,
): { prompt: ModelPrompt; finish: (said: string) => string } {
  const texts = wanted.to === 'summary' ? wanted.said.map(({ text }) => text) : [wanted.content];
  const redacted = redact(texts, known);
  const prompt = promptOf(wanted, redacted.texts, settings.voice);
  const isOwn = wanted.to === 'rewrite' || (wanted.to === 'translate' && wanted.isOwn);
  const allowed = {
    hosts: [...hosts, ...(isOwn ? hostsIn(texts) : [])],
    addresses: [...addresses, ...addressesIn(texts)],
  };
  return { prompt, finish: (said) => showable(said, redacted, allowed).text };
}

function promptOf(wanted: Wanted, texts: readonly string[], voice: string): ModelPrompt {
  const nonce = randomBytes(12).toString('hex');
  const [content = ''] = texts;
  switch (wanted.to) {
    case 'rewrite':
      return rewritePrompt({ nonce, voice, style: wanted.style, content });
    case 'translate':
      return translationPrompt({ nonce, language: wanted.language, content });
    case 'summary': {
      const said = wanted.said.map(({ by }, at) => ({ by, text: texts[at] ?? '' }));
      return summaryPrompt({ nonce, language: wanted.language, said });
    }
  }
}

/** An agent's own links stay in what becomes of their draft. */
const hostsIn = (texts: readonly string[]): string[] =>
  texts.flatMap((text) =>
    [...text.matchAll(/https?:\/\/([a-z0-9.-]+)/gi)].map(([, host = '']) => host),
  );

/** So that nothing is shown of which the rest may make something else: a link, a placeholder, a word. */
function sentenceEnd(text: string): number {
  const end = /^[\s\S]*(?:[.!?…]["”»)]*\s|\n)/u.exec(text);
  return end?.[0].length ?? 0;
}
