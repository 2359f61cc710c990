/** What is to be said is stored before the command that says it: the workflow carries ids, no words. */
import type { Pool } from 'pg';
import { maxBytesOf, type AttachmentLimit } from '../../channels/capabilities.ts';
import { channelOf } from '../../channels/index.ts';
import type { Attachment, PlatformName, Source } from '../../channels/channel.ts';
import { partsOf, type Part } from '../../channels/parts.ts';
import { invalid } from '../../domain/errors.ts';
import { transaction } from '../../runtime/database.ts';
import { uuidFrom } from '../../runtime/ids.ts';
import type { Queryable } from '../../runtime/rows.ts';
import { canonical } from '../canonical.ts';
import { keyReused } from '../idempotency.ts';
import { useFiles } from './uploads.ts';

export interface Draft {
  content: string;
  attachments: readonly Attachment[];
}

/** @throws CareError when this id holds other words: its Idempotency-Key came with another body before. */
export async function storeDraft(pool: Pool, messageId: string, draft: Draft): Promise<void> {
  const hasFiles = draft.attachments.some(({ deskFileId }) => deskFileId !== undefined);
  if (!hasFiles) return write(pool, messageId, draft);
  await transaction(pool, (client) => write(client, messageId, draft));
}

async function write(db: Queryable, messageId: string, draft: Draft): Promise<void> {
  const attachments = JSON.stringify(draft.attachments);
  const { rowCount } = await db.query(
    `insert into message_bodies (message_id, content, attachments) values ($1, $2, $3)
     on conflict (message_id) do nothing`,
    [messageId, draft.content, attachments],
  );
  if (rowCount === 1) return useFiles(db, messageId, draft.attachments);
  const { rows } = await db.query<Draft>(
    'select content, attachments from message_bodies where message_id = $1',
    [messageId],
  );
  const [stored] = rows;
  const isSame =
    stored?.content === draft.content &&
    canonical(stored.attachments) === canonical(draft.attachments);
  if (!isSame) throw keyReused();
}

/**
 * A reply as the messages that the platform takes: what is stored of it, and the ids that its command names.
 * @throws CareError naming the field and the limit, for what it could never take
 */
export function inParts(platform: PlatformName, source: Source, draft: Draft, messageId: string) {
  const [first = draft, ...rest] = sendableParts(platform, source, draft);
  const following = rest.map((part, index) => ({
    ...part,
    messageId: uuidFrom('part', messageId, index + 2),
  }));
  return {
    wish: { draft: first, following },
    command: following.length === 0 ? {} : { following: following.map((part) => part.messageId) },
  };
}

/** For words that take the place of one message. @throws CareError naming the field */
export function requireOnePart(
  { platform, source }: { platform: PlatformName; source: Source },
  content: string,
): void {
  if (sendableParts(platform, source, { content, attachments: [] }).length === 1) return;
  throw invalid('content', 'is too long for one message');
}

/** More than this in a row reads as an accident. */
const mostParts = 10;

function sendableParts(platform: PlatformName, source: Source, draft: Draft): Part[] {
  const { content, attachments } = draft;
  if (content.trim() === '' && attachments.length === 0) {
    throw invalid('content', 'must not be empty');
  }
  const capabilities = channelOf(platform)?.capabilities;
  if (!capabilities) return [draft];
  const { title, text, attachments: files } = capabilities;
  if (!text[source]) throw invalid('content', `cannot be sent: ${title} takes no reply here`);
  const allowed = files[source];
  for (const [index, attachment] of attachments.entries()) {
    const problem = problemOf(allowed, attachment, title);
    if (problem !== undefined) throw invalid(`attachments[${String(index)}]`, problem);
  }
  const parts = partsOf(capabilities, source, draft);
  if (parts.length > mostParts) {
    throw invalid(
      'content',
      `is too long for ${title}: it would go out in ${String(parts.length)} parts of at most ${String(mostParts)}`,
    );
  }
  return parts;
}

/** Why the platform would not take it, as what follows the name of the field. */
function problemOf(
  allowed: AttachmentLimit | undefined,
  attachment: Attachment,
  title: string,
): string | undefined {
  const { kind, mimeType, size = 0, deskFileId } = attachment;
  if (!allowed) return `cannot be sent: ${title} takes only text here`;
  if (!allowed.kinds.includes(kind)) return `cannot be sent as ${kind} on ${title}`;
  if (allowed.ownFilesOnly && deskFileId === undefined) {
    return `cannot be sent by its address on ${title}: upload the file first`;
  }
  if (allowed.types && mimeType !== undefined && !allowed.types.includes(mimeType)) {
    return `is of a type that ${title} does not take (${mimeType})`;
  }
  const most = maxBytesOf(allowed, attachment);
  const isTooLarge = most !== undefined && size > most;
  return isTooLarge ? `is larger than the ${String(most)} bytes ${title} takes` : undefined;
}
