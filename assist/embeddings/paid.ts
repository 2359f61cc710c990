import type { Pool } from 'pg';
import { mostTokens, type Tokens } from '../../domain/assist/spending.ts';
import { beginCall, type CallWish } from '../model/calls.ts';
import type { Limits } from '../model/client.ts';
import { ModelProblem, type ModelProblemKind } from '../model/problem.ts';
import type { Embedder } from './embedder.ts';

/**
 * One request, with what it may come to set aside before.
 * @throws ModelProblem
 */
export async function embedPaid(
  { pool, embedder }: { pool: Pool; embedder: Embedder },
  wish: Pick<CallWish, 'purpose' | 'conversationId' | 'budget'>,
  texts: readonly string[],
  limits: Pick<Limits, 'withinMs' | 'signal'>,
): Promise<Float32Array[]> {
  const most = mostTokens(texts.join('\n'), 0);
  const call = await beginCall(pool, { ...wish, model: embedder, most });
  let outcome: 'ok' | ModelProblemKind = 'unreachable';
  let usage: Tokens | undefined;
  try {
    const answer = await embedder.embed(texts, limits);
    ({ usage } = answer);
    outcome = 'ok';
    return answer.vectors;
  } catch (error) {
    outcome = error instanceof ModelProblem ? error.kind : 'garbage';
    throw error;
  } finally {
    await call.settle(outcome, usage);
  }
}
