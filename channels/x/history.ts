/** What was said: direct messages by conversation, posts by tree and author. */
import type { CallOptions, ChannelAccount, HistoryConversation, SaidEvent } from '../channel.ts';
import { keyOf } from '../keys.ts';
import { ChannelError } from '../outcome.ts';
import { customerOf, placeholderOf, saidIn } from './content.ts';
import { eventOfPost, ownPost, treeOf } from './events.ts';
import type { Includes, Post } from './posts.ts';
import { allPages, readDirects, readPosts, startTime, type Direct, type Page } from './reading.ts';

/** X allows 15 readings of direct messages in 15 minutes: so the newest 1,400 are listed, and one reading is left. */
const maxDirectPages = 14;
/** X gives the newest 800 mentions; of our own posts it is as many that are looked at. */
const maxPostPages = 8;
/** Of one tree, as many as one question may name. */
const maxPosts = 100;

export async function fetchConversations(
  account: ChannelAccount,
  since: number | undefined,
  options: CallOptions,
): Promise<HistoryConversation[]> {
  const direct = await directConversations(account, since ?? 0, options);
  const trees = await treeConversations(account, since, options);
  return [...direct, ...trees].sort((a, b) => b.updatedAt - a.updatedAt);
}

async function directConversations(
  account: ChannelAccount,
  since: number,
  options: CallOptions,
): Promise<HistoryConversation[]> {
  const isEnough = (items: Direct[]) => items.some(({ created_at: at }) => at < since);
  const pages = await allPages(
    (query) => readDirects(account, { path: ['dm_events'], query }, options),
    maxDirectPages,
    isEnough,
  );
  const found = new Map<string, HistoryConversation>();
  for (const { items, includes } of pages) {
    for (const it of items) {
      const { dm_conversation_id: id, created_at: updatedAt, text } = it;
      const customer = id === undefined ? undefined : otherIn(id, account.externalId);
      if (id === undefined || customer === undefined || updatedAt < since) continue;
      const known = found.get(id);
      if (known) {
        // Whoever wrote last need not be the customer: their name comes with their own messages.
        if (known.customer.name === undefined) known.customer = named(customer, includes);
        continue;
      }
      const preview = saidIn(text, it.entities?.urls, undefined).content;
      found.set(id, {
        externalId: id,
        source: 'dm',
        threadKey: keyOf('dm', customer),
        customer: named(customer, includes),
        updatedAt,
        ...(preview !== '' && { preview }),
      });
    }
  }
  return [...found.values()];
}

/** `<smaller id>-<larger id>` names two people; a group has a number of its own. */
function otherIn(conversation: string, account: string): string | undefined {
  const [one, two] = /^(\d+)-(\d+)$/.exec(conversation)?.slice(1) ?? [];
  if (one === two) return undefined;
  if (one === account) return two;
  return two === account ? one : undefined;
}

const named = (customer: string, { users }: Includes) =>
  customerOf(
    customer,
    users?.find(({ id }) => id === customer),
  );

/** Mentions and answers make the trees; what we answered in them comes from our own posts. */
async function treeConversations(
  account: ChannelAccount,
  since: number | undefined,
  options: CallOptions,
): Promise<HistoryConversation[]> {
  const posts = async (list: 'mentions' | 'tweets') => {
    const path = ['users', account.externalId, list];
    const start = since !== undefined && startTime(since);
    const pages = await allPages(
      (query) => readPosts(account, { path, query: { ...query, ...start } }, options),
      maxPostPages,
    );
    return pages.flatMap(({ items }) => items);
  };
  const theirs = (await posts('mentions')).filter(
    ({ authorId }) => authorId !== account.externalId,
  );
  if (theirs.length === 0) return [];
  const ours = (await posts('tweets')).filter(({ parentId }) => parentId !== undefined);
  return [...Map.groupBy(theirs, treeOf)].map(([threadKey, tree]) =>
    conversationOf(threadKey, tree, ours, account),
  );
}

function conversationOf(
  threadKey: string,
  theirs: Post[],
  ours: Post[],
  account: ChannelAccount,
): HistoryConversation {
  const answers = ours.filter((post) => theirs.some((it) => isAnswerTo(post, it)));
  const [newest, ...others] = [...theirs, ...answers].sort(newestFirst);
  const [first = newest] = theirs;
  if (!newest || !first) throw new Error('a tree has a post');
  const { source, customer, about } = eventOfPost(first, account.externalId);
  const { content } = newest.said;
  return {
    externalId: [newest, ...others]
      .slice(0, maxPosts)
      .map(({ id, edit }) => edit?.id ?? id)
      .join(','),
    source,
    threadKey,
    customer,
    updatedAt: newest.at ?? 0,
    ...(content !== '' && { preview: content }),
    ...(about && {
      about: { postId: about.postId, ...(about.postUrl && { postUrl: about.postUrl }) },
    }),
  };
}

const isAnswerTo = ({ rootId, repliesTo, parentId }: Post, theirs: Post): boolean =>
  parentId === theirs.id || (rootId === theirs.rootId && repliesTo === theirs.authorId);

const newestFirst = (a: Pick<Post, 'at'>, b: Pick<Post, 'at'>) => (b.at ?? 0) - (a.at ?? 0);

export async function fetchMessages(
  account: ChannelAccount,
  conversation: HistoryConversation,
  cursor: string | undefined,
  options: CallOptions,
): Promise<{ messages: SaidEvent[]; nextCursor?: string }> {
  if (conversation.source !== 'dm') {
    return { messages: await postsOf(account, conversation, options) };
  }
  if (cursor !== undefined && !/^[\w=-]{1,1000}$/.test(cursor)) {
    throw new ChannelError('rejected', 'not a cursor of X');
  }
  const path = ['dm_conversations', conversation.externalId, 'dm_events'];
  const token = cursor !== undefined && { pagination_token: cursor };
  const query = { max_results: '100', ...token };
  const page = await readDirects(account, { path, query }, options);
  return {
    messages: page.items.map((it) => directEvent(it, page, conversation, account)),
    ...(page.next !== undefined && { nextCursor: page.next }),
  };
}

function directEvent(
  { id, sender_id: sender, created_at: platformAt, text, entities, attachments }: Direct,
  { includes }: Page<Direct>,
  { threadKey, customer }: HistoryConversation,
  { externalId }: ChannelAccount,
): SaidEvent {
  const keys = attachments?.media_keys ?? [];
  const media = (includes.media ?? []).filter(({ media_key: key = '' }) => keys.includes(key));
  const said = saidIn(text, entities?.urls, media);
  const placeholder = placeholderOf(said);
  const base = {
    dedupeKey: keyOf(id),
    accountExternalId: externalId,
    threadKey,
    source: 'dm' as const,
    customer,
    platformAt,
    platformMessageId: id,
    ...said,
  };
  return sender === externalId
    ? { kind: 'echo', ...base }
    : { kind: 'message', ...base, ...(placeholder !== undefined && { placeholder }) };
}

/** All of a tree that was listed, in one question. */
async function postsOf(
  account: ChannelAccount,
  { externalId: ids, threadKey, source, customer }: HistoryConversation,
  options: CallOptions,
): Promise<SaidEvent[]> {
  const { items } = await readPosts(account, { path: ['tweets'], query: { ids } }, options);
  return items
    .sort(newestFirst)
    .map((post): SaidEvent =>
      post.authorId === account.externalId
        ? { ...ownPost(post, account.externalId), threadKey, source, customer }
        : eventOfPost(post, account.externalId),
    );
}
