/** One message to one private chat: one request, or a refusal that needed none. */
import { InputFile, type Api } from 'grammy';
import { z } from 'zod';
import type {
  Attachment,
  CallOptions,
  ChannelAccount,
  OutboundMessage,
  SendOutcome,
} from '../channel.ts';
import { bytesOf, FileError, outcomeWithoutFile } from '../desk-file.ts';
import { lostAnswer, notOffered, refused } from '../outcome.ts';
import { cleanText, webAddress } from '../text.ts';
import { apiOf } from './client.ts';
import { outcomeOfError } from './errors.ts';

/** UTF-16 units, of a text and of what stands under a file (Bot API, sendMessage and sendPhoto). */
export const maxText = 4096;
export const maxCaption = 1024;

export async function send(
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<SendOutcome> {
  const now = options.now ?? Date.now;
  if (message.source !== 'dm') return notOffered('Telegram');
  const request = requestOf(message);
  if ('kind' in request) return request;
  try {
    // The desk's own file goes along: by an address Telegram takes only some kinds of it, and smaller ones.
    const ready =
      request.method === 'text' ? request : await withOwnFile(request, message, options);
    const sent = Sent.safeParse(await call(apiOf(account, options), ready, message));
    if (!sent.success) return lostAnswer('Telegram');
    const { message_id: id, date } = sent.data;
    return {
      ...{ kind: 'sent', platformMessageId: String(id), at: now() },
      ...(date !== undefined && { platformAt: date * 1000 }),
    };
  } catch (error) {
    return error instanceof FileError
      ? outcomeWithoutFile(error, now())
      : outcomeOfError(error, now());
  }
}

async function withOwnFile(
  request: FileRequest,
  { attachments: [attachment] }: OutboundMessage,
  { open }: CallOptions,
): Promise<FileRequest> {
  const { deskFileId, name = 'file' } = attachment ?? {};
  if (deskFileId === undefined || open === undefined) return request;
  return { ...request, file: new InputFile(await bytesOf(open(deskFileId)), name) };
}

/** `date`: seconds since 1970 (Bot API, Message). */
const Sent = z.object({
  message_id: z.int(),
  date: z.int().positive().optional().catch(undefined),
});

interface FileRequest {
  method: 'photo' | 'document';
  file: string | InputFile;
  caption: string;
}
type Request = { method: 'text'; text: string } | FileRequest;

function requestOf({ content, attachments }: OutboundMessage): Request | SendOutcome {
  const text = cleanText(content);
  const [attachment, ...more] = attachments;
  if (more.length > 0) {
    return refused(
      'unsupported_combination',
      'Telegram takes one attachment per message. Send them one after the other.',
    );
  }
  if (attachment) return fileRequest(attachment, text);
  if (text.trim() === '')
    return refused('rejected', 'The message is empty. Write something first.');
  return text.length > maxText ? tooLong(maxText, 'The message') : { method: 'text', text };
}

function fileRequest(
  { kind, url, fileId, mimeType }: Attachment,
  caption: string,
): Request | SendOutcome {
  const file = fileId ?? webAddress(url);
  if (file === undefined || !sendable.has(kind)) {
    return refused(
      'unsupported_attachment',
      'Telegram takes images, videos, audio and files that have an address. Send this as text.',
    );
  }
  if (caption.length > maxCaption) return tooLong(maxCaption, 'The text under an attachment');
  // What is no photo there (a GIF, say) would be refused as one, or lose what makes it up.
  const isPhoto = kind === 'image' && (mimeType === undefined || photos.has(mimeType));
  return { method: isPhoto ? 'photo' : 'document', file, caption };
}

const photos: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp']);
const sendable: ReadonlySet<Attachment['kind']> = new Set(['image', 'video', 'audio', 'file']);

const tooLong = (max: number, what: string): SendOutcome =>
  refused(
    'too_long',
    `${what} is longer than Telegram’s ${String(max)} characters. Shorten it, or send it in parts.`,
  );

function call(api: Api, request: Request, message: OutboundMessage): Promise<unknown> {
  const chat = message.recipientExternalId;
  const business = /^business:([^:]+):/.exec(message.threadKey)?.[1];
  const replyTo = Number(message.replyTo);
  const other = {
    ...(business !== undefined && { business_connection_id: business }),
    ...(Number.isSafeInteger(replyTo) && {
      reply_parameters: { message_id: replyTo, allow_sending_without_reply: true },
    }),
  };
  if (request.method === 'text') return api.sendMessage(chat, request.text, other);
  const { file, caption } = request;
  const captioned = { ...other, ...(caption !== '' && { caption }) };
  return request.method === 'photo'
    ? api.sendPhoto(chat, file, captioned)
    : api.sendDocument(chat, file, captioned);
}
