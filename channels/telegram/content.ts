/** What a Telegram message shows: text or caption, attachments, or a placeholder. */
import type { Attachment, ContentType } from '../channel.ts';
import { contentTypeOf } from '../received.ts';
import { cleanText } from '../text.ts';
import type { Message } from './payloads.ts';

export interface Said {
  content: string;
  contentType: ContentType;
  attachments: Attachment[];
}

export function saidIn(message: Message): Said {
  const content = cleanText(message.text ?? message.caption ?? '');
  const attachments = attachmentsOf(message);
  return { content, contentType: contentTypeOf(content, attachments), attachments };
}

/** Shown where a message has nothing that the desk can show. */
export function placeholderOf(
  message: Message,
  { content, attachments }: Said,
): string | undefined {
  if (content !== '' || attachments.length > 0) return undefined;
  return message.poll
    ? `A poll: ${cleanText(message.poll.question)}`
    : 'A message of a kind that the desk cannot show. Ask the customer to send it in another form.';
}

type File = NonNullable<Message['document']>;

function attachmentsOf(message: Message): Attachment[] {
  const { animation, sticker, venue, location, contact } = message;
  const photo = largest(message.photo ?? []);
  return [
    ...(photo ? [attachment('image', photo)] : []),
    ...[message.video, message.video_note, animation].flatMap((it) => attached('video', it)),
    ...[message.voice, message.audio].flatMap((it) => attached('audio', it)),
    // An animation comes as a document too, for old clients.
    ...(animation ? [] : attached('file', message.document)),
    ...(sticker ? [attachment('sticker', { ...sticker, file_name: sticker.emoji })] : []),
    ...(location ? [placeOf(location, venue)] : []),
    ...(contact ? [contactOf(contact)] : []),
  ];
}

const attached = (kind: Attachment['kind'], file: File | undefined): Attachment[] =>
  file ? [attachment(kind, file)] : [];

/** A file has a handle, not an address: the address that getFile gives holds the bot's token. */
const attachment = (
  kind: Attachment['kind'],
  { file_id, file_name, mime_type, file_size }: File,
): Attachment => ({
  kind,
  fileId: cleanText(file_id),
  ...(file_name !== undefined && { name: cleanText(file_name) }),
  ...(mime_type !== undefined && { mimeType: cleanText(mime_type) }),
  ...(file_size !== undefined && { size: file_size }),
});

/** Telegram sends a photo in several sizes. */
const largest = (sizes: NonNullable<Message['photo']>) =>
  sizes.reduce<(typeof sizes)[number] | undefined>(
    (best, size) => (best && best.width * best.height > size.width * size.height ? best : size),
    undefined,
  );

function placeOf(
  { latitude, longitude }: NonNullable<Message['location']>,
  venue: Message['venue'],
): Attachment {
  const [at, on] = [String(latitude), String(longitude)];
  const place = venue && [venue.title, venue.address].filter(Boolean).join(', ');
  return {
    kind: 'location',
    url: `https://www.openstreetmap.org/?mlat=${at}&mlon=${on}`,
    name: cleanText(place ? `${place} (${at}, ${on})` : `${at}, ${on}`),
  };
}

const contactOf = ({
  first_name,
  last_name,
  phone_number,
}: NonNullable<Message['contact']>): Attachment => ({
  kind: 'contact',
  name: cleanText([first_name, last_name, phone_number].filter(Boolean).join(' ')),
});
