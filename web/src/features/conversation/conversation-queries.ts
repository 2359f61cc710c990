/** One conversation: itself, its messages (the newest first), its timeline, the post it is about. */
import { queryOptions, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { get, type Page } from '../../lib/api.ts';
import { pagesQuery } from '../../lib/pages.ts';
import { readAgain } from '../../lib/read-again.ts';
import type { Conversation, Message, Post, TimelineEntry } from '../../lib/types.ts';
import { newestOf } from './newest.ts';

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', id] as const,
    queryFn: ({ signal }) => get<Conversation>(`/conversations/${id}`, {}, signal),
  });

const pageSize = 40;

export const messagesQuery = (id: string) =>
  pagesQuery<Message>(['messages', id], `/conversations/${id}/messages`, {
    order: 'desc',
    limit: pageSize,
  });

export const timelineQuery = (id: string) =>
  pagesQuery<TimelineEntry>(['timeline', id], `/conversations/${id}/timeline`, {
    order: 'desc',
    limit: 100,
  });

export const postQuery = (id: string) =>
  queryOptions({
    queryKey: ['post', id] as const,
    queryFn: ({ signal }) => get<Post>(`/conversations/${id}/post`, {}, signal),
    retry: false,
  });

type MessagePages = InfiniteData<Page<Message>, string | undefined>;
type TimelinePages = InfiniteData<Page<TimelineEntry>, string | undefined>;

/** @returns false where what is here is newer already */
export function putConversation(queries: QueryClient, conversation: Conversation): boolean {
  const key = conversationQuery(conversation.id).queryKey;
  const before = queries.getQueryData(key);
  if (before && before.version > conversation.version) return false;
  if (before?.version === conversation.version && groupOf(before) !== groupOf(conversation)) {
    // Another one was merged into it, or left it, between the two looks: which was the later one, a third tells.
    readAgain(queries, key);
    return false;
  }
  queries.setQueryData(key, conversation);
  return true;
}

const groupOf = ({ threads }: Conversation): string =>
  threads
    .map(({ threadId }) => threadId)
    .sort()
    .join();

/** What an answer that is given now was given to. */
export const newestOnScreen = (queries: QueryClient, id: string): string | undefined =>
  newestOf(
    queries.getQueryData<MessagePages>(messagesQuery(id).queryKey)?.pages.flatMap((it) => it.data),
  );

/** Messages that came or changed, each to its place by time. */
export function putMessages(
  queries: QueryClient,
  conversationId: string,
  messages: readonly Message[],
): void {
  queries.setQueryData<MessagePages>(messagesQuery(conversationId).queryKey, (pages) => {
    if (!pages) return pages;
    return messages.reduce(placeMessage, pages);
  });
}

function placeMessage(pages: MessagePages, message: Message): MessagePages {
  const rest = pages.pages.map((page) => ({
    ...page,
    data: page.data.filter(({ id }) => id !== message.id),
  }));
  const at = Date.parse(message.timestamp);
  for (const [index, page] of rest.entries()) {
    const place = page.data.findIndex(({ timestamp }) => Date.parse(timestamp) <= at);
    const isEnd = index === rest.length - 1 && page.nextCursor === null;
    if (place < 0 && !isEnd && page.data.length > 0) continue;
    if (place < 0 && page.nextCursor !== null && page.data.length > 0) continue;
    const data = [...page.data];
    data.splice(place < 0 ? data.length : place, 0, message);
    return { ...pages, pages: rest.with(index, { ...page, data }) };
  }
  return { ...pages, pages: rest };
}

export function dropMessages(
  queries: QueryClient,
  conversationId: string,
  ids: readonly string[],
): void {
  queries.setQueryData<MessagePages>(
    messagesQuery(conversationId).queryKey,
    (pages) =>
      pages && {
        ...pages,
        pages: pages.pages.map((page) => ({
          ...page,
          data: page.data.filter(({ id }) => !ids.includes(id)),
        })),
      },
  );
}

export function putTimeline(
  queries: QueryClient,
  conversationId: string,
  entries: readonly TimelineEntry[],
): void {
  queries.setQueryData<TimelinePages>(timelineQuery(conversationId).queryKey, (pages) => {
    const [first, ...rest] = pages?.pages ?? [];
    if (!pages || !first) return pages;
    const known = new Set(pages.pages.flatMap(({ data }) => data.map(({ version }) => version)));
    const fresh = entries.filter(({ version }) => !known.has(version));
    if (fresh.length === 0) return pages;
    const data = [...fresh, ...first.data].sort((a, b) => b.version - a.version);
    return { ...pages, pages: [{ ...first, data }, ...rest] };
  });
}
