/** Idempotency-Key of POSTs that are no command of a conversation: the same key gives the first answer. */
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { CareError } from '../domain/errors.ts';
import { open, seal } from '../runtime/secrets.ts';
import { canonical } from './canonical.ts';
import type { Answer, Input, Operation } from './operation.ts';

export interface IdempotencyStore {
  pool: Pool;
  secretKeys: readonly Buffer[];
}

/** A first request that never came to an end (its process died) stands in the way for so long. */
const abandonedAfter = '60 seconds';
const underWay = 0;

interface Kept {
  request_hash: string;
  status: number;
  body: { answer?: Answer<unknown>; sealed?: string };
}

/** Does it, unless this caller's key has done it before. Only successes are kept: a refused request may be mended. */
export async function once(
  store: IdempotencyStore,
  operation: Operation,
  input: Input<unknown, unknown, unknown>,
  path: string,
): Promise<Answer<unknown>> {
  const { idempotencyKey, caller } = input;
  // What is public is asked with passwords: of them nothing is kept, not even a digest.
  // Nor of what comes as a stream: it was never whole.
  const isKept =
    !operation.isCommand && operation.permission !== 'public' && operation.givesText === undefined;
  if (idempotencyKey === undefined || !isKept) return operation.handle(input);
  const key = digest([caller.key, operation.id, path, idempotencyKey]);
  const hash = digest([input.query, input.body]);
  const kept = await claim(store.pool, key, hash);
  if (kept) return repeated(store, kept, hash);
  try {
    const answer = await operation.handle(input);
    const body = operation.isSecret ? { sealed: seal(store.secretKeys, answer) } : { answer };
    await store.pool.query('update idempotency_keys set status = $2, body = $3 where key = $1', [
      key,
      answer.status ?? operation.status ?? 200,
      JSON.stringify(body),
    ]);
    return answer;
  } catch (error) {
    // If this fails too, the key is free again when it counts as abandoned.
    await store.pool
      .query('delete from idempotency_keys where key = $1 and status = $2', [key, underWay])
      .catch(() => undefined);
    throw error;
  }
}

/** Undefined: the key is ours, go ahead. */
async function claim(pool: Pool, key: string, hash: string): Promise<Kept | undefined> {
  const claimed = await pool.query(
    `insert into idempotency_keys (key, request_hash, status, body) values ($1, $2, $3, '{}')
     on conflict (key) do update set created_at = now(), request_hash = excluded.request_hash
       where idempotency_keys.status = $3
         and idempotency_keys.created_at < now() - $4::interval`,
    [key, hash, underWay, abandonedAfter],
  );
  if (claimed.rowCount === 1) return undefined;
  const { rows } = await pool.query<Kept>(
    'select request_hash, status, body from idempotency_keys where key = $1',
    [key],
  );
  return rows[0] ?? claim(pool, key, hash);
}

function repeated(store: IdempotencyStore, kept: Kept, hash: string): Answer<unknown> {
  if (kept.request_hash !== hash) throw keyReused();
  if (kept.status === underWay) {
    throw new CareError('request_in_progress', 'The first request is still under way.', {
      retryAfterSeconds: 1,
    });
  }
  const { answer, sealed } = kept.body;
  return sealed === undefined ? (answer ?? {}) : open(store.secretKeys, sealed);
}

export const keyReused = (): CareError =>
  new CareError('idempotency_key_reused', 'This Idempotency-Key came with another body before.');

export const digest = (value: unknown): string =>
  createHash('sha256').update(canonical(value)).digest('hex');
