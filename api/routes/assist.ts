/** What the assistant makes of a conversation, and what people make of that. */
import { z } from 'zod';
import { conversationAnswer } from '../commands/answer.ts';
import {
  askAssistant,
  commandOf,
  decideProposal,
  judgeSuggestion,
  openProposal,
} from '../commands/assist.ts';
import { conversationOfDraft } from '../commands/answer-drafts.ts';
import { commandParts } from '../commands/parts.ts';
import { runCommand } from '../commands/run.ts';
import { openTarget } from '../commands/target.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { readAssist } from '../reads/assist.ts';
import { Assist } from '../schemas/assist.ts';
import { byId } from '../schemas/common.ts';
import { Conversation } from '../schemas/conversation.ts';
import { requireConversation } from '../visibility.ts';

const tag = 'Assist';
const Nothing = z.strictObject({});

export function assistOperations(parts: Parts): Operation[] {
  const { pool } = parts;
  const sender = commandParts(parts);
  return [
    operation({
      method: 'get',
      path: '/conversations/{conversationId}/assist',
      id: 'getAssist',
      summary:
        'What the assistant reads in a conversation, suggests and proposes; it changes nothing',
      tag,
      permission: 'conversations.read',
      params: byId('conversationId'),
      answer: Assist,
      async handle({ params: { conversationId }, caller }) {
        await requireConversation(pool, caller, conversationId);
        return { body: await readAssist(parts, conversationId) };
      },
    }),
    operation({
      method: 'post',
      path: '/conversations/{conversationId}/assist',
      id: 'askAssistant',
      summary:
        'Have the assistant read what it has not read yet, as of a conversation from before it was switched on',
      tag,
      permission: 'conversations.work',
      params: byId('conversationId'),
      body: Nothing,
      answer: Assist,
      async handle({ params: { conversationId }, caller }) {
        await requireConversation(pool, caller, conversationId);
        await askAssistant(parts, conversationId);
        return { body: await readAssist(parts, conversationId) };
      },
    }),
    operation({
      method: 'post',
      path: '/suggestions/{suggestionId}/verdict',
      id: 'judgeSuggestion',
      summary: 'Say whether a suggestion was of use',
      tag,
      permission: 'conversations.work',
      params: byId('suggestionId'),
      body: z.strictObject({ verdict: z.enum(['helpful', 'wrong']) }),
      answer: Assist,
      async handle({ params: { suggestionId }, body: { verdict }, caller }) {
        const conversationId = await judgeSuggestion(pool, caller, suggestionId, verdict);
        return { body: await readAssist(parts, conversationId) };
      },
    }),
    operation({
      method: 'post',
      path: '/proposals/{proposalId}/accept',
      id: 'acceptProposal',
      summary: 'Have done what the assistant proposes, as one’s own change',
      tag,
      permission: 'conversations.work',
      isCommand: true,
      mayBePending: true,
      params: byId('proposalId'),
      body: Nothing,
      answer: Conversation,
      async handle(input) {
        const { caller, params, ifMatch } = input;
        const proposal = await openProposal(pool, caller, params.proposalId);
        const ran = await runCommand(sender, input, ['accept', proposal.id], async () => {
          const { target } = await openTarget(pool, caller, proposal.conversationId, ifMatch);
          return { target, command: commandOf(proposal) };
        });
        if (ran.status === 'done') await decideProposal(pool, caller, proposal, 'accepted');
        return conversationAnswer(pool, caller, ran);
      },
    }),
    operation({
      method: 'post',
      path: '/proposals/{proposalId}/decline',
      id: 'declineProposal',
      summary: 'Not what the assistant proposes',
      tag,
      permission: 'conversations.work',
      params: byId('proposalId'),
      body: Nothing,
      answer: Assist,
      async handle({ params: { proposalId }, caller }) {
        const proposal = await openProposal(pool, caller, proposalId);
        await decideProposal(pool, caller, proposal, 'declined');
        return { body: await readAssist(parts, proposal.conversationId) };
      },
    }),
    operation({
      method: 'post',
      path: '/answer-drafts/{draftId}/dismiss',
      id: 'dismissAnswerDraft',
      summary: 'Not what the assistant would answer; `overtaken` when it does not wait any more',
      tag,
      permission: 'conversations.work',
      isCommand: true,
      mayBePending: true,
      params: byId('draftId'),
      body: Nothing,
      answer: Conversation,
      async handle(input) {
        const { caller, params, ifMatch } = input;
        const { draftId } = params;
        const ran = await runCommand(sender, input, ['dismiss', draftId], async () => {
          const conversationId = await conversationOfDraft(pool, caller, draftId);
          const { target } = await openTarget(pool, caller, conversationId, ifMatch);
          return { target, command: { type: 'drop_draft', draftId } };
        });
        return conversationAnswer(pool, caller, ran);
      },
    }),
  ];
}
