import { claimForWaiting } from '../routing/claims.ts';
import type { Queued } from '../routing/queue.ts';
import { forEachLimited } from '../runtime/limited.ts';
import type { DispatchParts } from './run.ts';
import { isOutage, type ThreadRef } from './signals.ts';

const signalsAtOnce = 16;

/**
 * Gives the first waiting conversations to agents who are there, skilled and have room (design.md, rule 16). The claims
 * are committed, then the workflows are told; what they don't take, or never hear of, is given back. Answers whether
 * there may be more.
 * @throws when PostgreSQL or Temporal does not answer; claims that nobody heard of run out
 */
export function createMatcher({
  pool,
  signals,
}: Pick<DispatchParts, 'pool' | 'signals'>): () => Promise<boolean> {
  return async () => {
    const claims = await claimForWaiting(pool);
    const failures: unknown[] = [];
    const tell = async ({ thread, claimId, agentId, why }: (typeof claims)[number]) => {
      try {
        await signals.claimed(threadOf(thread), { claimId, agentId, why, at: Date.now() });
      } catch (error) {
        failures.push(error);
      }
    };
    await forEachLimited(claims, signalsAtOnce, tell, () => failures.some(isOutage));
    if (failures.length > 0) throw failures[0];
    return claims.length > 0;
  };
}

const threadOf = ({ threadId, platform, accountId }: Queued): ThreadRef => ({
  threadId,
  platform,
  accountId,
});
