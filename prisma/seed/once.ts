import type { Prisma, PrismaClient } from '../client/client.ts';

/**
 * Once in the life of a desk: what somebody takes away afterwards stays away.
 * @param action the audit's word for it, by which later starts know
 */
export async function once(
  prisma: PrismaClient,
  action: string,
  add: (tx: Prisma.TransactionClient) => Promise<void>,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    if ((await tx.audit.count({ where: { action } })) > 0) return;
    await add(tx);
    await tx.audit.create({
      data: {
        actor: { type: 'system' } satisfies Prisma.InputJsonValue,
        action,
        target: 'demo',
      },
    });
  });
}
