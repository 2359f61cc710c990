/** Writing first, and asking what became of a command. */
import { z } from 'zod';
import { invalid, notFound } from '../../domain/errors.ts';
import { uuidFrom } from '../../runtime/ids.ts';
import { conversationAnswer } from '../commands/answer.ts';
import { inParts } from '../commands/drafts.ts';
import { commandParts } from '../commands/parts.ts';
import { runCommand } from '../commands/run.ts';
import { storedOutcome } from '../commands/target.ts';
import { attachmentsOf } from '../commands/uploads.ts';
import {
  conversationExists,
  findContact,
  requireWindow,
  threadFor,
} from '../commands/write-first.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { isCustomerThereFor, requireVisible } from '../visibility.ts';
import { byId, id, text } from '../schemas/common.ts';
import { Conversation } from '../schemas/conversation.ts';
import { NewAttachments } from '../schemas/message.ts';

const CommandState = z
  .object({
    commandId: id,
    status: z.literal('done'),
    conversationId: id,
    messageId: id.optional(),
  })
  .meta({ id: 'CommandState' });

export function conversationStart(parts: Parts): Operation[] {
  const { pool } = parts;
  const sender = commandParts(parts);
  return [
    operation({
      method: 'post',
      path: '/conversations',
      id: 'startConversation',
      summary: 'Write to a customer first, where the platform allows it',
      tag: 'Conversations',
      permission: 'conversations.work',
      isCommand: true,
      mayBePending: true,
      body: z.strictObject({
        ...{ accountId: id, customerId: id, content: text(20_000), attachments: NewAttachments },
      }),
      answer: Conversation,
      async handle(input) {
        const { accountId, customerId, content, attachments } = input.body;
        const ran = await runCommand(sender, input, ['start', customerId], async (ids) => {
          const contact = await findContact(pool, accountId, customerId);
          // As if the customer were another account's.
          if (!(await isCustomerThereFor(pool, input.caller, customerId))) {
            throw invalid('customerId', 'is not a customer of this account');
          }
          const files = await attachmentsOf(pool, input.caller, attachments);
          const draft = { content, attachments: files };
          const said = inParts(contact.platform, 'dm', draft, ids.messageId);
          const isHuman = input.caller.actor.type === 'agent';
          requireWindow(contact, { now: Date.now(), isHuman });
          if (contact.openConversationId !== null) {
            throw await conversationExists(pool, input.caller, contact.openConversationId);
          }
          return {
            target: {
              conversationId: uuidFrom('conversation', ids.commandId),
              threadId: await threadFor(pool, contact),
              platform: contact.platform,
              accountId,
            },
            ...said.wish,
            isStart: true,
            command: {
              type: 'start',
              messageId: ids.messageId,
              ...said.command,
              customerExternalId: contact.customerExternalId,
            },
          };
        });
        return conversationAnswer(pool, input.caller, ran);
      },
    }),
    operation({
      method: 'get',
      path: '/commands/{commandId}',
      id: 'getCommand',
      summary: 'What became of a command that was not answered in time; 404 while it is not done',
      tag: 'Commands',
      permission: 'conversations.read',
      params: byId('commandId'),
      answer: CommandState,
      async handle({ params: { commandId }, caller }) {
        const stored = await storedOutcome(pool, commandId);
        if (stored?.outcome.status !== 'done') throw notFound('done command');
        await requireVisible(pool, caller, stored.outcome.conversationId, 'done command');
        return { body: { commandId, ...stored.outcome } };
      },
    }),
  ];
}
