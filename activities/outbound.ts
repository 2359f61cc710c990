/** The row of a reply on its way, moved by compare-and-set alone (design.md, rule 9). */
import type { Attachment, OutboundMessage, Source } from '../channels/channel.ts';
import type { AttemptOutcome } from '../domain/conversation/items.ts';
import { toldOfMessage } from '../runtime/changes.ts';
import { json, ordinalOf, type Queryable } from '../runtime/rows.ts';
import { isSwitchedOn } from '../assist/answering/switched.ts';
import type { DeliverInput } from './types.ts';

export interface OutboundRow {
  id: string;
  threadId: string;
  accountId: string;
  status: string;
  attempt: number;
  callDeadline: number | null;
  sentAt: number | null;
  platformMessageId: string | null;
  recipientExternalId: string;
  threadKey: string;
  source: Source;
  /** The customer's newest words before it was written. */
  answers: OutboundMessage['answers'];
  /** The comment through which it goes. */
  privateReplyTo: string | null;
  content: string;
  attachments: Attachment[];
  /** How far its files were brought to the platform, by their places among the attachments. */
  uploads: StoredUpload[];
  /** An automatic answer that is not to be given any more. */
  isWithheld: boolean;
  /** ms; once it was sent, the platform's time where that is known */
  submittedAt: number;
  /** When the customer last reacted to a direct message, ms: that opens a window as their words do. */
  reactedAt: number | null;
}

/** `handle`, good until `until` (ms); or `state`, from which it goes on. */
export interface StoredUpload {
  position: number;
  handle?: string;
  until?: number;
  state?: string;
}

interface Row {
  id: string;
  thread_id: string;
  account_id: string;
  delivery_status: string;
  attempt: number;
  call_deadline: Date | null;
  sent_at: Date | null;
  platform_message_id: string | null;
  customer_external_id: string;
  key: string;
  kind: Source;
  content: string | null;
  attachments: Attachment[] | null;
  uploads: StoredUpload[] | null;
  timestamp: Date;
  answers_id: string | null;
  answers_parent: string | null;
  post_id: string | null;
  post_url: string | null;
  private_reply_to: string | null;
  reacted_at: string | null;
  is_withheld: boolean;
}

export async function readOutbound(
  db: Queryable,
  messageId: string,
): Promise<OutboundRow | undefined> {
  const { rows } = await db.query<Row>({
    name: 'read-outbound',
    text: `select m.id, m.thread_id, m.account_id, m.delivery_status, m.attempt, m.call_deadline, m.sent_at, m.platform_message_id,
                  t.customer_external_id, t.key, t.kind, b.content, b.attachments, m.timestamp,
                  (select json_agg(u.upload || jsonb_build_object('position', u.position))
                     from file_uses u where u.message_id = m.id and u.upload is not null) as uploads,
                  m.metadata->>'privateReplyTo' as private_reply_to, t.post_id, t.post_url, a.platform_message_id as answers_id, a.metadata->>'parentId' as answers_parent,
                  case when t.kind = 'dm' then (
                    select max(r.metadata->>'reactedAt') from messages r
                     where r.thread_id = m.thread_id and r.platform_message_id is not null and r.direction = 'outbound'
                       and r.metadata->'reactions' <> '[]'::jsonb) end as reacted_at,
                  case when m.metadata ? 'automatic' then not coalesce((
                    select ${isSwitchedOn} from accounts a left join answer_policies p on p.id::text = m.metadata->'automatic'->>'policyId'
                     where a.id = m.account_id), false) else false end as is_withheld
             from messages m join threads t on t.id = m.thread_id left join message_bodies b on b.message_id = m.id
                  left join lateral (
                    select i.platform_message_id, i.metadata from messages i
                     where t.kind <> 'dm' and i.thread_id = m.thread_id and i.direction = 'inbound'
                       and i.platform_message_id is not null
                       and (i.id::text = m.metadata->>'replyTo'
                            or m.metadata->>'replyTo' is null and i.recorded_at <= m.recorded_at)
                     order by i.timestamp desc, i.ordinal desc limit 1) a on true
            where m.id = $1`,
    values: [messageId],
  });
  const [row] = rows;
  return (
    row && {
      id: row.id,
      threadId: row.thread_id,
      isWithheld: row.is_withheld,
      accountId: row.account_id,
      status: row.delivery_status,
      attempt: row.attempt,
      callDeadline: row.call_deadline?.getTime() ?? null,
      sentAt: row.sent_at?.getTime() ?? null,
      platformMessageId: row.platform_message_id,
      recipientExternalId: row.customer_external_id,
      threadKey: row.key,
      source: row.kind,
      answers: answersIn(row),
      privateReplyTo: row.private_reply_to,
      content: row.content ?? '',
      attachments: row.attachments ?? [],
      uploads: row.uploads ?? [],
      submittedAt: row.timestamp.getTime(),
      reactedAt: row.reacted_at === null ? null : Date.parse(row.reacted_at),
    }
  );
}

