import type { Pool } from 'pg';
import type { Attachment, ContentType, PlatformName } from '../../channels/channel.ts';
import type { Failure } from '../../domain/conversation/events.ts';
import { notFound } from '../../domain/errors.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import type { MessageJson } from '../schemas/message.ts';
import { requireVisible, type Looker } from '../visibility.ts';
import { ofEachPart } from './parts-of-conversation.ts';
import { shownFiles, toAttachment, type ShownFile } from './files.ts';
import { iso, isoWhere, present } from './present.ts';

export interface MessageRow {
  id: string;
  /** A bigint. */
  ordinal: string;
  conversation_id: string;
  thread_id: string;
  platform: PlatformName;
  direction: MessageJson['direction'];
  content_type: ContentType;
  sender_id: string;
  sender_type: MessageJson['senderType'];
  platform_message_id: string | null;
  timestamp: Date;
  recorded_at: Date;
  delivery_status: MessageJson['deliveryStatus'];
  attempt: number;
  retry_at: Date | null;
  sent_at: Date | null;
  send_at: Date | null;
  failure: Failure | null;
  metadata: Record<string, unknown>;
  content: string | null;
  attachments: Attachment[] | null;
  files: ShownFile[] | null;
}

export const messageColumns = `m.id, m.ordinal::text, m.conversation_id, m.thread_id, m.platform, m.direction, m.content_type, m.sender_id,
    m.sender_type, m.platform_message_id, m.timestamp, m.recorded_at, m.delivery_status, m.attempt, m.retry_at, m.sent_at,
    m.send_at, m.failure, m.metadata, b.content, b.attachments, ${shownFiles}`;
export const messageTables = 'messages m left join message_bodies b on b.message_id = m.id';
const select = `select ${messageColumns} from ${messageTables}`;

/** @throws CareError not_found: it is not there, or in a conversation that is not for the caller's eyes */
export async function findMessage(pool: Pool, caller: Looker, id: string): Promise<MessageRow> {
  const row = await readMessage(pool, id);
  await requireVisible(pool, caller, row.conversation_id, 'message');
  return row;
}

/** Whoever asks. @throws CareError not_found */
export async function readMessage(pool: Pool, id: string): Promise<MessageRow> {
  const [row] = await findMessages(pool, [id]);
  if (!row) throw notFound('message');
  return row;
}

/** In the order of the thread. */
export async function findMessages(pool: Pool, ids: readonly string[]): Promise<MessageRow[]> {
  const { rows } = await pool.query<MessageRow>({
    name: 'messages-by-id',
    text: `${select} where m.id = any($1::uuid[]) order by m.timestamp, m.ordinal`,
    values: [ids],
  });
  return rows;
}

/** The order of a thread is the platform's time, ties by its number where it has one, else by ours. */
export async function listMessages(
  pool: Pool,
  conversationId: string,
  page: { order: 'asc' | 'desc'; cursor?: string | undefined; limit: number },
) {
  const name = `messages:${page.order}`;
  const after = decodeCursor(name, page.cursor);
  const than = page.order === 'asc' ? '>' : '<';
  const inOrder = `order by m.timestamp ${page.order}, m.ordinal ${page.order}`;
  const ofPart = `select * from messages m where m.conversation_id = part.id
       ${after ? `and (m.timestamp, m.ordinal) ${than} ($3::timestamptz, $4::bigint)` : ''} ${inOrder} limit $2`;
  const { rows } = await pool.query<MessageRow>(
    `select ${messageColumns}
       from (select m.* from ${ofEachPart('$1::uuid', ofPart, 'm')} ${inOrder} limit $2) m
            left join message_bodies b on b.message_id = m.id ${inOrder}`,
    [conversationId, page.limit + 1, ...(after ? [after.value, after.id] : [])],
  );
  return pageOf(rows, page.limit, toMessage, (row) =>
    encodeCursor(name, iso(row.timestamp), row.ordinal),
  );
}

export function toMessage(row: MessageRow): MessageJson {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    threadId: row.thread_id,
    direction: row.direction,
    content: row.content ?? '',
    contentType: row.content_type,
    attachments: (row.attachments ?? []).map((attachment, place) =>
      toAttachment(
        attachment,
        row.files?.find(({ position }) => position === place),
      ),
    ),
    senderId: row.sender_id,
    senderType: row.sender_type,
    platform: row.platform,
    ...present('platformMessageId', row.platform_message_id),
    timestamp: iso(row.timestamp),
    recordedAt: iso(row.recorded_at),
    deliveryStatus: row.delivery_status,
    ...(row.direction === 'outbound' ? { attempt: row.attempt } : {}),
    ...isoWhere('retryAt', row.retry_at),
    ...isoWhere('sentAt', row.sent_at),
    ...isoWhere('sendAt', row.send_at),
    ...present('failure', row.failure),
    metadata: row.metadata,
  };
}

/** A reply in its parts, this one first. */
export async function findParts(pool: Pool, id: string): Promise<MessageRow[]> {
  const { rows } = await pool.query<MessageRow>({
    name: 'message-parts',
    text: `${select} join messages first on first.id = $1
            where m.conversation_id = first.conversation_id
              and (m.id = first.id
                   or m.metadata->'part'->>'of' = first.metadata->'part'->>'of'
                      and (m.metadata->'part'->>'number')::int > (first.metadata->'part'->>'number')::int)
            order by (m.metadata->'part'->>'number')::int`,
    values: [id],
  });
  return rows;
}

/** The customer's newest that the platform knows. @throws CareError not_found */
export async function newestInbound(pool: Pool, conversationId: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'newest-inbound',
    text: `select id from messages where conversation_id = $1 and direction = 'inbound'
              and platform_message_id is not null order by timestamp desc, ordinal desc limit 1`,
    values: [conversationId],
  });
  const [row] = rows;
  if (!row) throw notFound('message of the customer');
  return row.id;
}
