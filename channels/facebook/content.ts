/** What a Messenger message shows: text, attachments, reactions. */
import type { Attachment, ContentType } from '../channel.ts';
import { contentTypeOf } from '../received.ts';
import { cleanText, webAddress } from '../text.ts';
import type { Message, MessengerAttachment } from './payloads.ts';

export interface Said {
  content: string;
  contentType: ContentType;
  attachments: Attachment[];
}

export function saidIn(message: Message): Said {
  const content = cleanText(message.text ?? '');
  const attachments = (message.attachments ?? []).map(attachmentOf);
  return { content, contentType: contentTypeOf(content, attachments), attachments };
}

/** Shown where Meta keeps the content to itself (disappearing, encrypted, of a kind that apps don't get). */
export function placeholderOf(
  message: Message,
  { content, attachments }: Said,
): string | undefined {
  const isEmpty = content === '' && attachments.length === 0;
  if (!isEmpty && message.is_unsupported !== true) return undefined;
  return 'A message that Facebook does not pass on. Look at it in the Page’s own inbox.';
}

export const emojiOf = (reaction: string | undefined): string =>
  reaction === undefined ? '❔' : (emojis.get(reaction) ?? reaction);

function attachmentOf({ type, payload, title, url }: MessengerAttachment): Attachment {
  const address = webAddress(payload?.url ?? url);
  const place = payload?.coordinates;
  const name = place ? `${String(place.lat)}, ${String(place.long)}` : (title ?? payload?.title);
  // Before 2026-08-30 a sticker was an image with a sticker_id.
  const kind = payload?.sticker_id === undefined ? (kinds.get(type) ?? 'file') : 'sticker';
  return {
    kind,
    ...(address !== undefined && { url: address }),
    ...(name !== undefined && name !== '' && { name: cleanText(name) }),
  };
}

const kinds: ReadonlyMap<string, Attachment['kind']> = new Map([
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
