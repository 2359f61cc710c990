import { queryOptions, useQuery } from '@tanstack/react-query';
import { get, type Page } from '../../lib/api.ts';

export interface CannedReply {
  id: string;
  shortcut: string;
  title: string;
  content: string;
  language?: string;
  teamId?: string;
  version: number;
}

export const cannedQuery = queryOptions({
  queryKey: ['canned-replies'],
  queryFn: ({ signal }) => get<Page<CannedReply>>('/canned-replies', { limit: 100 }, signal),
});

/** Those whose shortcut or words begin with what was typed after the `/`, the customer's language first. */
export function useCanned(words: string | undefined, language: string | undefined): CannedReply[] {
  const { data } = useQuery({ ...cannedQuery, enabled: words !== undefined });
  if (words === undefined) return [];
  const wanted = words.toLowerCase();
  return (data?.data ?? [])
    .filter(
      ({ shortcut, title }) =>
        shortcut.toLowerCase().startsWith(wanted) || title.toLowerCase().includes(wanted),
    )
    .sort((a, b) => Number(b.language === language) - Number(a.language === language))
    .slice(0, 8);
}
