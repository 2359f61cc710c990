/** What was said: direct messages by conversation, posts by tree and author. */
import type { CallOptions, ChannelAccount, HistoryConversation, SaidEvent } from '../channel.ts';
import { keyOf } from '../keys.ts';
import { ChannelError } from '../outcome.ts';
import { isUsableId } from '../text.ts';
import { customerOf, saidIn } from './content.ts';
import { eventOfChat, eventOfPost, otherIn, ownPost } from './events.ts';
import { ChatMessage, Notification, PostRecord, type PostView } from './payloads.ts';
import { chatMessages, listConvos, listNotifications, ownRecords, postsOf } from './reading.ts';

/** A page is a hundred. */
const maxPages = 10;
const maxPosts = 100;

export async function fetchConversations(
  account: ChannelAccount,
  since: number | undefined,
  options: CallOptions,
): Promise<HistoryConversation[]> {
  const direct = await directConversations(account, since ?? 0, options);
  const trees = await treeConversations(account, since ?? 0, options);
  return [...direct, ...trees].sort((a, b) => b.updatedAt - a.updatedAt);
}

async function directConversations(
  account: ChannelAccount,
  since: number,
  options: CallOptions,
): Promise<HistoryConversation[]> {
  const found: HistoryConversation[] = [];
  let page: string | undefined;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const { convos, cursor } = await listConvosOrNone(account, page, options);
    let isThrough = false;
    for (const convo of convos) {
      const customer = otherIn(convo, account.externalId);
      const last = ChatMessage.safeParse(convo.lastMessage).data;
      const updatedAt = last?.sentAt;
      if (updatedAt !== undefined && updatedAt < since) isThrough = true;
      if (!customer || last === undefined || updatedAt === undefined || updatedAt < since) continue;
      const preview = saidIn(last, undefined, last.embed).content;
      found.push({
        externalId: convo.id,
        source: 'dm',
        threadKey: keyOf('dm', customer.did),
        customer: customerOf(customer),
        updatedAt,
        ...(preview !== '' && { preview }),
      });
    }
    if (isThrough || cursor === undefined || cursor === page) break;
    page = cursor;
  }
  return found;
}

/** An account whose app password has no chat still lists what is public. */
async function listConvosOrNone(
  account: ChannelAccount,
  page: string | undefined,
  options: CallOptions,
): ReturnType<typeof listConvos> {
  try {
    return await listConvos(account, page, options);
  } catch (error) {
    if (error instanceof ChannelError && error.code === 'no_permission') {
      return { convos: [], cursor: undefined };
    }
    throw error;
  }
}

interface Theirs {
  uri: string;
  at: number;
  post: PostRecord;
  event: SaidEvent;
}

async function treeConversations(
  account: ChannelAccount,
  since: number,
  options: CallOptions,
): Promise<HistoryConversation[]> {
  const theirs = await writtenTo(account, since, options);
  const [oldest] = theirs.toSorted((a, b) => a.at - b.at);
  if (!oldest) return [];
  const ours = await ownRecords(account, oldest.at, options);
  return [...Map.groupBy(theirs, ({ event }) => event.threadKey)].map(([threadKey, tree]) => {
    const uris = new Set(tree.map(({ uri }) => uri));
    const answers = ours.filter(({ post }) => uris.has(post.reply?.parent.uri ?? ''));
    const all = [...tree, ...answers].sort((a, b) => b.at - a.at);
    const [{ event }] = tree as [Theirs];
    const [newest] = all;
    const content = newest ? saidIn(newest.post, undefined, undefined).content : '';
    const { postId = '', postUrl } = event.about ?? {};
    return {
      externalId: all
        .slice(0, maxPosts)
        .map(({ uri }) => uri)
        .join(','),
      ...{ source: event.source, threadKey, customer: event.customer },
      updatedAt: newest?.at ?? 0,
      ...(content !== '' && { preview: content }),
      about: { postId, ...(postUrl !== undefined && { postUrl }) },
    };
  });
}

async function writtenTo(
  account: ChannelAccount,
  since: number,
  options: CallOptions,
): Promise<Theirs[]> {
  const found: Theirs[] = [];
  let page: string | undefined;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const { notifications, cursor } = await listNotifications(account, page, options);
    const items = notifications.flatMap((item) => Notification.safeParse(item).data ?? []);
    for (const { uri, author, record, indexedAt } of items) {
      const post = PostRecord.safeParse(record).data;
      if (!post || author.did === account.externalId || indexedAt < since) continue;
      const event = eventOfPost({ uri, author, post, indexedAt }, account.externalId);
      found.push({ uri, at: indexedAt, post, event });
    }
    const isThrough = items.some(({ indexedAt }) => indexedAt < since);
    if (isThrough || cursor === undefined || cursor === page) break;
    page = cursor;
  }
  return found;
}

export async function fetchMessages(
  account: ChannelAccount,
  conversation: HistoryConversation,
  cursor: string | undefined,
  options: CallOptions,
): Promise<{ messages: SaidEvent[]; nextCursor?: string }> {
  if (conversation.source !== 'dm') {
    const uris = conversation.externalId.split(',').slice(0, maxPosts);
    const posts = await postsOf(account, uris, options);
    return { messages: saidBy(posts, conversation, account) };
  }
  if (cursor !== undefined && !isUsableId(cursor)) {
    throw new ChannelError('rejected', 'not a cursor of Bluesky');
  }
  const { externalId: convoId, customer } = conversation;
  const { messages, next } = await chatMessages(account, convoId, cursor, options);
  const person = { did: customer.externalId };
  return {
    messages: messages.map((message) => ({
      ...eventOfChat(message, account.externalId, person),
      customer,
    })),
    ...(next !== undefined && { nextCursor: next }),
  };
}

function saidBy(
  posts: readonly PostView[],
  { threadKey, source, customer }: HistoryConversation,
  { externalId }: ChannelAccount,
): SaidEvent[] {
  return posts
    .flatMap((view): SaidEvent[] => {
      const post = PostRecord.safeParse(view.record).data;
      if (!post) return [];
      const seen = { ...view, post };
      return [
        view.author.did === externalId
          ? { ...ownPost(seen, externalId), threadKey, source, customer }
          : eventOfPost(seen, externalId),
      ];
    })
    .sort((a, b) => (b.platformAt ?? 0) - (a.platformAt ?? 0));
}
