/** Answers that everybody sees: below a comment on our media, or where somebody else's post names us. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, OutboundMessage, SendOutcome } from '../channel.ts';
import { outcomeOfAnswer } from '../meta/answers.ts';
import { callGraph } from '../meta/graph.ts';
import { read } from '../meta/history.ts';
import { Time } from '../meta/time.ts';
import { notOffered, outcomeWithoutAnswer, refused, type Unsent } from '../outcome.ts';
import { goodOf, lenient } from '../schema.ts';
import { cleanText } from '../text.ts';
import { readHandle } from './handles.ts';
import { room, title } from './room.ts';

/** UTF-16 units. Meta documents none for comments: a caption's is taken. */
export const maxPublicText = 2200;

export async function sendInPublic(
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<SendOutcome> {
  const now = options.now ?? Date.now;
  const call = callOf(account, message);
  if ('kind' in call) return call;
  try {
    const answer = await callGraph(room, account, call, options);
    return outcomeOfAnswer(room, answer, now(), (sent) => Sent.safeParse(sent).data?.id);
  } catch (error) {
    return outcomeWithoutAnswer(title, error, now());
  }
}

const Sent = z.object({ id: z.string().min(1) });

type Call = Parameters<typeof callGraph>[2];

function callOf(
  { externalId }: ChannelAccount,
  { source, answers, content, attachments }: OutboundMessage,
): Call | Unsent {
  if (source !== 'comment' && source !== 'mention') return notOffered(title);
  if (!answers) {
    return refused('nothing_to_answer', 'There is no comment here that could be answered.');
  }
  const message = cleanText(content);
  if (attachments.length > 0) {
    return refused('unsupported_attachment', 'Comments on Instagram are text only.');
  }
  if (message.trim() === '') {
    return refused('rejected', 'The comment is empty. Write something first.');
  }
  if (message.length > maxPublicText) {
    return refused('too_long', 'The comment is too long for Instagram. Shorten it.');
  }
  const target = answers.platformMessageId;
  if (source === 'comment') {
    return { method: 'POST', path: [target, 'replies'], body: { message } };
  }
  const handle = readHandle(answers.about?.postId ?? '');
  const place =
    handle?.of === 'mention'
      ? { media_id: handle.mediaId, ...(handle.commentId && { comment_id: handle.commentId }) }
      : { media_id: target };
  return { method: 'POST', path: [externalId, 'mentions'], body: { ...place, message } };
}

const Replies = z.object({
  data: goodOf(
    z.object({
      id: z.string(),
      text: z.string().catch(''),
      from: lenient(z.object({ id: z.string() })),
      timestamp: Time,
    }),
  ),
});

/** Meta's clock and ours differ, and its times are whole seconds. */
const clockSlackMs = 5_000;

/**
 * The one reply of ours with this text below the comment, since it was submitted. What stands below others' media
 * cannot be read back.
 */
export async function reconcileInPublic(
  account: ChannelAccount,
  { source, answers, content, submittedAt }: OutboundMessage,
  options: CallOptions,
): Promise<{ platformMessageId: string; at: number } | undefined> {
  const text = cleanText(content).trim();
  if (source !== 'comment' || !answers || text === '') return undefined;
  // Instagram has one level of replies: an answer to a reply stands beside it.
  const below = answers.about?.parentId ?? answers.platformMessageId;
  const { data } = await read(room, account, Replies, options, {
    path: [below, 'replies'],
    query: { fields: 'id,text,timestamp,from', limit: '50' },
  });
  const [only, ...others] = data.filter(
    ({ from, text: said, timestamp }) =>
      from?.id === account.externalId &&
      cleanText(said).trim() === text &&
      timestamp >= submittedAt - clockSlackMs,
  );
  return only && others.length === 0
    ? { platformMessageId: only.id, at: only.timestamp }
    : undefined;
}
