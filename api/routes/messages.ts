/** What is said: replies, notes, and what can be done about a reply that is on its way. */
import { z } from 'zod';
import { CareError, invalid } from '../../domain/errors.ts';
import { messageAnswer } from '../commands/answer.ts';
import { requireDraft } from '../commands/answer-drafts.ts';
import { noteUse, requireSuggestion } from '../commands/suggestion-use.ts';
import { requireAgent } from '../commands/lookups.ts';
import { commandParts } from '../commands/parts.ts';
import { replyWish } from '../commands/reply.ts';
import { runCommand } from '../commands/run.ts';
import { openTarget } from '../commands/target.ts';
import { attachmentsOf } from '../commands/uploads.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { present } from '../reads/present.ts';
import { may } from '../permissions.ts';
import { byId, id, instant, text } from '../schemas/common.ts';
import { Message, NewAttachments } from '../schemas/message.ts';

/** Longer than any platform takes: the platform's own limit is told by name. */
const longest = 20_000;

const NewReply = z.strictObject({
  content: text(longest).default(''),
  attachments: NewAttachments,
  threadId: id.optional().meta({
    description: 'Of several merged ones; by default that on which the customer wrote last.',
  }),
  lastSeenMessageId: id.optional().meta({
    description:
      'Of the messages the writer had seen the one recorded last (`recordedAt`): refused with 409 when there is more.',
  }),
  force: z.boolean().default(false).meta({ description: 'Send all the same; supervisors only.' }),
  andWait: z.boolean().default(false).meta({ description: 'Wait for the customer afterwards.' }),
  undoSeconds: z
    .int()
    .min(0)
    .max(60)
    .default(0)
    .meta({ description: 'So long it can be cancelled before it goes; those after it wait too.' }),
  suggestionId: id.optional().meta({
    description:
      'Of the assistant’s: what it was written from; kept with how much of it was changed.',
  }),
  draftId: id.optional().meta({
    description:
      'Of the assistant’s draft that is approved by this, changed or not; refused with 409 `overtaken` when it is not wanted any more.',
  }),
  sendAt: instant.optional().meta({
    description: 'For later, at most 90 days. If the conversation goes on meanwhile, it is held.',
  }),
});

const NewNote = z.strictObject({
  content: text(longest).trim().min(1),
  mentions: z.array(id).max(20).default([]),
});

const furthestDays = 90;

/** @throws CareError naming the field. A repetition of a request that was done never comes here. */
function waitOf({ undoSeconds, sendAt }: { undoSeconds: number; sendAt?: string | undefined }) {
  if (sendAt === undefined) return undoSeconds === 0 ? {} : { undoMs: undoSeconds * 1_000 };
  if (undoSeconds > 0) throw invalid('undoSeconds', 'is of no use with sendAt');
  const at = Date.parse(sendAt);
  if (at <= Date.now()) throw invalid('sendAt', 'must be in the future');
  if (at > Date.now() + furthestDays * 86_400_000) {
    throw invalid('sendAt', `must be within ${String(furthestDays)} days`);
  }
  return { sendAt: at };
}

const facts = {
  method: 'post',
  tag: 'Messages',
  permission: 'conversations.work',
  isCommand: true,
  mayBePending: true,
} as const;

export function messageWriting(parts: Parts): Operation[] {
  const { pool } = parts;
  const sender = commandParts(parts);
  return [
    operation({
      ...facts,
      path: '/conversations/{conversationId}/messages',
      id: 'reply',
      summary: 'Answer the customer',
      params: byId('conversationId'),
      body: NewReply,
      answer: Message,
      async handle(input) {
        const { params, body, caller } = input;
        const { content, attachments, lastSeenMessageId, force, andWait } = body;
        if (force && !may(caller.role, 'replies.force')) {
          throw new CareError('forbidden', 'Only supervisors may force a reply.', {
            errors: [{ field: 'force', message: 'is for supervisors' }],
          });
        }
        const scope = ['reply', params.conversationId] as const;
        const ran = await runCommand(sender, input, scope, async ({ messageId }) => {
          await requireSuggestion(pool, params.conversationId, body.suggestionId);
          await requireDraft(pool, params.conversationId, body.draftId);
          return replyWish(
            pool,
            caller,
            messageId,
            {
              ...{ conversationId: params.conversationId, ifMatch: input.ifMatch },
              ...{ threadId: body.threadId, lastSeenMessageId, isForced: force },
            },
            async () => ({ content, attachments: await attachmentsOf(pool, caller, attachments) }),
            { andWait, ...waitOf(body), ...present('draftId', body.draftId) },
          );
        });
        if (body.suggestionId !== undefined && ran.status === 'done') {
          await noteUse(pool, caller, body.suggestionId, { messageId: ran.messageId, content });
        }
        return messageAnswer(pool, ran);
      },
    }),
    operation({
      ...facts,
      path: '/conversations/{conversationId}/notes',
      id: 'addNote',
      summary: 'Leave a note for colleagues; the customer never sees it',
      params: byId('conversationId'),
      body: NewNote,
      answer: Message,
      async handle(input) {
        const { params, body } = input;
        const scope = ['note', params.conversationId] as const;
        const ran = await runCommand(sender, input, scope, async ({ messageId }) => {
          const { target } = await openTarget(
            pool,
            input.caller,
            params.conversationId,
            input.ifMatch,
          );
          for (const [index, agentId] of body.mentions.entries()) {
            await requireAgent(pool, agentId, `mentions[${String(index)}]`);
          }
          return {
            target,
            draft: { content: body.content, attachments: [] },
            command: { type: 'note', messageId, mentions: [...new Set(body.mentions)] },
          };
        });
        return messageAnswer(pool, ran);
      },
    }),
  ];
}
