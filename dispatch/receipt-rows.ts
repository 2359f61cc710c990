/** The rows that receipts are about, locked in the order in which everybody locks them. */
import type { PoolClient } from 'pg';
import type { ChannelEvent } from '../channels/channel.ts';
import type { WaitingEvent } from './waiting-events.ts';

export interface WaitingReceipt {
  row: Pick<WaitingEvent, 'id' | 'threadId' | 'receivedAt'>;
  event: Extract<ChannelEvent, { kind: 'receipt' }>;
}

/** A message of ours that receipts may raise. */
export interface Sent {
  id: string;
  conversationId: string;
  threadId: string;
  platformMessageId: string;
  status: string;
  /** ms: by then the platform may have had it. */
  since: number;
}

/**
 * The platform takes a message between the start and the end of our call, and watermarks are in its time: so what we
 * know as sent a little after the watermark counts, unless it was only written after it.
 */
const since = `greatest(m.timestamp, m.sent_at - interval '5 seconds')`;

const candidates = `
  with by_id as (
    select m.id, m.conversation_id from unnest($1::uuid[], $2::text[]) as r (thread_id, platform_id)
      join messages m on m.thread_id = r.thread_id and m.platform_message_id = r.platform_id
  ), by_watermark as (
    select m.id, m.conversation_id from unnest($3::uuid[], $4::timestamptz[]) as r (thread_id, watermark)
      join messages m on m.thread_id = r.thread_id and m.platform_message_id is not null
     where m.direction = 'outbound' and m.delivery_status in ('sent', 'delivered') and ${since} <= r.watermark
  ), candidates as (select * from by_id union select * from by_watermark)`;

function candidateValues(receipts: readonly WaitingReceipt[]): unknown[] {
  const ids = receipts.flatMap(({ row, event }) =>
    event.platformMessageIds.map((platformId) => ({ threadId: row.threadId, platformId })),
  );
  const watermarks = receipts.flatMap(({ row, event: { watermark } }) =>
    watermark === undefined ? [] : [{ threadId: row.threadId, at: new Date(watermark) }],
  );
  return [
    ids.map(({ threadId }) => threadId),
    ids.map(({ platformId }) => platformId),
    watermarks.map(({ threadId }) => threadId),
    watermarks.map(({ at }) => at),
  ];
}

/** First the conversations, as everybody does who writes to them; their versions. */
export async function lockConversations(
  client: PoolClient,
  receipts: readonly WaitingReceipt[],
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; version: number }>({
    name: 'receipts-conversations',
    text: `${candidates}
      select c.id, c.version from conversations c where c.id in (select conversation_id from candidates)
       order by c.id for update of c`,
    values: candidateValues(receipts),
  });
  return new Map(rows.map(({ id, version }) => [id, version]));
}

export async function lockMessages(
  client: PoolClient,
  receipts: readonly WaitingReceipt[],
  conversationIds: readonly string[],
): Promise<Sent[]> {
  if (conversationIds.length === 0) return [];
  const { rows } = await client.query<Sent>({
    name: 'receipts-messages',
    text: `${candidates}
      select m.id, m.conversation_id as "conversationId", m.thread_id as "threadId",
             m.platform_message_id as "platformMessageId", m.delivery_status as status,
             extract(epoch from ${since})::float8 * 1000 as since
        from messages m
       where m.id in (select id from candidates) and m.conversation_id = any($5::uuid[])
         and m.direction = 'outbound'
       order by m.id for update of m`,
    values: [...candidateValues(receipts), conversationIds],
  });
  return rows;
}
