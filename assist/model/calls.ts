/** What asking a model costs: set aside before it is asked, settled afterwards. Of what was said nothing is kept here. */
import type { Pool } from 'pg';
import type { AssistBudget } from '../../domain/assist/settings.ts';
import { costOf, type Prices, type Tokens } from '../../domain/assist/spending.ts';
import { newId } from '../../runtime/ids.ts';
import { ModelProblem, type ModelProblemKind } from './problem.ts';

export type Purpose =
  | 'suggest'
  | 'rewrite'
  | 'translate'
  | 'summary'
  /** What somebody asks becomes a vector. */
  | 'search'
  /** What the desk knows becomes vectors. */
  | 'index';

export interface CallWish {
  purpose: Purpose;
  /** Absent: it is of none. */
  conversationId?: string;
  model: { name: string; prices: Prices };
  /** The most it may come to. */
  most: Tokens;
  budget: AssistBudget;
}

export interface Call {
  /** @param used as the server counted it; without it what was set aside counts, unless the server never took the request */
  settle(outcome: 'ok' | ModelProblemKind, used?: Tokens): Promise<void>;
}

/** @throws ModelProblem over_budget, and then nothing was set aside */
export async function beginCall(pool: Pool, wish: CallWish): Promise<Call> {
  const { model, most } = wish;
  const began = performance.now();
  const id = await setAside(pool, wish);
  return {
    async settle(outcome, used) {
      const isFree = outcome === 'limited' || outcome === 'unreachable';
      const tokens = used ?? (isFree ? { in: 0, out: 0 } : most);
      await pool.query({
        name: 'settle-model-call',
        text: `update model_calls set outcome = $2, tokens_in = $3, tokens_out = $4, cost = $5, ms = $6 where id = $1`,
        values: [
          ...[id, outcome, tokens.in, tokens.out, costOf(tokens, model.prices)],
          Math.round(performance.now() - began),
        ],
      });
    },
  };
}

/** One after the other, so that two calls never share what is left for one. */
async function setAside(pool: Pool, wish: CallWish): Promise<string> {
  const { purpose, conversationId, model, most, budget } = wish;
  const id = newId();
  const db = await pool.connect();
  try {
    await db.query('begin');
    await db.query(`select pg_advisory_xact_lock(hashtext('model_calls'))`);
    const { rowCount } = await db.query({
      name: 'set-aside-model-call',
      text: `insert into model_calls (id, purpose, model, conversation_id, tokens_in, tokens_out, cost, outcome)
             select $1, $2, $3, $4, $5::int, $6::int, $7::float8, 'under_way'
               from (select coalesce(sum(tokens_in + tokens_out), 0) as tokens, coalesce(sum(cost), 0) as cost
                       from model_calls where conversation_id = $4::uuid) its,
                    (select coalesce(sum(tokens_in + tokens_out), 0) as tokens, coalesce(sum(cost), 0) as cost
                       from model_calls where created_at >= date_trunc('day', now(), 'UTC')) today
              where its.tokens + $5::int + $6::int <= $8::bigint and today.tokens + $5::int + $6::int <= $9::bigint
                and ($10::float8 is null or its.cost + $7::float8 <= $10::float8) and ($11::float8 is null or today.cost + $7::float8 <= $11::float8)`,
      values: [
        ...[
          id,
          purpose,
          model.name,
          conversationId ?? null,
          most.in,
          most.out,
          costOf(most, model.prices),
        ],
        ...[budget.tokensPerConversation, budget.tokensPerDay],
        ...[budget.costPerConversation ?? null, budget.costPerDay ?? null],
      ],
    });
    await db.query('commit');
    if (rowCount === 0) throw new ModelProblem('over_budget', 'What may be spent is spent.');
    return id;
  } catch (error) {
    if (!(error instanceof ModelProblem)) await db.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    db.release();
  }
}
