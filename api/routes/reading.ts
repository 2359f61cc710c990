/** Read and unread: for each agent by itself. */
import { z } from 'zod';
import { CareError } from '../../domain/errors.ts';
import { conversationAnswer } from '../commands/answer.ts';
import { requireMessageIn } from '../commands/lookups.ts';
import { commandParts } from '../commands/parts.ts';
import { markRead, markUnread } from '../commands/read-marks.ts';
import { runCommand } from '../commands/run.ts';
import { showAsRead } from '../commands/show-as-read.ts';
import { openTarget } from '../commands/target.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { findConversation, toConversation } from '../reads/conversation.ts';
import { byId, id } from '../schemas/common.ts';
import { Conversation } from '../schemas/conversation.ts';
import { requireConversation } from '../visibility.ts';

const facts = {
  method: 'post',
  tag: 'Commands',
  permission: 'conversations.work',
  params: byId('conversationId'),
  answer: Conversation,
} as const;

export function readingOperations(parts: Parts): Operation[] {
  const { pool } = parts;
  const sender = commandParts(parts);
  return [
    operation({
      ...facts,
      path: '/conversations/{conversationId}/read',
      id: 'conversation_read',
      summary: 'Mark as read, for me; a token that is nobody’s keeps one count of its own',
      isCommand: true,
      mayBePending: true,
      body: z.strictObject({
        untilMessageId: id
          .optional()
          .meta({ description: 'The newest that was seen; what came later stays unread.' }),
      }),
      async handle(input) {
        const { params, body, caller } = input;
        const { conversationId } = params;
        if (caller.agentId === undefined) return readByNobody(input);
        const before = await findConversation(pool, caller, conversationId);
        if (body.untilMessageId !== undefined) {
          await requireMessageIn(pool, conversationId, body.untilMessageId, 'untilMessageId');
        }
        await showAsRead(parts, caller, before);
        const reading = { agentId: caller.agentId, conversationId };
        await markRead(pool, reading, body.untilMessageId);
        const row = await findConversation(pool, caller, conversationId);
        return { body: toConversation(row), version: row.version };
      },
    }),
    operation({
      ...facts,
      path: '/conversations/{conversationId}/unread',
      id: 'conversation_unread',
      summary: 'Mark as unread, for me: the customer’s newest message, or all from one on',
      body: z.strictObject({ fromMessageId: id.optional() }),
      async handle({ params: { conversationId }, body, caller }) {
        await requireConversation(pool, caller, conversationId);
        if (caller.agentId === undefined) {
          throw new CareError(
            'forbidden',
            'What is unread is so to agents: this token is nobody’s.',
          );
        }
        const reading = { agentId: caller.agentId, conversationId };
        await markUnread(pool, reading, body.fromMessageId);
        const row = await findConversation(pool, caller, conversationId);
        return { body: toConversation(row), version: row.version };
      },
    }),
  ];

  type ReadInput = Parameters<typeof runCommand>[1] & {
    params: { conversationId: string };
    ifMatch: number | undefined;
  };

  /** The workflow counts for them. */
  async function readByNobody(input: ReadInput) {
    const { conversationId } = input.params;
    const ran = await runCommand(sender, input, ['read', conversationId], async () => ({
      target: (await openTarget(pool, input.caller, conversationId, input.ifMatch)).target,
      command: { type: 'read' },
    }));
    return conversationAnswer(pool, input.caller, ran);
  }
}
