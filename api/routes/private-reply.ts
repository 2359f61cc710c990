/** Answering the author of a comment in a direct message. */
import { z } from 'zod';
import type { Pool } from 'pg';
import { channelOf } from '../../channels/index.ts';
import { CareError, invalid } from '../../domain/errors.ts';
import { uuidFrom } from '../../runtime/ids.ts';
import { conversationAnswer } from '../commands/answer.ts';
import { requireOnePart } from '../commands/drafts.ts';
import { requireMessageIn } from '../commands/lookups.ts';
import { commandParts } from '../commands/parts.ts';
import { runCommand } from '../commands/run.ts';
import { openTarget } from '../commands/target.ts';
import { conversationExists, findContact, threadFor } from '../commands/write-first.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import type { ConversationRow } from '../reads/conversation.ts';
import { newestInbound, readMessage, type MessageRow } from '../reads/messages.ts';
import { isVisibleTo } from '../visibility.ts';
import { byId, id, text } from '../schemas/common.ts';
import { Conversation } from '../schemas/conversation.ts';

const dayMs = 86_400_000;

export function privateReply(parts: Parts): Operation[] {
  const { pool } = parts;
  const sender = commandParts(parts);
  return [
    operation({
      method: 'post',
      path: '/conversations/{conversationId}/private-reply',
      id: 'replyInPrivate',
      summary:
        'Answer the author of a comment in a direct message, which opens or joins their conversation',
      tag: 'Messages',
      permission: 'conversations.work',
      isCommand: true,
      mayBePending: true,
      params: byId('conversationId'),
      body: z.strictObject({
        content: text(20_000).trim().min(1),
        messageId: id.optional().meta({ description: 'The comment; absent: the newest.' }),
      }),
      answer: Conversation,
      async handle(input) {
        const { params, body, caller } = input;
        const scope = ['private-reply', params.conversationId] as const;
        let written = '';
        const ran = await runCommand(sender, input, scope, async ({ commandId, messageId }) => {
          written = messageId;
          const { row } = await openTarget(
            pool,
            input.caller,
            params.conversationId,
            input.ifMatch,
          );
          const comment = await commentOf(pool, row, body.messageId);
          const contact = await findContact(pool, row.account_id, row.customer_id);
          const { openConversationId } = contact;
          // Nobody writes into what they may not look at.
          if (
            openConversationId !== null &&
            !(await isVisibleTo(pool, caller, openConversationId))
          ) {
            throw await conversationExists(pool, caller, openConversationId);
          }
          requireOnePart({ platform: row.platform, source: 'dm' }, body.content);
          const draft = { content: body.content, attachments: [] };
          const target = {
            conversationId: openConversationId ?? uuidFrom('conversation', commandId),
            threadId: await threadFor(pool, contact),
            platform: row.platform,
            accountId: row.account_id,
          };
          const privateReplyTo = comment.platform_message_id ?? '';
          return openConversationId === null
            ? {
                ...{ target, draft, isStart: true },
                command: {
                  ...{ type: 'start', messageId, privateReplyTo },
                  customerExternalId: contact.customerExternalId,
                },
              }
            : {
                ...{ target, draft },
                command: {
                  ...{ type: 'reply', messageId, privateReplyTo },
                  isHuman: caller.actor.type === 'agent',
                },
              };
        });
        if (ran.status === 'done') await markMoved(ran.conversationId, ran.messageId ?? written);
        return conversationAnswer(pool, caller, ran);

        /** The public one hears of it under an id of its own that a repetition gives again. */
        function markMoved(privateConversationId: string, messageId: string) {
          const moved = ['moved', params.conversationId] as const;
          const once = { ...input, ifMatch: undefined, idempotencyKey: messageId };
          return runCommand(sender, { ...once, body: { messageId } }, moved, async () => ({
            target: (await openTarget(pool, input.caller, params.conversationId, undefined)).target,
            command: { type: 'moved', privateConversationId, messageId },
          }));
        }
      },
    }),
  ];
}

/** @throws CareError when it can't be answered in private (any more), saying why */
async function commentOf(
  pool: Pool,
  row: ConversationRow,
  messageId: string | undefined,
): Promise<MessageRow> {
  const capabilities = channelOf(row.platform)?.capabilities;
  const days = capabilities?.privateReplyDays;
  if (days === undefined || row.source !== 'comment') {
    const title = capabilities?.title ?? row.platform;
    throw new CareError('window_closed', `${title} has no private answer to a ${row.source}.`);
  }
  // Of another's message nothing is told, not even that it is there.
  if (messageId !== undefined) await requireMessageIn(pool, row.id, messageId, 'messageId');
  const comment = await readMessage(pool, messageId ?? (await newestInbound(pool, row.id)));
  if (comment.direction !== 'inbound') throw invalid('messageId', 'is not a comment');
  if (Date.now() - comment.timestamp.getTime() > days * dayMs) {
    throw new CareError(
      'window_closed',
      `A comment can be answered in private for ${String(days)} days; this one is older.`,
    );
  }
  const { rowCount } = await pool.query(
    `select 1 from messages m where m.account_id = $1 and m.metadata->>'privateReplyTo' = $2
        and m.delivery_status not in ('failed', 'cancelled') limit 1`,
    [row.account_id, comment.platform_message_id],
  );
  if (rowCount !== 0) {
    throw new CareError(
      'window_closed',
      'This comment was answered in private before; that goes once only.',
    );
  }
  return comment;
}
