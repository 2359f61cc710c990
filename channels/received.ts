/** The words for what a webhook gave and did not give. */
import type { z } from 'zod';
import type {
  Attachment,
  ChannelEvent,
  ContentType,
  Received,
  Typing,
  Unreceived,
} from './channel.ts';

export type Left = Pick<Unreceived, 'reason' | 'detail'>;
export type Outcome = { event: ChannelEvent } | { typing: Typing } | Left;

export const unparsable = (detail: string): Left => ({ reason: 'unparsable', detail });
export const unsupported = (detail: string): Left => ({ reason: 'unsupported', detail });
export const ignored = (detail: string): Left => ({ reason: 'ignored', detail });

/** Where a payload is not what it should be; names of fields only, nothing a customer wrote. */
export const malformed = (error: z.ZodError): Left => {
  const issue = error.issues[0];
  return unparsable(issue ? `${issue.path.join('.')}: ${issue.message}` : 'malformed');
};

export function put(
  received: Received,
  raw: Buffer,
  outcome: Outcome,
  accountExternalId?: string,
): Received {
  if ('event' in outcome) received.events.push({ event: outcome.event, raw });
  else if ('typing' in outcome) (received.typing ??= []).push(outcome.typing);
  else {
    const account = accountExternalId !== undefined && { accountExternalId };
    received.rest.push({ ...outcome, raw, ...account });
  }
  return received;
}

/** What a message mostly is. A link beside a text is a preview of it. */
export function contentTypeOf(content: string, attachments: readonly Attachment[]): ContentType {
  const are = (...kinds: Attachment['kind'][]) =>
    attachments.every(({ kind }) => kinds.includes(kind));
  if (attachments.length === 0 || (content !== '' && are('link'))) return 'text';
  if (are('image', 'sticker')) return 'image';
  return are('video') ? 'video' : 'attachment';
}
