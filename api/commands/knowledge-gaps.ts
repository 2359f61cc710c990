/** What becomes of questions that no article answers. A gap is what is asked, in whichever languages: rows of one key. */
import { invalid, notFound } from '../../domain/errors.ts';
import type { Transaction } from '../audit.ts';

/** @throws CareError naming the field */
export async function linkGap(
  tx: Transaction,
  gapId: string,
  articleId: string,
  isPublished: boolean,
  agentId: string | null,
): Promise<void> {
  const key = await keyOfGap(tx, gapId);
  if (key === undefined) throw invalid('gapId', 'is not a gap');
  await tx.knowledgeGap.updateMany({
    where: { key },
    data: {
      resolvedByArticle: articleId,
      settledAt: isPublished ? new Date() : null,
      settledBy: isPublished ? agentId : null,
    },
  });
}

/** Whether an article is wanted for it. @throws CareError not_found */
export async function settleGap(
  tx: Transaction,
  gapId: string,
  agentId: string | undefined,
  isWanted: boolean,
): Promise<void> {
  const key = await keyOfGap(tx, gapId);
  if (key === undefined) throw notFound('gap');
  await tx.knowledgeGap.updateMany({
    where: { key },
    data: isWanted
      ? { settledAt: null, settledBy: null }
      : { settledAt: new Date(), settledBy: agentId ?? null, resolvedByArticle: null },
  });
}

const keyOfGap = async (tx: Transaction, id: string): Promise<string | undefined> =>
  (await tx.knowledgeGap.findUnique({ where: { id } }))?.key;
