/** Answers that everybody sees: below a comment, a visitor's post, a review. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, OutboundMessage, SendOutcome } from '../channel.ts';
import { outcomeOfAnswer, valueOf } from '../meta/answers.ts';
import { callGraph } from '../meta/graph.ts';
import { outcomeWithoutAnswer, refused, type Unsent } from '../outcome.ts';
import { goodOf } from '../schema.ts';
import { cleanText, webAddress } from '../text.ts';
import { Time } from '../meta/time.ts';
import { room } from './room.ts';

/** UTF-16 units. Meta documents none for comments: what its own apps take. */
export const maxPublicText = 8000;

export async function sendInPublic(
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<SendOutcome> {
  const now = options.now ?? Date.now;
  const target = message.answers?.platformMessageId;
  if (target === undefined) {
    return refused('nothing_to_answer', 'There is no comment here that could be answered.');
  }
  const body = bodyOf(message);
  if ('kind' in body) return body;
  try {
    const call = { method: 'POST' as const, path: [target, 'comments'], body };
    const answer = await callGraph(room, account, call, options);
    return outcomeOfAnswer(room, answer, now(), (sent) => Sent.safeParse(sent).data?.id);
  } catch (error) {
    return outcomeWithoutAnswer('Facebook', error, now());
  }
}

const Sent = z.object({ id: z.string().min(1) });

function bodyOf({
  content,
  attachments,
}: OutboundMessage): Unsent | { message?: string; attachment_url?: string } {
  const text = cleanText(content);
  const [attachment, ...more] = attachments;
  if (text.trim() === '' && !attachment) {
    return refused('rejected', 'The comment is empty. Write something first.');
  }
  if (text.length > maxPublicText) {
    return refused('too_long', 'The comment is too long for Facebook. Shorten it.');
  }
  if (!attachment) return { message: text };
  const url = webAddress(attachment.url);
  if (more.length > 0 || attachment.kind !== 'image' || url === undefined) {
    return refused(
      'unsupported_attachment',
      'A comment on Facebook takes one image with an address.',
    );
  }
  return { ...(text !== '' && { message: text }), attachment_url: url };
}

const Comments = z.object({
  data: goodOf(
    z.object({
      id: z.string(),
      message: z.string().catch(''),
      from: z.object({ id: z.string() }),
      created_time: Time,
    }),
  ),
});

/** Meta's clock and ours differ, and its times are whole seconds. */
const clockSlackMs = 5_000;

/** The one comment of the Page with this text below what it answers, since it was submitted. */
export async function reconcileInPublic(
  account: ChannelAccount,
  { answers, content, submittedAt }: OutboundMessage,
  options: CallOptions,
): Promise<{ platformMessageId: string; at: number } | undefined> {
  const text = cleanText(content).trim();
  if (!answers || text === '') return undefined;
  const query = {
    ...{ filter: 'stream', order: 'reverse_chronological', limit: '100' },
    fields: 'id,message,from,created_time',
  };
  const path = [answers.platformMessageId, 'comments'];
  const answer = await callGraph(room, account, { method: 'GET', path, query }, options);
  const { data } = valueOf(room, answer, Comments, options);
  const [only, ...others] = data.filter(
    ({ from, message, created_time: at }) =>
      from.id === account.externalId &&
      cleanText(message).trim() === text &&
      at >= submittedAt - clockSlackMs,
  );
  return only && others.length === 0
    ? { platformMessageId: only.id, at: only.created_time }
    : undefined;
}
