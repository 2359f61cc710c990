/** Who is let in no more: said to the other processes too, so that they close what is open (within the same transaction). */
import type { Transaction } from '../audit.ts';

/** An id of a session, a token or an agent; `*`: everybody's rights may have changed. */
export const announceRevoked = (tx: Transaction, id: string): Promise<unknown> =>
  tx.$executeRaw`select pg_notify('careline_revoked', ${id})`;

/**
 * Ends sessions of an agent.
 * @param but is left alone
 * @returns which
 */
export async function endSessions(
  tx: Transaction,
  agentId: string,
  { but }: { but?: string | undefined } = {},
): Promise<string[]> {
  const ended = await tx.$queryRaw<{ id: string }[]>`
    update sessions set revoked_at = now()
     where agent_id = ${agentId}::uuid and revoked_at is null
       and id is distinct from ${but ?? null}::uuid
    returning id`;
  for (const { id } of ended) await announceRevoked(tx, id);
  return ended.map(({ id }) => id);
}
