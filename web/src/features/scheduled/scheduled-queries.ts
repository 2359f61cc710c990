/** Replies for later, the next first: mine, or where the role may everybody's. */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Page } from '../../lib/api.ts';
import { pagesQuery } from '../../lib/pages.ts';
import type { Message, Scheduled } from '../../lib/types.ts';

export const scheduledKey = ['scheduled'] as const;

export const scheduledQuery = (isOfAll: boolean) =>
  pagesQuery<Scheduled>([...scheduledKey, { isOfAll }], '/scheduled', {
    limit: 50,
    ...(isOfAll ? {} : { mine: true }),
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
