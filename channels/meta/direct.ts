/** One direct message to one customer: one request, or a refusal that needed none. */
import { z } from 'zod';
import type { TextLimit } from '../capabilities.ts';
import type {
  Attachment,
  CallOptions,
  ChannelAccount,
  OutboundMessage,
  SendOutcome,
} from '../channel.ts';
import { outcomeWithoutAnswer, refused } from '../outcome.ts';
import { lengthIn } from '../text-length.ts';
import { cleanText, webAddress } from '../text.ts';
import { outcomeOfAnswer, valueOf } from './answers.ts';
import { callGraph, type Room } from './graph.ts';

export const windowHours = 24;
export const humanAgentDays = 7;
/** A comment is answered in private within so many. */
export const privateReplyDays = 7;

export interface Direct {
  room: Room;
  /** Whose messages they are to the graph. */
  ownerOf: (account: ChannelAccount) => string;
  limit: TextLimit;
  /** By our word for a kind of file; absent: it cannot be sent. */
  types: Partial<Record<Attachment['kind'], string>>;
  /** Besides a file's address. */
  payload?: Record<string, unknown>;
  /** What goes along within the window. */
  ordinary?: Permit;
  /** How agents are told: where messages go, their limit, what kinds of files, whose they are, where to answer by hand. */
  words: { product: string; limit: string; kinds: string; own: string; inbox: string };
}

export async function sendDirect(
  direct: Direct,
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<SendOutcome> {
  const { room } = direct;
  const now = options.now ?? Date.now;
  const content = contentOf(direct, message);
  if ('kind' in content) return content;
  const to = recipientOf(direct, account, message, now());
  if ('kind' in to) return to;
  try {
    const body = { ...to, message: { ...content, metadata: message.id } };
    const path = [direct.ownerOf(account), 'messages'];
    const answer = await callGraph(room, account, { method: 'POST', path, body }, options);
    return outcomeOfAnswer(room, answer, now(), (sent) => Sent.safeParse(sent).data?.message_id);
  } catch (error) {
    return outcomeWithoutAnswer(room.title, error, now());
  }
}

const Sent = z.object({ message_id: z.string().min(1) });

/** The author of a comment is written to through the comment; the windows are not for that (docs: Private Replies). */
function recipientOf(
  direct: Direct,
  account: ChannelAccount,
  message: OutboundMessage,
  now: number,
) {
  const { privateReplyTo } = message;
  if (privateReplyTo !== undefined) return { recipient: { comment_id: privateReplyTo } };
  const permit = permitOf(direct, account, message, now);
  return 'kind' in permit ? permit : { recipient: { id: message.recipientExternalId }, ...permit };
}

type Content =
  | { text: string }
  | { attachment: { type: string; payload: { url: string; [key: string]: unknown } } };

/** A request holds a text or one attachment, and one attempt is one request. */
function contentOf(
  direct: Direct,
  { content, attachments }: OutboundMessage,
): Content | SendOutcome {
  const { limit, words } = direct;
  const text = cleanText(content);
  const [attachment, ...more] = attachments;
  if (attachment && (text !== '' || more.length > 0)) {
    return refused(
      'unsupported_combination',
      `${words.product} takes one attachment or text per message. Send them one after the other.`,
    );
  }
  if (attachment) return attachmentOf(direct, attachment);
  if (text.trim() === '')
    return refused('rejected', 'The message is empty. Write something first.');
  return lengthIn(limit.unit, text) > limit.max
    ? refused(
        'too_long',
        `The message is longer than ${words.product}’s ${words.limit}. Shorten it, or send it in parts.`,
      )
    : { text };
}

function attachmentOf(
  { types, payload, words }: Direct,
  { kind, url }: Attachment,
): Content | SendOutcome {
  const type = types[kind];
  const address = webAddress(url);
  return type !== undefined && address !== undefined
    ? { attachment: { type, payload: { url: address, ...payload } } }
    : refused(
        'unsupported_attachment',
        `${words.product} takes ${words.kinds} that have an address. Send this as text.`,
      );
}

interface Permit {
  messaging_type?: string;
  tag?: string;
}

/** Which window the message falls into. When we don't know the customer's last message, Meta does. */
function permitOf(
  { room, ordinary = {}, words }: Direct,
  { humanAgentApproved }: ChannelAccount,
  { isHuman, lastInboundAt }: OutboundMessage,
  now: number,
): Permit | SendOutcome {
  const age = lastInboundAt === undefined ? 0 : now - lastInboundAt;
  if (age < windowHours * hourMs) return ordinary;
  if (age > humanAgentDays * 24 * hourMs) {
    return refused(
      'window_closed',
      `The customer last wrote more than 7 days ago; ${room.title} allows no reply until they write again.`,
    );
  }
  if (isHuman && humanAgentApproved) return { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
  return refused(
    'window_closed',
    isHuman
      ? `The customer last wrote more than 24 hours ago, and ${words.own} is not approved for later replies (HUMAN_AGENT). Answer in ${words.inbox}, or wait until they write.`
      : 'The customer last wrote more than 24 hours ago; after that only a person may reply. Write the reply yourself.',
  );
}

const hourMs = 60 * 60_000;

/** `mark_seen`, `typing_on`, `typing_off`: a request of its own each. @throws ChannelError, NoAnswer */
export async function sendAction(
  { room, ownerOf }: Pick<Direct, 'room' | 'ownerOf'>,
  account: ChannelAccount,
  customerExternalId: string,
  action: 'mark_seen' | 'typing_on' | 'typing_off',
  options: CallOptions,
): Promise<void> {
  const body = { recipient: { id: customerExternalId }, sender_action: action };
  const path = [ownerOf(account), 'messages'];
  const answer = await callGraph(room, account, { method: 'POST', path, body }, options);
  valueOf(room, answer, z.object({}), options);
}
