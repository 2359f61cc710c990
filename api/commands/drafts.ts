/** What is to be said is stored before the command that says it: the workflow carries ids, no words. */
import type { Pool } from 'pg';
import { channelOf } from '../../channels/index.ts';
import type { Attachment, Capabilities, PlatformName } from '../../channels/channel.ts';
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
export function requireSendable(platform: PlatformName, { content, attachments }: Draft): void {
  if (content.trim() === '' && attachments.length === 0) {
    throw invalid('content', 'must not be empty');
  }
  const capabilities = channelOf(platform)?.capabilities;
  if (!capabilities) return;
  const { max, unit } = capabilities.text;
  const length = lengthIn(unit, content);
  if (length > max) {
    throw invalid(
      'content',
      `is too long for ${platform}: ${String(length)} of at most ${String(max)} ${words[unit]}`,
    );
  }
  if (attachments.length > 0 && !capabilities.attachments) {
    throw invalid('attachments', `cannot be sent on ${platform}`);
  }
}

const words: Record<Capabilities['text']['unit'], string> = {
  utf16: 'characters',
  bytes: 'bytes',
  graphemes: 'characters',
  weighted: 'characters',
};

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function lengthIn(unit: Capabilities['text']['unit'], content: string): number {
  switch (unit) {
    case 'utf16':
      return content.length;
    case 'bytes':
      return Buffer.byteLength(content);
    case 'graphemes':
      return [...segmenter.segment(content)].length;
    case 'weighted':
      // X counts most scripts double; its channel has the exact rule, this is its lower bound.
      return Array.from(content).length;
  }
}