function answersIn(row: Row): OutboundMessage['answers'] {
  if (row.answers_id === null) return undefined;
  const about = row.post_id !== null && {
    postId: row.post_id,
    ...(row.post_url !== null && { postUrl: row.post_url }),
    ...(row.answers_parent !== null && { parentId: row.answers_parent }),
  };
  return { platformMessageId: row.answers_id, ...(about && { about }) };
}

/** `queued` → `sending`, for this attempt alone. False: somebody else moved it. */
export async function beginAttempt(
  db: Queryable,
  { messageId, attempt }: DeliverInput,
  callDeadline: number,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'begin-attempt',
    text: toldOfMessage(`update messages set delivery_status = 'sending', call_deadline = $3
            where id = $1 and attempt = $2 and delivery_status = 'queued'`),
    values: [messageId, attempt, new Date(callDeadline)],
  });
  return rowCount === 1;
}

/** Keeps what the attempt came to, so that a crash before the workflow hears of it loses nothing. */
export async function endAttempt(
  db: Queryable,
  { messageId, attempt }: DeliverInput,
  outcome: AttemptOutcome,
): Promise<void> {
  if (outcome.kind === 'sent') {
    // Its echo may have come without our metadata, and been taken for a reply from elsewhere.
    await db.query({
      name: 'attempt-not-external',
      text: toldOfMessage(
        `delete from messages other using messages mine
              where mine.id = $1 and other.thread_id = mine.thread_id and other.platform_message_id = $2
                and other.id <> mine.id and other.metadata->>'external' = 'true'`,
        'other',
      ),
      values: [messageId, outcome.platformMessageId ?? null],
    });
    await db.query({
      name: 'attempt-sent',
      text: toldOfMessage(`update messages set delivery_status = 'sent', sent_at = $3, call_deadline = null, failure = null,
                    platform_message_id = coalesce(platform_message_id, $4), timestamp = coalesce($5, timestamp),
                    ordinal = coalesce($6, ordinal)
              where id = $1 and attempt = $2 and delivery_status in ('sending','unknown')`),
      values: [
        messageId,
        attempt,
        new Date(outcome.at),
        outcome.platformMessageId ?? null,
        outcome.platformAt === undefined ? null : new Date(outcome.platformAt),
        ordinalOf(outcome.platformMessageId) ?? null,
      ],
    });
    return;
  }
  const [status, failure] = afterwards(outcome);
  await db.query({
    name: 'attempt-ended',
    text: toldOfMessage(`update messages set delivery_status = $3, call_deadline = null, failure = $4
            where id = $1 and attempt = $2 and delivery_status = 'sending'`),
    values: [messageId, attempt, status, failure],
  });
}

function afterwards(outcome: Exclude<AttemptOutcome, { kind: 'sent' }>): [string, string | null] {
  switch (outcome.kind) {
    case 'refused':
      return ['failed', json(outcome.failure)];
    case 'unknown':
      return ['unknown', json(outcome.failure)];
    case 'retryAt':
      return ['queued', json(outcome.failure)];
    case 'stale':
    case 'again':
      return ['queued', null];
  }
}

/** An attempt that never began and now never will: the next number is the next attempt's. */
export async function voidAttempt(
  db: Queryable,
  { messageId, attempt }: DeliverInput,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'void-attempt',
    text: toldOfMessage(`update messages set attempt = attempt + 1
            where id = $1 and attempt = $2 and delivery_status = 'queued'`),
    values: [messageId, attempt],
  });
  return rowCount === 1;
}

/** What is known of a file's way to the platform, in place of what was. */
export async function keepUpload(
  db: Queryable,
  messageId: string,
  { position, ...upload }: StoredUpload,
): Promise<void> {
  await db.query({
    name: 'keep-upload',
    text: 'update file_uses set upload = $3 where message_id = $1 and position = $2',
    values: [messageId, position, JSON.stringify(upload)],
  });
}

/** @param linkTo a file's address for the platform, good for an hour */
export const toSend = (
  row: OutboundRow,
  input: DeliverInput,
  linkTo: (fileId: string) => string,
): OutboundMessage => {
  const contacts = [input.lastInboundAt, row.reactedAt].flatMap((at) => at ?? []);
  return {
    id: row.id,
    recipientExternalId: row.recipientExternalId,
    threadKey: row.threadKey,
    source: row.source,
    ...(row.answers && { answers: row.answers }),
    ...(row.privateReplyTo !== null && { privateReplyTo: row.privateReplyTo }),
    content: row.content,
    attachments: row.attachments.map((attachment, index) => {
      const { deskFileId } = attachment;
      if (deskFileId === undefined) return attachment;
      const { handle } = row.uploads.find(({ position }) => position === index) ?? {};
      return { ...attachment, url: linkTo(deskFileId), ...(handle !== undefined && { handle }) };
    }),
    isHuman: input.isHuman,
    submittedAt: row.submittedAt,
    ...(contacts.length > 0 && { lastInboundAt: Math.max(...contacts) }),
  };
};
