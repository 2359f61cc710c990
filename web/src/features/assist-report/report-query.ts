import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from '../../lib/api.ts';
import type { AssistReport } from '../../lib/types.ts';
import { spanOf } from '../wallboard/spans.ts';
import type { SpanName } from './search.ts';

export const assistReportQuery = (span: SpanName) =>
  queryOptions({
    queryKey: ['report', 'assist', span],
    queryFn: ({ signal }) => {
      const { from, to } = spanOf(span, Date.now());
      const asked = { from: from.toISOString(), to: to.toISOString() };
      return get<AssistReport>('/reports/assist', asked, signal);
    },
    staleTime: 30_000,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
