import type { ChannelEvent } from '../../channels/channel.ts';
import type { Conversation } from '../../domain/conversation/state.ts';
import { platformMessageUuid } from '../../runtime/ids.ts';
import { json, plain, type Queryable } from '../database.ts';
import { insertMessages } from './new-messages.ts';

type Change = Extract<ChannelEvent, { kind: 'edit' | 'unsend' | 'reaction' | 'hidden' }>;

const isChange = (event: ChannelEvent): event is Change =>
  ['edit', 'unsend', 'reaction', 'hidden'].includes(event.kind);

/** An edit, unsend or reaction changes the message it is about; one that comes first leaves its mark for it. */
export async function changeMessage(
  db: Queryable,
  conversation: Conversation,
  event: ChannelEvent,
  at: number,
): Promise<void> {
  if (!isChange(event)) return;
  const messageId = await find(db, conversation, event, at);
  if (messageId === undefined) return;
  await db.query({
    name: 'change-message',
    text: 'update messages set metadata = metadata || $2::jsonb where id = $1',
    values: [messageId, json(metadataOf(event, at))],
  });
  if (event.kind === 'reaction' || event.kind === 'hidden') return;
  // What a customer takes back is gone here too; that there was something stays.
  await db.query({
    name: 'change-body',
    text: `update message_bodies set content = $2, attachments = case when $3 then '[]'::jsonb else attachments end
            where message_id = $1`,
    values: [messageId, event.kind === 'edit' ? plain(event.content) : '', event.kind === 'unsend'],
  });
}

function metadataOf(event: Change, at: number): Record<string, unknown> {
  const when = new Date(event.platformAt ?? at).toISOString();
  if (event.kind === 'edit') return { editedAt: when };
  if (event.kind === 'unsend') return { unsentAt: when };
  if (event.kind === 'hidden') return { hiddenAt: event.isHidden ? when : null };
  return { reactions: event.reactions };
}

async function find(
  db: Queryable,
  conversation: Conversation,
  event: Change,
  at: number,
): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>({
    name: 'find-by-platform-id',
    text: 'select id from messages where thread_id = $1 and platform_message_id = $2',
    values: [conversation.threadId, event.platformMessageId],
  });
  if (rows[0]) return rows[0].id;
  if (event.kind === 'reaction' || event.kind === 'hidden') return undefined;
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
