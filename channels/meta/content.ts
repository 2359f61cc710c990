/** What a message on Messenger or Instagram shows: text, attachments, reactions. */
import type { Attachment, ContentType } from '../channel.ts';
import { contentTypeOf } from '../received.ts';
import { cleanText, webAddress } from '../text.ts';
import type { Message, MetaAttachment } from './items.ts';

export interface Said {
  content: string;
  contentType: ContentType;
  attachments: Attachment[];
}

/** @param more what types of the platform's own are */
export function saidIn(message: Message, more: Kinds = new Map()): Said {
  const content = cleanText(message.text ?? '');
  const attachments = (message.attachments ?? []).map((it) => attachmentOf(it, more));
  return { content, contentType: contentTypeOf(content, attachments), attachments };
}

/** Meta keeps the content to itself (disappearing, encrypted, of a kind that apps don't get). */
export const hidden = (message: Message, { content, attachments }: Said): boolean =>
  (content === '' && attachments.length === 0) || message.is_unsupported === true;

export const emojiOf = (reaction: string | undefined): string =>
  reaction === undefined ? '❔' : (emojis.get(reaction) ?? reaction);

function attachmentOf({ type, payload, title, url }: MetaAttachment, more: Kinds): Attachment {
  const address = webAddress(payload?.url ?? url);
  const place = payload?.coordinates;
  const name = place ? `${String(place.lat)}, ${String(place.long)}` : (title ?? payload?.title);
  // Before 2026-08-30 a sticker was an image with a sticker_id.
  const known = more.get(type) ?? kinds.get(type) ?? 'file';
  const kind = payload?.sticker_id === undefined ? known : 'sticker';
  return {
    kind,
    ...(address !== undefined && { url: address }),
    ...(name !== undefined && name !== '' && { name: cleanText(name) }),
  };
}

/** By the platform's word for a type of attachment. */
export type Kinds = ReadonlyMap<string, Attachment['kind']>;

const kinds: Kinds = new Map([
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['file', 'file'],
  ['sticker', 'sticker'],
  ['location', 'location'],
  ['template', 'link'],
  ['fallback', 'link'],
  ['reel', 'link'],
  ['ig_reel', 'link'],
  ['post', 'link'],
  ['ig_post', 'link'],
  ['appointment_booking', 'link'],
]);

const emojis: ReadonlyMap<string, string> = new Map([
  ['smile', '😆'],
  ['angry', '😠'],
  ['sad', '😢'],
  ['wow', '😮'],
  ['love', '❤'],
  ['like', '👍'],
  ['dislike', '👎'],
  ['other', '❔'],
]);
