/** What was said, read back: conversations from the notifications of 60 days, their words from the comments. */
import type { CallOptions, ChannelAccount, HistoryConversation, SaidEvent } from '../channel.ts';
import { keyOf } from '../keys.ts';
import { ChannelError } from '../outcome.ts';
import { readAllComments, readComments, type Comment } from './comments.ts';
import { aboutOf, outcomeOf } from './events.ts';
import { notified } from './notified.ts';
import { bareId, organizationUrn } from './urns.ts';

type Message = Extract<SaidEvent, { kind: 'message' }>;

/** Newest activity first, back to `since`. */
export async function fetchConversations(
  account: ChannelAccount,
  since: number | undefined,
  options: CallOptions,
): Promise<HistoryConversation[]> {
  const byThread = new Map<string, HistoryConversation>();
  for (const message of await readNotified(account, since, options)) {
    const { about, threadKey, source, customer, content: preview, platformAt = 0 } = message;
    const known = byThread.get(threadKey);
    if (!about || (known && known.updatedAt >= platformAt)) continue;
    const externalId = `${about.postId} ${customer.externalId}`;
    byThread.set(threadKey, {
      ...{ externalId, source, threadKey, customer, updatedAt: platformAt },
      ...(preview !== '' && { preview }),
      about: aboutOf(about.postId, undefined),
    });
  }
  return [...byThread.values()].sort((one, other) => other.updatedAt - one.updatedAt);
}

/**
 * A page of the post's comments and the answers to them: the customer's, and ours to the customer's. Newest first within
 * a page; LinkedIn has no order that it promises. What mentions us elsewhere comes from the notifications, since not
 * every comment there is for us.
 */
export async function fetchMessages(
  account: ChannelAccount,
  conversation: HistoryConversation,
  cursor: string | undefined,
  options: CallOptions,
): Promise<{ messages: SaidEvent[]; nextCursor?: string }> {
  if (cursor !== undefined && !/^\d{1,6}$/.test(cursor)) {
    throw new ChannelError('rejected', 'not a cursor of LinkedIn');
  }
  const [postId = '', author = ''] = conversation.externalId.split(' ');
  const us = organizationUrn(account.externalId);
  const isMention = conversation.source === 'mention';
  const messages: SaidEvent[] =
    isMention && cursor === undefined
      ? await readMentions(account, conversation.threadKey, options)
      : [];
  const page = { start: Number(cursor ?? 0), count: commentsPerPage };
  const { comments, next } = await readComments(account, postId, page, options).catch(
    nothingIf((code) => code === 'not_found' || (isMention && code === 'no_permission')),
  );
  for (const comment of comments) {
    const answers = comment.hasAnswers
      ? ((await readAllComments(account, comment.urn, options)) ?? [])
      : [];
    for (const one of [comment, ...answers]) {
      const isTheirs = one.actor === author && !isMention;
      // Under a post of the customer's own that names us, ours stand alone.
      const isOurs = one.actor === us && (one === comment ? isMention : comment.actor === author);
      if (!isTheirs && !isOurs) continue;
      const parentId = one === comment ? undefined : comment.urn;
      messages.push(eventOf(account, conversation, one, isOurs, aboutOf(postId, parentId)));
    }
  }
  messages.sort((one, other) => (other.platformAt ?? 0) - (one.platformAt ?? 0));
  return { messages, ...(next !== undefined && { nextCursor: String(next) }) };
}

/** A post may be gone, and other people's need not be ours to read. */
const nothingIf =
  (isThat: (code: string) => boolean) =>
  (error: unknown): { comments: Comment[]; next?: number } => {
    if (error instanceof ChannelError && isThat(error.code)) return { comments: [] };
    throw error;
  };

/** With the keys by which the webhook tells the same comment. */
function eventOf(
  account: ChannelAccount,
  { threadKey, source, customer }: HistoryConversation,
  { urn, at, said }: Comment,
  isOurs: boolean,
  about: ReturnType<typeof aboutOf>,
): SaidEvent {
  const { placeholder, ...shown } = said;
  const same = {
    dedupeKey: keyOf(urn),
    accountExternalId: bareId(account.externalId),
    ...{ threadKey, source, customer, about },
    platformAt: at,
    platformMessageId: urn,
    ...shown,
  };
  return isOurs
    ? { kind: 'echo', ...same }
    : { kind: 'message', ...same, ...(placeholder !== undefined && { placeholder }) };
}

const readMentions = async (account: ChannelAccount, threadKey: string, options: CallOptions) =>
  (await readNotified(account, undefined, options)).filter((it) => it.threadKey === threadKey);

/** What customers wrote, as LinkedIn notified of it. */
async function readNotified(
  account: ChannelAccount,
  since: number | undefined,
  options: CallOptions,
): Promise<Message[]> {
  const found: Message[] = [];
  for await (const page of notified(account, since, options)) {
    for (const element of page) {
      const outcome = outcomeOf(element);
      if ('event' in outcome && outcome.event.kind === 'message') found.push(outcome.event);
    }
  }
  return found;
}

const commentsPerPage = 10;
