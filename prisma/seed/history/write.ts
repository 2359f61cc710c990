/** Many conversations at once, as `record` would have written each of them when it happened. */
import type { PoolClient } from 'pg';
import { insertConversations } from '../../../activities/record/conversation-row.ts';
import { json } from '../../../runtime/rows.ts';
import type { Scene } from './scene.ts';

/** A statement takes 65,535 values at most, and a row of conversations has about thirty. */
const atOnce = 200;

export async function writeScenes(client: PoolClient, scenes: readonly Scene[]): Promise<void> {
  for (let from = 0; from < scenes.length; from += atOnce) {
    const some = scenes.slice(from, from + atOnce);
    await insertConversations(
      client,
      some.map(({ now, log }) => ({ conversation: now, version: log.length })),
    );
    await writeLog(client, some);
    await writeMessages(client, some);
  }
}

async function writeLog(client: PoolClient, scenes: readonly Scene[]): Promise<void> {
  const all = scenes.flatMap(({ now, log }) =>
    log.map((entry, index) => ({ ...entry, conversationId: now.id, version: index + 1 })),
  );
  await client.query(
    `insert into events (conversation_id, version, type, data, actor, cause, at, recorded_at)
     select e.*, e.at from unnest($1::uuid[], $2::int[], $3::text[], $4::jsonb[], $5::jsonb[], $6::text[], $7::timestamptz[])
       e (conversation_id, version, type, data, actor, cause, at)`,
    [
      all.map(({ conversationId }) => conversationId),
      all.map(({ version }) => version),
      all.map(({ event }) => event.type),
      all.map(({ event: { type: _, ...data } }) => json(data)),
      all.map(({ actor }) => json(actor)),
      all.map(({ cause }) => cause),
      all.map(({ at }) => new Date(at)),
    ],
  );
}

async function writeMessages(client: PoolClient, scenes: readonly Scene[]): Promise<void> {
  const all = scenes.flatMap(({ now, messages }) =>
    messages.map((message) => ({ ...message, conversation: now })),
  );
  await client.query(
    `insert into messages (id, conversation_id, thread_id, account_id, platform, direction, content_type, sender_id, sender_type,
                           platform_message_id, timestamp, delivery_status, attempt, metadata, ordinal, recorded_at, sent_at)
     select m.id, m.conversation_id, m.thread_id, m.account_id, m.platform, m.direction, 'text', m.sender_id, m.sender_type,
            m.platform_message_id, m.at, m.status, m.attempt, m.metadata,
            coalesce(m.event_id, nextval('inbox_events_id_seq')), m.at, m.sent_at
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                   $10::timestamptz[], $11::text[], $12::int[], $13::jsonb[], $14::bigint[], $15::timestamptz[])
         m (id, conversation_id, thread_id, account_id, platform, direction, sender_id, sender_type, platform_message_id,
            at, status, attempt, metadata, event_id, sent_at)`,
    [
      all.map(({ id }) => id),
      all.map(({ conversation }) => conversation.id),
      all.map(({ conversation }) => conversation.threadId),
      all.map(({ conversation }) => conversation.accountId),
      all.map(({ conversation }) => conversation.platform),
      all.map(({ direction }) => direction),
      all.map(({ senderId }) => senderId),
      all.map(({ senderType }) => senderType),
      all.map(({ platformMessageId }) => platformMessageId ?? null),
      all.map(({ at }) => new Date(at)),
      all.map(({ deliveryStatus }) => deliveryStatus),
      all.map(({ attempt }) => attempt ?? 0),
      all.map(({ metadata }) => json(metadata)),
      all.map(({ eventId }) => eventId ?? null),
      all.map(({ direction, at }) => (direction === 'outbound' ? new Date(at + 2_000) : null)),
    ],
  );
  await client.query(
    `insert into message_bodies (message_id, content, created_at)
     select * from unnest($1::uuid[], $2::text[], $3::timestamptz[])`,
    [
      all.map(({ id }) => id),
      all.map(({ body }) => body?.content ?? ''),
      all.map(({ at }) => new Date(at)),
    ],
  );
}
