/** One message to one customer: a direct message or a reply under their post, in one request. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, OutboundMessage, SendOutcome } from '../channel.ts';
import { isAlone, type TextLimit } from '../capabilities.ts';
import { outcomeWithoutAnswer, refused, type Unsent } from '../outcome.ts';
import { cleanText } from '../text.ts';
import { fits } from '../text-length.ts';
import { outcomeOfAnswer } from './answers.ts';
import { callX, type Call } from './client.ts';
import { timeInId, urlOfPost } from './content.ts';
import { directFiles, postFiles } from './media.ts';

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
  const files = filesOf(message);
  if ('kind' in files) return files;
  const text = cleanText(message.content);
  if (text.trim() === '' && files.length === 0) {
    return refused('rejected', 'The message is empty. Write something first.');
  }
  return isDirect(message) ? direct(message, text, files) : reply(account, message, text, files);
}

/** What X calls the files that were brought to it. */
function filesOf(message: OutboundMessage): string[] | Unsent {
  const { attachments } = message;
  const limit = isDirect(message) ? directFiles : postFiles;
  const handles = attachments.flatMap(({ handle }) => handle ?? []);
  if (handles.length < attachments.length) {
    return refused(
      'unsupported_attachment',
      'X takes pictures and films that are uploaded, no addresses. Send a link to the file as text.',
    );
  }
  const isTooMany = handles.length > limit.max;
  if (isTooMany || (handles.length > 1 && attachments.some((it) => isAlone(limit, it)))) {
    return refused(
      'unsupported_combination',
      'X takes one file in a direct message, and up to four pictures or one film in a post. Send the others one after the other.',
    );
  }
  return handles;
}

/** A public post's author can also be answered by direct message. */
export const isDirect = ({ source, privateReplyTo }: OutboundMessage): boolean =>
  source === 'dm' || privateReplyTo !== undefined;

function direct(
  { recipientExternalId: to }: OutboundMessage,
  text: string,
  files: readonly string[],
): Request | Unsent {
  if (!fits(directLimit, text)) return tooLong(directLimit.max);
  const path = ['dm_conversations', 'with', to, 'messages'];
  return {
    call: {
      ...{ method: 'POST', path },
      body: {
        ...(text.trim() !== '' && { text }),
        ...(files.length > 0 && { attachments: files.map((media_id) => ({ media_id })) }),
      },
    },
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
  files: readonly string[],
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
  const body = {
    ...(text.trim() !== '' && { text }),
    reply: { in_reply_to_tweet_id: answers.platformMessageId },
    ...(files.length > 0 && { media: { media_ids: files } }),
  };
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
