/** Lists of conversations as they were read, page by page, and as the live stream changes them since. */
import { infiniteQueryOptions, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { get, type Page } from '../../lib/api.ts';
import { readAgain } from '../../lib/read-again.ts';
import type { Conversation } from '../../lib/types.ts';
import { compare, matches, queryOf, type Listing } from './filter.ts';

type Pages = InfiniteData<Page<Conversation>, string | undefined>;

const pageSize = 50;

export const listQuery = (listing: Listing) =>
  infiniteQueryOptions({
    queryKey: ['conversations', listing] as const,
    queryFn: ({ pageParam, signal }) =>
      get<Page<Conversation>>(
        '/conversations',
        {
          ...queryOf(listing),
          limit: pageSize,
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** Puts a conversation as it now is into every list that was read: in, out, or to its place. */
export function placeInLists(
  queries: QueryClient,
  conversation: Conversation,
  agentId: string,
): void {
  for (const query of queries.getQueryCache().findAll({ queryKey: ['conversations'] })) {
    const listing = query.queryKey[1] as Listing;
    const pages = query.state.data as Pages | undefined;
    if (!pages) continue;
    const belongs = matches(listing.filter, conversation, agentId);
    if (belongs === undefined && !holds(pages, conversation.id)) {
      readAgain(queries, query.queryKey);
      continue;
    }
    const next = placed(pages, conversation, belongs !== false, listing);
    if (next !== pages) queries.setQueryData(query.queryKey, next);
  }
}

export function dropFromLists(queries: QueryClient, conversationId: string): void {
  queries.setQueriesData<Pages>(
    { queryKey: ['conversations'] },
    (pages) => pages && without(pages, conversationId),
  );
}

const holds = (pages: Pages, id: string): boolean =>
  pages.pages.some(({ data }) => data.some((it) => it.id === id));

function without(pages: Pages, id: string): Pages {
  if (!holds(pages, id)) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page) => ({ ...page, data: page.data.filter((it) => it.id !== id) })),
  };
}

function placed(
  pages: Pages,
  conversation: Conversation,
  belongs: boolean,
  listing: Listing,
): Pages {
  if (!belongs) return without(pages, conversation.id);
  const rest = without(pages, conversation.id);
  const before = compare(listing);
  for (const [index, page] of rest.pages.entries()) {
    const at = page.data.findIndex((it) => before(conversation, it) < 0);
    const isEnd = index === rest.pages.length - 1 && page.nextCursor === null;
    if (at < 0 && !isEnd) continue;
    const data = [...page.data];
    data.splice(at < 0 ? data.length : at, 0, conversation);
    return { ...rest, pages: rest.pages.with(index, { ...page, data }) };
  }
  // It stands below what was read so far: the next page brings it.
  return rest;
}
