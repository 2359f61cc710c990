import type { Attachment } from '../../channels/channel.ts';
import type { Conversation } from '../../domain/conversation/state.ts';
import { instant, json, ordinalOf, plain, type Queryable } from '../../runtime/rows.ts';
import { insertFiles } from './new-files.ts';

/** A message row to be. Without a body it is one of ours, whose draft lies there already. */
export interface NewMessage {
  id: string;
  direction: 'inbound' | 'outbound' | 'note';
  contentType: string;
  senderId: string;
  senderType: 'customer' | 'agent' | 'bot';
  platformMessageId?: string;
  /** The inbox event it came with. Ours take their number from the same sequence, so that ties fall as they came. */
  eventId?: number;
  /** ms */
  at: number;
  deliveryStatus: string;
  attempt?: number;
  /** ms */
  sendAt?: number;
  metadata: Record<string, unknown>;
  body?: { content: string; attachments: readonly Attachment[] };
}

/**
 * Inserts them, whatever is there already stays: an edit that came first has written the newer words, and then only
 * what it could not know is filled in.
 */
export async function insertMessages(
  db: Queryable,
  conversation: Conversation,
  messages: readonly NewMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  const bodies = messages.filter(({ body }) => body !== undefined);
  if (bodies.length > 0) {
    const written = await db.query<{ message_id: string }>({
      name: 'insert-bodies',
      text: `insert into message_bodies (message_id, content, attachments)
             select * from unnest($1::uuid[], $2::text[], $3::jsonb[]) on conflict (message_id) do nothing
             returning message_id`,
      values: [
        bodies.map(({ id }) => id),
        bodies.map(({ body }) => plain(body?.content ?? '')),
        bodies.map(({ body }) => json(body?.attachments ?? [])),
      ],
    });
    const fresh = new Set(written.rows.map((row) => row.message_id));
    const bearers = bodies.flatMap(({ id, body }) =>
      fresh.has(id) && body ? [{ messageId: id, attachments: body.attachments }] : [],
    );
    await insertFiles(db, conversation.accountId, bearers);
  }
  await db.query({
    name: 'insert-messages',
    text: `insert into messages (conversation_id, thread_id, account_id, platform, id, direction, content_type, sender_id,
                                 sender_type, platform_message_id, timestamp, delivery_status, attempt, metadata, ordinal, send_at)
           select $1, $2, $3, $4, m.id, m.direction, m.content_type, m.sender_id, m.sender_type, m.platform_message_id,
                  m.at, m.status, m.attempt, m.metadata, coalesce(m.ordinal, nextval('inbox_events_id_seq')), m.send_at
             from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[],
                         $12::text[], $13::int[], $14::jsonb[], $15::bigint[], $16::timestamptz[])
             with ordinality as m (id, direction, content_type, sender_id, sender_type, platform_message_id, at, status,
                                   attempt, metadata, ordinal, send_at, n)
            where not exists (select from messages other where other.thread_id = $2 and other.id <> m.id
                                                           and other.platform_message_id = m.platform_message_id)
            -- Numbers are given out in this order: the join above may hand rows over in any.
            order by m.n
           on conflict (id) do update set timestamp = excluded.timestamp, content_type = excluded.content_type,
                                          ordinal = excluded.ordinal,
                                          metadata = excluded.metadata || messages.metadata`,
    values: [
      conversation.id,
      conversation.threadId,
      conversation.accountId,
      conversation.platform,
      messages.map(({ id }) => id),
      messages.map(({ direction }) => direction),
      messages.map(({ contentType }) => contentType),
      messages.map(({ senderId }) => plain(senderId)),
      messages.map(({ senderType }) => senderType),
      messages.map(({ platformMessageId }) => platformMessageId ?? null),
      messages.map(({ at }) => new Date(at)),
      messages.map(({ deliveryStatus }) => deliveryStatus),
      messages.map(({ attempt }) => attempt ?? 0),
      messages.map(({ metadata }) => json(metadata)),
      messages.map((it) => ordinalOf(it.platformMessageId) ?? it.eventId ?? null),
      messages.map(({ sendAt }) => instant(sendAt ?? null)),
    ],
  });
}
