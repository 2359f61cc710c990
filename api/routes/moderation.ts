/** What agents do to what stands in public, and to who wrote it. */
import { z } from 'zod';
import { CareError } from '../../domain/errors.ts';
import type { ModerationAction } from '../../domain/moderation.ts';
import { requireOnePart } from '../commands/drafts.ts';
import { moderate, requireModeration, type Wanted } from '../commands/moderate.ts';
import type { Caller } from '../authenticate.ts';
import { operation, type Answer, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { findConversation } from '../reads/conversation.ts';
import { findMessage, newestInbound } from '../reads/messages.ts';
import { findModeration } from '../reads/moderations.ts';
import { byId, text } from '../schemas/common.ts';
import { Moderation, type ModerationJson } from '../schemas/moderation.ts';

const facts = {
  method: 'post',
  tag: 'Moderation',
  permission: 'conversations.work',
  isCommand: true,
  mayBePending: true,
  answer: Moderation,
} as const;

type Direction = 'inbound' | 'outbound';
/** By whose words it is about; absent: it is about the other's only. */
const toMessages: {
  name: string;
  summary: string;
  actions: Partial<Record<Direction, ModerationAction>>;
}[] = [
  { name: 'hide', summary: 'Hide a comment from the public', actions: { inbound: 'hide' } },
  { name: 'unhide', summary: 'Show a hidden comment again', actions: { inbound: 'unhide' } },
  { name: 'like', summary: 'Like a comment', actions: { inbound: 'like' } },
  { name: 'unlike', summary: 'Take a like back', actions: { inbound: 'unlike' } },
  {
    name: 'delete',
    summary: 'Delete a comment, or our own reply',
    actions: { inbound: 'delete', outbound: 'delete_own' },
  },
];

const aboutCustomers = [
  { action: 'block', id: 'blockCustomer', summary: 'Block the customer' },
  { action: 'unblock', id: 'unblockCustomer', summary: 'Let the customer in again' },
  {
    action: 'spam',
    id: 'markAsSpam',
    summary:
      'Tell the platform that the conversation is spam; resolve it with the reason `spam` besides',
  },
] as const;

export function moderationOperations(parts: Parts): Operation[] {
  const { pool } = parts;

  const wantedFor = async (
    caller: Caller,
    messageId: string,
    actions: Partial<Record<Direction, ModerationAction>>,
  ): Promise<Wanted> => {
    const row = await findMessage(pool, caller, messageId);
    const action = row.direction === 'note' ? undefined : actions[row.direction];
    if (action === undefined) {
      throw new CareError('unknown_message', 'This can’t be done to such a message.');
    }
    if (row.platform_message_id === null) {
      throw new CareError('unknown_message', 'The platform has no such message yet.');
    }
    const {
      platform,
      source,
      id: conversationId,
    } = await findConversation(pool, caller, row.conversation_id);
    return { conversationId, messageId, platform, source, action };
  };

  return [
    ...toMessages.map(({ name, summary, actions }) =>
      operation({
        ...facts,
        permission: name === 'hide' || name === 'unhide' ? 'public.moderate' : facts.permission,
        path: `/messages/{messageId}/${name}`,
        id: `${name}Message`,
        summary,
        params: byId('messageId'),
        body: z.strictObject({}),
        async handle(input) {
          const wanted = await wantedFor(input.caller, input.params.messageId, actions);
          requireModeration(input.caller, wanted);
          return answerOf(await moderate(parts, input, wanted));
        },
      }),
    ),
    operation({
      ...facts,
      path: '/messages/{messageId}/edit',
      id: 'editMessage',
      summary: 'Change the words of our own reply',
      params: byId('messageId'),
      body: z.strictObject({ content: text(20_000).trim().min(1) }),
      async handle(input) {
        const wanted = await wantedFor(input.caller, input.params.messageId, {
          outbound: 'edit_own',
        });
        requireModeration(input.caller, wanted);
        requireOnePart(wanted, input.body.content);
        return answerOf(await moderate(parts, input, { ...wanted, content: input.body.content }));
      },
    }),
    ...aboutCustomers.map(({ action, id, summary }) =>
      operation({
        ...facts,
        permission: 'public.moderate',
        path: `/conversations/{conversationId}/${action}`,
        id,
        summary,
        params: byId('conversationId'),
        body: z.strictObject({}),
        async handle(input) {
          const { conversationId } = input.params;
          const { platform, source } = await findConversation(pool, input.caller, conversationId);
          const messageId = await newestInbound(pool, conversationId);
          const wanted = { conversationId, messageId, platform, source, action };
          requireModeration(input.caller, wanted);
          return answerOf(await moderate(parts, input, wanted));
        },
      }),
    ),
    operation({
      method: 'get',
      path: '/moderations/{moderationId}',
      id: 'getModeration',
      summary: 'What became of a hide, delete, like, edit or block',
      tag: 'Moderation',
      permission: 'conversations.read',
      params: byId('moderationId'),
      answer: Moderation,
      async handle({ params, caller }) {
        return { body: await findModeration(pool, caller, params.moderationId) };
      },
    }),
  ];
}

function answerOf(ran: Awaited<ReturnType<typeof moderate>>): Answer<ModerationJson> {
  if (!('moderationId' in ran)) return { body: ran };
  const { moderationId } = ran;
  return {
    status: 202,
    headers: { location: `/api/v1/moderations/${moderationId}` },
    pending: { status: 'unknown', commandId: moderationId },
  };
}
