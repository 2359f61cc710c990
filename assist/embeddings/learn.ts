/** The library's passages become vectors, a few at a time: what is new or has changed, and nothing twice. */
import type { Pool } from 'pg';
import { embeddedText, passagesOf } from '../../domain/assist/embedded.ts';
import type { AssistBudget } from '../../domain/assist/settings.ts';
import { settingsFrom } from '../../domain/settings.ts';
import type { Logger } from '../../runtime/logger.ts';
import { ModelProblem } from '../model/problem.ts';
import { alone } from './alone.ts';
import type { Embedder } from './embedder.ts';
import { hashOf } from './hash.ts';
import { forgetOld, isFull, keepVectors, nextSources, vectorsOf, type Source } from './kept.ts';
import { embedPaid } from './paid.ts';

interface Parts {
  pool: Pool;
  embedder: Embedder;
  logger: Pick<Logger, 'warn' | 'info'>;
  /** Ends a request under way. */
  stop?: AbortSignal;
}

/** Nobody waits for it. */
const withinMs = 20_000;
/** So many texts a request: small servers take no more. */
const perRequest = 32;
const sourcesAtOnce = 32;
const [firstPauseMs, longestPauseMs] = [5_000, 300_000];
const forgetEveryMs = 600_000;

/** @returns a pass, which says whether there may be more */
export function createLearning(parts: Parts): () => Promise<boolean> {
  const { pool, embedder, logger, stop } = parts;
  let pauseMs = 0;
  let notBefore = 0;
  let forgottenAt = -forgetEveryMs;
  return async () => {
    if (performance.now() < notBefore) return false;
    try {
      const hasMore = await alone(pool, async () => {
        const budget = await budgetNow(pool);
        if (!budget) return false;
        const sources = await nextSources(pool, embedder.name, sourcesAtOnce);
        if (sources.length > 0 && (await isFull(pool, embedder.name))) return false;
        await learn(parts, budget, sources);
        return sources.length > 0;
      });
      if (!hasMore && performance.now() - forgottenAt > forgetEveryMs) {
        await forgetOld(pool, embedder.name);
        forgottenAt = performance.now();
      }
      if (pauseMs > 0)
        logger.info({ model: embedder.name }, 'the library is read by meaning again');
      pauseMs = 0;
      return hasMore;
    } catch (error) {
      if (!(error instanceof ModelProblem)) throw error;
      if (stop?.aborted) return false;
      if (pauseMs === 0) {
        logger.warn(
          { model: embedder.name, reason: error.kind },
          'the library cannot be read by meaning, and is found by words meanwhile',
        );
      }
      pauseMs = Math.min(longestPauseMs, Math.max(firstPauseMs, pauseMs * 2));
      notBefore = performance.now() + pauseMs;
      return false;
    }
  };
}

/** What people wait for has the other half of the day. Undefined: the assistant is switched off. */
async function budgetNow(pool: Pool): Promise<AssistBudget | undefined> {
  const { rows } = await pool.query<{ data: unknown }>('select data from settings where id = 1');
  const { aiAssistEnabled, assist } = settingsFrom(rows[0]?.data);
  if (!aiAssistEnabled) return undefined;
  const { tokensPerDay, costPerDay } = assist.budget;
  return {
    tokensPerConversation: tokensPerDay,
    tokensPerDay: Math.floor(tokensPerDay / 2),
    ...(costPerDay !== undefined && { costPerDay: costPerDay / 2 }),
  };
}

/** Kept after each request, so that whatever ends it leaves what was paid for. */
async function learn(
  parts: Parts,
  budget: AssistBudget,
  sources: readonly Source[],
): Promise<void> {
  const { pool, embedder } = parts;
  let batch: Prepared[] = [];
  const finish = async () => {
    const texts = [...new Set(batch.flatMap(({ missing }) => missing))];
    const vectors = texts.length === 0 ? [] : await vectorsFor(parts, budget, texts);
    const made = new Map(texts.map((text, at) => [hashOf(text), vectors[at]]));
    for (const { source, hashes, known } of batch) {
      const passages = hashes.map((hash) => ({ hash, vector: known.get(hash) ?? made.get(hash) }));
      await keepVectors(pool, embedder.name, source, passages);
    }
    batch = [];
  };
  for (const source of sources) {
    const prepared = await prepare(parts, source);
    const waiting = batch.reduce((sum, { missing }) => sum + missing.length, 0);
    if (waiting + prepared.missing.length > perRequest) await finish();
    batch.push(prepared);
  }
  await finish();
}

interface Prepared {
  source: Source;
  /** Of its passages, in their order. */
  hashes: string[];
  /** What is kept already. */
  known: ReadonlyMap<string, Float32Array | undefined>;
  missing: string[];
}

async function prepare({ pool, embedder }: Parts, source: Source): Promise<Prepared> {
  const texts = passagesOf(source.text).map((it) => embeddedText(source.title, it));
  const known = await vectorsOf(pool, embedder.name, source);
  return {
    ...{ source, known, hashes: texts.map(hashOf) },
    missing: texts.filter((it) => !known.has(hashOf(it))),
  };
}

/**
 * Undefined for a text that the server does not take: it is not asked of it again before it changes.
 * @throws ModelProblem
 */
async function vectorsFor(
  parts: Parts,
  budget: AssistBudget,
  texts: readonly string[],
): Promise<(Float32Array | undefined)[]> {
  try {
    const { stop: signal } = parts;
    return await embedPaid(parts, { purpose: 'index', budget }, texts, { withinMs, signal });
  } catch (error) {
    if (!isAboutTexts(error)) throw error;
    if (texts.length === 1) return [undefined];
    const vectors = [];
    for (const text of texts) vectors.push(...(await vectorsFor(parts, budget, [text])));
    return vectors;
  }
}

const isAboutTexts = (error: unknown): boolean => {
  if (!(error instanceof ModelProblem) || error.kind !== 'refused') return false;
  const { status } = (error.cause ?? {}) as { status?: number };
  return status === 400 || status === 413 || status === 422;
};
