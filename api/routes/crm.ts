/** The customer's record in the CRM, beside a conversation. */
import { z } from 'zod';
import { askForCase, refreshCard } from '../commands/crm.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { readCrm } from '../reads/crm.ts';
import { byId } from '../schemas/common.ts';
import { Crm, CrmTask, NewCrmCase } from '../schemas/crm.ts';
import { requireConversation } from '../visibility.ts';

const facts = { tag: 'CRM', params: byId('conversationId') } as const;

export function crmOperations({ pool }: Parts): Operation[] {
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/conversations/{conversationId}/crm',
      id: 'getCrm',
      summary: 'What the CRM knows of the customer, as it was last read',
      permission: 'conversations.read',
      answer: Crm,
      async handle({ params: { conversationId }, caller }) {
        await requireConversation(pool, caller, conversationId);
        return { body: await readCrm(pool, conversationId) };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/conversations/{conversationId}/crm/refresh',
      id: 'refreshCrm',
      summary: 'Have the customer’s card read anew; the live stream tells when it is',
      permission: 'conversations.work',
      body: z.strictObject({}),
      answer: Crm,
      async handle({ params: { conversationId }, caller }) {
        await requireConversation(pool, caller, conversationId);
        await refreshCard(pool, conversationId);
        return { body: await readCrm(pool, conversationId) };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/conversations/{conversationId}/cases',
      id: 'createCase',
      summary: 'Have a case made in the CRM: at once, or as soon as it is there',
      permission: 'conversations.work',
      status: 201,
      refusals: [409],
      body: NewCrmCase,
      answer: CrmTask,
      async handle({ params: { conversationId }, body, caller, idempotencyKey }) {
        await requireConversation(pool, caller, conversationId);
        return { body: await askForCase(pool, conversationId, { caller, idempotencyKey, body }) };
      },
    }),
  ];
}
