import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  HeatMapJson,
  SummaryJson,
  VolumeJson,
  WallboardJson,
} from '../../../../api/schemas/report.ts';
import type { StuckJson } from '../../../../api/routes/stuck.ts';
import { get, type Page, type Query } from '../../lib/api.ts';
import type { Show, WallboardSearch } from './search.ts';
import { earlier, spanOf, type Span } from './spans.ts';

export type Board = WallboardJson;
export type Figures = SummaryJson['current'];
export type Volume = VolumeJson;
export type HeatMap = HeatMapJson;
type Scope = Pick<WallboardSearch, 'team' | 'platform'>;

const scopeOf = ({ team, platform }: Scope): Query => ({ teamId: team, platform });

/** Asked once a second while somebody looks, whatever happens: a screen on the wall has nobody to press a key. */
export const boardQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['wallboard', scope.team, scope.platform],
    queryFn: ({ signal }) => get<Board>('/wallboard', scopeOf(scope), signal),
    refetchInterval: 1_000,
    refetchOnWindowFocus: 'always',
    networkMode: 'always',
    retry: false,
    staleTime: 0,
    placeholderData: keepPreviousData,
  });

export const stuckQuery = queryOptions({
  queryKey: ['stuck'],
  queryFn: async ({ signal }) =>
    (await get<Page<StuckJson>>('/stuck-conversations', {}, signal)).data,
  refetchInterval: 10_000,
});

type ReportShow = Exclude<Show, 'now'>;

const fresh = {
  staleTime: 30_000,
  refetchInterval: 60_000,
  placeholderData: keepPreviousData,
} as const;

/** The span, and the same hours of the days before: a morning is not compared with an evening. */
export const figuresQuery = (show: ReportShow, scope: Scope) =>
  queryOptions({
    queryKey: ['report', 'summary', show, scope.team, scope.platform],
    queryFn: async ({ signal }) => {
      const now = spanOf(show, Date.now());
      const of = (span: Span) =>
        get<SummaryJson>('/reports/summary', { ...asked(span), ...scopeOf(scope) }, signal);
      const [current, previous] = await Promise.all([of(now), of(earlier(show, now))]);
      return { current: current.current, previous: previous.current };
    },
    ...fresh,
  });

export const volumeQuery = (show: ReportShow, scope: Scope) =>
  queryOptions({
    queryKey: ['report', 'volume', show, scope.team, scope.platform],
    queryFn: ({ signal }) =>
      get<Volume>(
        '/reports/volume',
        {
          ...asked(spanOf(show, Date.now())),
          ...scopeOf(scope),
          timezone: timezone(),
          by: show === 'today' ? 'hour' : 'day',
        },
        signal,
      ),
    ...fresh,
  });

export const heatMapQuery = (show: ReportShow, scope: Scope) =>
  queryOptions({
    queryKey: ['report', 'heat-map', show, scope.team, scope.platform],
    queryFn: ({ signal }) =>
      get<HeatMap>(
        '/reports/heat-map',
        { ...asked(spanOf(show, Date.now())), ...scopeOf(scope), timezone: timezone() },
        signal,
      ),
    ...fresh,
  });

/** What the file of a span is asked with. */
export const exportQuery = (show: ReportShow, scope: Scope, now: number): Query => ({
  ...asked(spanOf(show, now)),
  ...scopeOf(scope),
});

const asked = ({ from, to }: Span): Query => ({ from: from.toISOString(), to: to.toISOString() });
const timezone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
