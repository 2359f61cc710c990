/** One message to one customer: a direct message or a reply under their post, in one request. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, OutboundMessage, SendOutcome } from '../channel.ts';
import type { TextLimit } from '../capabilities.ts';
import { outcomeWithoutAnswer, refused, type Unsent } from '../outcome.ts';
import { cleanText } from '../text.ts';
import { fits } from '../text-length.ts';
import { outcomeOfAnswer } from './answers.ts';
import { callX, type Call } from './client.ts';
import { timeInId, urlOfPost } from './content.ts';

/** X's documentation of v2 names no limit for direct messages; v1.1's was this, in characters. */
export const directLimit: TextLimit = { max: 10_000, unit: 'utf16' };
/** Counted as twitter-text does (docs.x.com, counting characters). */
export const postLimit: TextLimit = { max: 280, unit: 'weighted' };
const longestPost = 25_000;

export async function send(
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<SendOutcome> {
  const now = options.now ?? Date.now;
  const request = requestOf(account, message);
  if ('kind' in request) return request;
  try {
    const answer = await callX(account, request.call, options);
    return outcomeOfAnswer(answer, now(), request.sentIn);
  } catch (error) {
    return outcomeWithoutAnswer('X', error, now());
  }
}

interface Request {
  call: Call;
  sentIn: (body: unknown) => { id: string; platformAt?: number; url?: string } | undefined;
}

function requestOf(account: ChannelAccount, message: OutboundMessage): Request | Unsent {
  if (message.attachments.length > 0) {
    return refused(
      'unsupported_attachment',
      'The desk cannot send files on X yet. Send a link to the file as text, or answer on X itself.',
    );
  }
  const text = cleanText(message.content);
  if (text.trim() === '') {
    return refused('rejected', 'The message is empty. Write something first.');
  }
  return isDirect(message) ? direct(message, text) : reply(account, message, text);
}

/** A public post's author can also be answered by direct message. */
export const isDirect = ({ source, privateReplyTo }: OutboundMessage): boolean =>
  source === 'dm' || privateReplyTo !== undefined;

function direct({ recipientExternalId: to }: OutboundMessage, text: string): Request | Unsent {
  if (!fits(directLimit, text)) return tooLong(directLimit.max);
  const path = ['dm_conversations', 'with', to, 'messages'];
  return {
    call: { method: 'POST', path, body: { text } },
    sentIn: (body) => {
      const id = SentDirect.safeParse(body).data?.data.dm_event_id;
      return id === undefined ? undefined : { id, ...timeOf(id) };
    },
  };
}

function reply(
  account: ChannelAccount,
  { source, answers }: OutboundMessage,
  text: string,
): Request | Unsent {
  if (source === 'review') return refused('rejected', 'X has no reviews to answer.');
  if (answers === undefined) {
    return refused(
      'nothing_to_answer',
      'There is no post of this customer left to answer. Write a direct message instead.',
    );
  }
  const limit = { ...postLimit, max: maxPostOf(account) };
  if (!fits(limit, text)) return tooLong(limit.max);
  const body = { text, reply: { in_reply_to_tweet_id: answers.platformMessageId } };
  return {
    call: { method: 'POST', path: ['tweets'], body },
    sentIn: (said) => {
      const id = SentPost.safeParse(said).data?.data.id;
      return id === undefined ? undefined : { id, ...timeOf(id), url: urlOfPost(id) };
    },
  };
}

const SentDirect = z.object({ data: z.object({ dm_event_id: z.string().min(1) }) });
const SentPost = z.object({ data: z.object({ id: z.string().min(1) }) });

function timeOf(id: string): { platformAt?: number } {
  const platformAt = timeInId(id);
  return platformAt === undefined ? {} : { platformAt };
}

/** Accounts with Premium may post more: an administrator says so. */
function maxPostOf({ credentials }: ChannelAccount): number {
  const set = Number(credentials.maxPostLength);
  return Number.isInteger(set) && set > postLimit.max ? Math.min(set, longestPost) : postLimit.max;
}

const tooLong = (max: number): Unsent =>
  refused(
    'too_long',
    `The message is longer than the ${String(max)} characters that X takes. Shorten it, or send it in parts.`,
  );
