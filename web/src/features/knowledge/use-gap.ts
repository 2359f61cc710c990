import { usePages } from '../../lib/pages.ts';
import type { KnowledgeGap } from '../../lib/types.ts';
import { gapsQuery } from './knowledge-queries.ts';

/** One of those that are listed, whichever way it stands. */
export function useGap(id: string | undefined): {
  data: KnowledgeGap | undefined;
  isPending: boolean;
} {
  const all = [
    usePages({ ...gapsQuery('open'), enabled: id !== undefined }),
    usePages({ ...gapsQuery('dismissed'), enabled: id !== undefined }),
    usePages({ ...gapsQuery('answered'), enabled: id !== undefined }),
  ];
  const data = all.flatMap(({ rows = [] }) => rows).find((gap) => gap.id === id);
  return { data, isPending: data === undefined && all.some(({ list }) => list.isPending) };
}
