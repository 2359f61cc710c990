/** One message to one private chat: one request, or a refusal that needed none. */
import type { Api } from 'grammy';
import { z } from 'zod';
import type {
  Attachment,
  CallOptions,
  ChannelAccount,
  OutboundMessage,
  SendOutcome,
} from '../channel.ts';
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
    const sent = Sent.safeParse(await call(apiOf(account, options), request, message));
    if (!sent.success) return lostAnswer('Telegram');
    const { message_id: id, date } = sent.data;
    return {
      ...{ kind: 'sent', platformMessageId: String(id), at: now() },
      ...(date !== undefined && { platformAt: date * 1000 }),
    };
  } catch (error) {
    return outcomeOfError(error, now());
  }
}

/** `date`: seconds since 1970 (Bot API, Message). */
const Sent = z.object({
  message_id: z.int(),
  date: z.int().positive().optional().catch(undefined),
});

type Request =
  | { method: 'text'; text: string }
  | { method: 'photo' | 'document'; file: string; caption: string };

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

function fileRequest({ kind, url, fileId }: Attachment, caption: string): Request | SendOutcome {
  const file = fileId ?? webAddress(url);
  if (file === undefined || !sendable.has(kind)) {
    return refused(
      'unsupported_attachment',
      'Telegram takes images, videos, audio and files that have an address. Send this as text.',
    );
  }
  if (caption.length > maxCaption) return tooLong(maxCaption, 'The text under an attachment');
  return { method: kind === 'image' ? 'photo' : 'document', file, caption };
}

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
