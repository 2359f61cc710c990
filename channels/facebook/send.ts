/** One message to one customer: one request, or a refusal that needed none. */
import { z } from 'zod';
import type {
  Attachment,
  CallOptions,
  ChannelAccount,
  OutboundMessage,
  SendOutcome,
} from '../channel.ts';
import { outcomeWithoutAnswer, refused } from '../outcome.ts';
import { cleanText, webAddress } from '../text.ts';
import { outcomeOfAnswer } from '../meta/answers.ts';
import { callGraph } from '../meta/graph.ts';
import { room } from './room.ts';
import { sendInPublic } from './public.ts';

/** UTF-16 units; Meta's documented limit for `message.text`. */
export const maxText = 2000;
export const windowHours = 24;
export const humanAgentDays = 7;

export async function send(
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<SendOutcome> {
  if (message.source !== 'dm') return sendInPublic(account, message, options);
  const now = options.now ?? Date.now;
  const content = contentOf(message);
  if ('kind' in content) return content;
  const to = recipientOf(account, message, now());
  if ('kind' in to) return to;
  try {
    const body = { ...to, message: { ...content, metadata: message.id } };
    const path = [account.externalId, 'messages'];
    const answer = await callGraph(room, account, { method: 'POST', path, body }, options);
    return outcomeOfAnswer(room, answer, now(), (sent) => Sent.safeParse(sent).data?.message_id);
  } catch (error) {
    return outcomeWithoutAnswer('Facebook', error, now());
  }
}

const Sent = z.object({ message_id: z.string().min(1) });

/** The author of a comment is written to through the comment; the windows are not for that (docs: Private Replies). */
function recipientOf(account: ChannelAccount, message: OutboundMessage, now: number) {
  const { privateReplyTo } = message;
  if (privateReplyTo !== undefined) return { recipient: { comment_id: privateReplyTo } };
  const permit = permitOf(account, message, now);
  return 'kind' in permit ? permit : { recipient: { id: message.recipientExternalId }, ...permit };
}

type Content =
  { text: string } | { attachment: { type: string; payload: { url: string; is_reusable: true } } };

/** A request holds a text or one attachment, and one attempt is one request. */
function contentOf({ content, attachments }: OutboundMessage): Content | SendOutcome {
  const text = cleanText(content);
  const [attachment, ...more] = attachments;
  if (attachment && (text !== '' || more.length > 0)) {
    return refused(
      'unsupported_combination',
      'Messenger takes one attachment or text per message. Send them one after the other.',
    );
  }
  if (attachment) return attachmentOf(attachment);
  if (text.trim() === '')
    return refused('rejected', 'The message is empty. Write something first.');
  return text.length > maxText
    ? refused(
        'too_long',
        `The message is longer than Messenger’s ${String(maxText)} characters. Shorten it, or send it in parts.`,
      )
    : { text };
}

function attachmentOf({ kind, url }: Attachment): Content | SendOutcome {
  const type = types[kind];
  const address = webAddress(url);
  return type !== undefined && address !== undefined
    ? { attachment: { type, payload: { url: address, is_reusable: true } } }
    : refused(
        'unsupported_attachment',
        'Messenger takes images, videos, audio and files that have an address. Send this as text.',
      );
}

const types: Partial<Record<Attachment['kind'], string>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  file: 'file',
};

type Permit =
  { messaging_type: 'RESPONSE' } | { messaging_type: 'MESSAGE_TAG'; tag: 'HUMAN_AGENT' };

/** Which window the message falls into. When we don't know the customer's last message, Meta does. */
function permitOf(
  { humanAgentApproved }: ChannelAccount,
  { isHuman, lastInboundAt }: OutboundMessage,
  now: number,
): Permit | SendOutcome {
  const age = lastInboundAt === undefined ? 0 : now - lastInboundAt;
  if (age < windowHours * hourMs) return { messaging_type: 'RESPONSE' };
  if (age > humanAgentDays * 24 * hourMs) {
    return refused(
      'window_closed',
      'The customer last wrote more than 7 days ago; Facebook allows no reply until they write again.',
    );
  }
  if (isHuman && humanAgentApproved) return { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
  return refused(
    'window_closed',
    isHuman
      ? 'The customer last wrote more than 24 hours ago, and this Page is not approved for later replies (HUMAN_AGENT). Answer in the Page’s own inbox, or wait until they write.'
      : 'The customer last wrote more than 24 hours ago; after that only a person may reply. Write the reply yourself.',
  );
}

const hourMs = 60 * 60_000;
