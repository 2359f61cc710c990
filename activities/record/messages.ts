/** Message rows: what the log says happened to them. Bodies lie beside, so that they can be erased. */
import type { ChannelEvent } from '../../channels/channel.ts';
import type { ConversationEvent, Recorded } from '../../domain/conversation/events.ts';
import type { Conversation } from '../../domain/conversation/state.ts';
import { toldOfMessage } from '../../runtime/changes.ts';
import { json, ordinalOf, type Queryable } from '../../runtime/rows.ts';
import { readEvents, type StoredEvent } from '../read-event.ts';
import { insertMessages, type NewMessage } from './new-messages.ts';
import { changeMessage } from './changed-messages.ts';
import { updateCustomer } from './customer.ts';

export async function writeMessages(
  db: Queryable,
  conversation: Conversation,
  entries: readonly Recorded[],
): Promise<void> {
  const stored = await readEvents(
    db,
    entries.flatMap(({ event }) => inboxEventOf(event)),
  );
  await insertMessages(
    db,
    conversation,
    entries.flatMap((entry) => newMessage(entry, stored) ?? []),
  );
  for (const entry of entries) await change(db, conversation, entry, stored);
  await updateCustomer(
    db,
    conversation.customerId,
    [...stored.values()].map(({ event }) => event),
  );
}

const inboxEventOf = (event: ConversationEvent): number[] =>
  'eventId' in event ? [event.eventId] : [];

function newMessage(
  { event, at, actor }: Recorded,
  stored: Map<number, StoredEvent>,
): NewMessage | undefined {
  switch (event.type) {
    case 'message_received': {
      const source = stored.get(event.eventId)?.event;
      if (source?.kind !== 'message') return undefined;
      return {
        id: event.messageId,
        eventId: event.eventId,
        direction: 'inbound',
        contentType: source.contentType,
        senderId: source.customer.externalId,
        senderType: 'customer',
        platformMessageId: source.platformMessageId,
        at: event.platformAt ?? at,
        deliveryStatus: 'delivered',
        metadata: metadataOf(source),
        body: {
          content: source.content || (source.placeholder ?? ''),
          attachments: source.attachments,
        },
      };
    }
    case 'external_reply_seen': {
      const source = stored.get(event.eventId)?.event;
      if (source?.kind !== 'echo') return undefined;
      return {
        id: event.messageId,
        direction: 'outbound',
        contentType: source.contentType,
        eventId: event.eventId,
        senderId: 'external',
        senderType: 'agent',
        platformMessageId: source.platformMessageId,
        at: event.platformAt ?? at,
        deliveryStatus: 'sent',
        metadata: { external: true },
        body: { content: source.content, attachments: source.attachments },
      };
    }
    case 'reply_queued': {
      const sendAt = event.sendAt ?? event.undoUntil;
      return {
        id: event.messageId,
        direction: 'outbound',
        contentType: 'text',
        senderId: actor.id ?? (event.automatic ? 'assistant' : 'system'),
        senderType: event.isHuman ? 'agent' : 'bot',
        at,
        deliveryStatus: 'queued',
        attempt: 1,
        ...(sendAt === undefined ? {} : { sendAt }),
        metadata: {
          ...(event.sendAt === undefined ? {} : { scheduled: true }),
          ...(event.sendAgainOf ? { sendAgainOf: event.sendAgainOf } : {}),
          ...(event.part ? { part: event.part } : {}),
          ...(event.privateReplyTo ? { privateReplyTo: event.privateReplyTo } : {}),
          ...(event.automatic ? { automatic: event.automatic } : {}),
          ...(event.draftId ? { draftedByAssistant: true } : {}),
        },
      };
    }
    case 'note_added':
    case 'transferred':
      if (event.messageId === undefined) return undefined;
      return {
        id: event.messageId,
        direction: 'note',
        contentType: 'text',
        senderId: actor.id ?? 'system',
        senderType: 'agent',
        at,
        deliveryStatus: 'sent',
        metadata: event.type === 'note_added' ? { mentions: event.mentions } : { transfer: true },
      };
    default:
      return undefined;
  }
}

const metadataOf = (source: Extract<ChannelEvent, { kind: 'message' }>) => ({
  ...(source.replyTo ? { replyTo: source.replyTo } : {}),
  ...(source.postback ? { postback: source.postback } : {}),
  ...(source.placeholder ? { placeholder: true } : {}),
  ...(source.about?.parentId ? { parentId: source.about.parentId } : {}),
  ...(source.rating ? { rating: source.rating } : {}),
  ...(source.story ? { story: source.story } : {}),
  ...(source.isStandby ? { standby: true } : {}),
});

