/** Who is let in no more: said to the other processes too, so that they close what is open (within the same transaction). */
import type { Prisma } from '../../prisma/client/client.ts';
import type { Transaction } from '../audit.ts';

/** An id of a session, a token or an agent; `*`: everybody's rights may have changed. */
export const announceRevoked = (tx: Transaction, id: string): Promise<unknown> =>
  tx.$executeRaw`select pg_notify('careline_revoked', ${id})`;

/** @returns which were open, and are ended */
export async function endSessions(
  tx: Transaction,
  where: Prisma.SessionWhereInput,
): Promise<string[]> {
  const ended = await tx.session.updateManyAndReturn({
    where: { ...where, revokedAt: null },
    data: { revokedAt: new Date() },
    select: { id: true },
  });
  for (const { id } of ended) await announceRevoked(tx, id);
  return ended.map(({ id }) => id);
}
