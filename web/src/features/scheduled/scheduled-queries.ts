/** Replies for later, the next first: mine, or where the role may everybody's. */
import { infiniteQueryOptions, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { get, type Page } from '../../lib/api.ts';
import type { Message, Scheduled } from '../../lib/types.ts';

export const scheduledKey = ['scheduled'] as const;
const pageSize = 50;

export const scheduledQuery = (isOfAll: boolean) =>
  infiniteQueryOptions({
    queryKey: [...scheduledKey, { isOfAll }] as const,
    queryFn: ({ pageParam, signal }) =>
      get<Page<Scheduled>>(
        '/scheduled',
        {
          limit: pageSize,
          ...(isOfAll ? {} : { mine: true }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** It waits no more. */
export function dropScheduled(queries: QueryClient, messageId: string): void {
  queries.setQueriesData<InfiniteData<Page<Scheduled>>>(
    { queryKey: scheduledKey },
    (pages) =>
      pages && {
        ...pages,
        pages: pages.pages.map((page) => ({
          ...page,
          data: page.data.filter(({ message }) => message.id !== messageId),
        })),
      },
  );
}

/** Written for later, whatever became of it. */
export const isForLater = ({ metadata }: Message): boolean => metadata['scheduled'] === true;