async function change(
  db: Queryable,
  conversation: Conversation,
  { event, at }: Recorded,
  stored: Map<number, StoredEvent>,
): Promise<void> {
  switch (event.type) {
    case 'message_changed': {
      const source = stored.get(event.eventId)?.event;
      if (source) await changeMessage(db, conversation, source, at);
      return;
    }
    case 'contact_changed': {
      const changedAt = stored.get(event.eventId)?.event.platformAt ?? at;
      await db.query(
        `update customers set blocked_at = case when $2 then $3::timestamptz end, block_changed_at = $3
          where id = $1 and coalesce(block_changed_at, '-infinity') <= $3`,
        [conversation.customerId, event.change === 'blocked', new Date(changedAt)],
      );
      return;
    }
    case 'moved_to_private':
      await db.query(
        `insert into conversation_links (public_id, private_id) values ($1, $2) on conflict do nothing`,
        [conversation.id, event.privateConversationId],
      );
      return;
    case 'reply_sent': {
      const proof = event.eventId === undefined ? undefined : stored.get(event.eventId)?.event;
      const seen = proof?.kind === 'echo' ? proof.platformMessageId : undefined;
      const platformMessageId = event.platformMessageId ?? seen ?? null;
      // Its echo may have come without our metadata, and been taken for a reply from elsewhere.
      await db.query({
        name: 'not-external',
        text: toldOfMessage(`delete from messages where thread_id = $1 and platform_message_id = $2 and id <> $3
                  and metadata->>'external' = 'true'`),
        values: [conversation.threadId, platformMessageId, event.messageId],
      });
      await db.query({
        name: 'reply-sent',
        text: `update messages set
                 delivery_status = case when delivery_status in ('delivered','read') then delivery_status else 'sent' end,
                 platform_message_id = coalesce(platform_message_id, $2),
                 sent_at = coalesce(sent_at, $3), retry_at = null, failure = null,
                 timestamp = coalesce($4, timestamp), ordinal = coalesce($5, ordinal)
               where id = $1`,
        values: [
          event.messageId,
          platformMessageId,
          new Date(event.sentAt),
          event.platformAt === undefined ? null : new Date(event.platformAt),
          ordinalOf(platformMessageId) ?? null,
        ],
      });
      return;
    }
    case 'reply_due':
      return goesNow(db, event.messageId, at);
    case 'reply_retrying':
      return setStatus(db, event.messageId, 'queued', {
        attempt: event.attempt,
        retryAt: event.retryAt,
        failure: event.failure,
      });
    case 'reply_failed':
      return setStatus(db, event.messageId, 'failed', { failure: event.failure });
    case 'reply_unknown':
      return setStatus(db, event.messageId, 'unknown', { failure: event.failure });
    case 'reply_held':
      return setStatus(db, event.messageId, 'held', {
        failure: { code: `held_${event.reason}`, message: heldBecause[event.reason] },
      });
    case 'reply_cancelled':
      return setStatus(db, event.messageId, 'cancelled', {});
    case 'reply_released': {
      const outbound = conversation.outbox.find(({ messageId }) => messageId === event.messageId);
      await setStatus(db, event.messageId, 'queued', outbound ? { attempt: outbound.attempt } : {});
      return goesNow(db, event.messageId, at);
    }
    default:
      return;
  }
}

const heldBecause = {
  waited_too_long: 'It waited too long to be sent. Still send it?',
  customer_wrote: 'The customer wrote again before it could be sent. Still send it?',
  other_reply: 'Somebody else answered before it could be sent. Still send it?',
  resolved: 'The conversation was resolved before it could be sent. Still send it?',
  earlier_part: 'An earlier part of this reply was not taken. Still send this one?',
} as const;

/** What was written for later stands in the thread where it went into line, not where it was written. */
async function goesNow(db: Queryable, messageId: string, at: number): Promise<void> {
  await db.query({
    name: 'reply-goes-now',
    text: `update messages set send_at = $2, timestamp = case when metadata->>'scheduled' = 'true' then $2 else timestamp end
            where id = $1 and send_at is not null and delivery_status not in ('sent','delivered','read')`,
    values: [messageId, new Date(at)],
  });
}

/** What has arrived stays so, whatever comes late. */
async function setStatus(
  db: Queryable,
  messageId: string,
  status: string,
  more: { attempt?: number; retryAt?: number; failure?: unknown },
): Promise<void> {
  await db.query({
    name: 'set-message-status',
    text: `update messages set delivery_status = $2, attempt = coalesce($3, attempt), retry_at = $4, failure = $5,
                  call_deadline = null
            where id = $1 and delivery_status not in ('sent','delivered','read')`,
    values: [
      messageId,
      status,
      more.attempt ?? null,
      more.retryAt === undefined ? null : new Date(more.retryAt),
      more.failure === undefined ? null : json(more.failure),
    ],
  });
}
