import type { ChannelEvent } from '../../channels/channel.ts';
import type { Conversation } from '../../domain/conversation/state.ts';
import { platformMessageUuid } from '../../runtime/ids.ts';
import { json, plain, type Queryable } from '../database.ts';
import { insertMessages } from './new-messages.ts';

/** An edit, unsend or reaction changes the message it is about; one that comes first leaves its mark for it. */
export async function changeMessage(
  db: Queryable,
  conversation: Conversation,
  event: ChannelEvent,
  at: number,
): Promise<void> {
  if (event.kind !== 'edit' && event.kind !== 'unsend' && event.kind !== 'reaction') return;
  const messageId = await find(db, conversation, event, at);
  if (messageId === undefined) return;
  await db.query({
    name: 'change-message',
    text: 'update messages set metadata = metadata || $2::jsonb where id = $1',
    values: [messageId, json(metadataOf(event, at))],
  });
  if (event.kind === 'reaction') return;
  // What a customer takes back is gone here too; that there was something stays.
  await db.query({
    name: 'change-body',
    text: `update message_bodies set content = $2, attachments = case when $3 then '[]'::jsonb else attachments end
            where message_id = $1`,
    values: [messageId, event.kind === 'edit' ? plain(event.content) : '', event.kind === 'unsend'],
  });
}

function metadataOf(
  event: Extract<ChannelEvent, { kind: 'edit' | 'unsend' | 'reaction' }>,
  at: number,
): Record<string, unknown> {
  const when = new Date(event.platformAt ?? at).toISOString();
  if (event.kind === 'edit') return { editedAt: when };
  if (event.kind === 'unsend') return { unsentAt: when };
  return { reactions: event.reactions };
}

async function find(
  db: Queryable,
  conversation: Conversation,
  event: Extract<ChannelEvent, { kind: 'edit' | 'unsend' | 'reaction' }>,
  at: number,
): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>({
    name: 'find-by-platform-id',
    text: 'select id from messages where thread_id = $1 and platform_message_id = $2',
    values: [conversation.threadId, event.platformMessageId],
  });
  if (rows[0]) return rows[0].id;
  if (event.kind === 'reaction') return undefined;
  const id = platformMessageUuid(conversation.threadId, event.platformMessageId);
  await insertMessages(db, conversation, [
    {
      id,
      direction: 'inbound',
      contentType: 'text',
      senderId: event.customer.externalId,
      senderType: 'customer',
      platformMessageId: event.platformMessageId,
      at: event.platformAt ?? at,
      deliveryStatus: 'delivered',
      metadata: {},
      body: { content: '', attachments: [] },
    },
  ]);
  return id;
}
