/** What is to be said is stored before the command that says it: the workflow carries ids, no words. */
import type { Pool } from 'pg';
import { channelOf } from '../../channels/index.ts';
import type { Attachment, PlatformName, Source } from '../../channels/channel.ts';
import { fits, lengthIn } from '../../channels/text-length.ts';
import { invalid } from '../../domain/errors.ts';
import { canonical } from '../canonical.ts';
import { keyReused } from '../idempotency.ts';

export interface Draft {
  content: string;
  attachments: readonly Attachment[];
}

/** @throws CareError when this id holds other words: its Idempotency-Key came with another body before. */
export async function storeDraft(pool: Pool, messageId: string, draft: Draft): Promise<void> {
  const attachments = JSON.stringify(draft.attachments);
  const { rowCount } = await pool.query(
    `insert into message_bodies (message_id, content, attachments) values ($1, $2, $3)
     on conflict (message_id) do nothing`,
    [messageId, draft.content, attachments],
  );
  if (rowCount === 1) return;
  const { rows } = await pool.query<Draft>(
    'select content, attachments from message_bodies where message_id = $1',
    [messageId],
  );
  const [stored] = rows;
  const isSame =
    stored?.content === draft.content &&
    canonical(stored.attachments) === canonical(draft.attachments);
  if (!isSame) throw keyReused();
}

/** Refuses what the platform could never take, naming the field and the limit. */
export function requireSendable(
  platform: PlatformName,
  source: Source,
  { content, attachments }: Draft,
): void {
  if (content.trim() === '' && attachments.length === 0) {
    throw invalid('content', 'must not be empty');
  }
  const capabilities = channelOf(platform)?.capabilities;
  if (!capabilities) return;
  const limit = capabilities.text[source];
  if (!limit) throw invalid('content', `cannot be sent: ${capabilities.title} takes no such reply`);
  if (!fits(limit, content)) {
    const length = lengthIn(limit.unit, content);
    const unit = limit.unit === 'bytes' ? 'bytes' : 'characters';
    throw invalid(
      'content',
      `is too long for ${platform}: ${String(length)} of at most ${String(limit.max)} ${unit}`,
    );
  }
  if (attachments.length > 0 && !capabilities.attachments[source]) {
    throw invalid('attachments', `cannot be sent on ${platform}`);
  }
}
