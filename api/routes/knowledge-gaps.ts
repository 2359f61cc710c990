/** What customers ask and no article answers. */
import { z } from 'zod';
import { audited } from '../audit.ts';
import { settleGap } from '../commands/knowledge-gaps.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { listGaps } from '../reads/knowledge-gaps.ts';
import { byId, page, paging } from '../schemas/common.ts';
import { Gap } from '../schemas/knowledge.ts';

const facts = { tag: 'Knowledge' } as const;

export function knowledgeGapOperations({ pool, prisma }: Parts): Operation[] {
  /** To say that none is wanted, or that one is after all. */
  const settling = (isWanted: boolean) =>
    operation({
      ...facts,
      method: 'post',
      path: `/knowledge/gaps/{gapId}/${isWanted ? 'reopen' : 'dismiss'}`,
      id: isWanted ? 'reopenGap' : 'dismissGap',
      summary: isWanted
        ? 'An article is wanted for it after all'
        : 'No article is wanted for it; it is counted on, and not listed as open',
      permission: 'knowledge.write',
      status: 204,
      params: byId('gapId'),
      body: z.strictObject({}),
      async handle({ params: { gapId }, caller }) {
        const action = isWanted ? 'knowledge.gap_reopened' : 'knowledge.gap_dismissed';
        await audited(prisma, caller, action, async (tx) => {
          await settleGap(tx, gapId, caller.agentId, isWanted);
          return { target: gapId, result: undefined };
        });
        return {};
      },
    });
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/knowledge/gaps',
      id: 'listGaps',
      summary: 'What customers asked and nothing answered, the most asked first',
      permission: 'knowledge.read',
      query: z.strictObject({
        state: z.enum(['open', 'dismissed', 'answered']).default('open'),
        ...paging,
      }),
      answer: page(Gap),
      handle: async ({ query, caller }) => ({ body: await listGaps(pool, caller, query) }),
    }),
    settling(false),
    settling(true),
  ];
}
