/** Lists that the API gives page by page. */
import {
  infiniteQueryOptions,
  useInfiniteQuery,
  type InfiniteData,
  type QueryKey,
  type UseInfiniteQueryOptions,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { get, type Page, type Query } from './api.ts';

type Pages<T> = InfiniteData<Page<T>>;

/** How such a list is read. */
export const pagesQuery = <T>(queryKey: QueryKey, path: string, query: Query) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      get<Page<T>>(
        path,
        { ...query, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** Such a list, with all that was read of it so far in one: undefined before the first page. */
export function usePages<T, K extends QueryKey>(
  options: UseInfiniteQueryOptions<Page<T>, Error, Pages<T>, K, string | undefined>,
): { list: UseInfiniteQueryResult<Pages<T>>; rows: T[] | undefined } {
  const list = useInfiniteQuery(options);
  const { data } = list;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data), [data]);
  return { list, rows };
}
