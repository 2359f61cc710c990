import { queryOptions, type QueryKey } from '@tanstack/react-query';
import { get } from '../../../lib/api.ts';
import { accountsQuery, allOf } from '../../../lib/desk.ts';
import type { AccountCheckJson } from '../../../../../api/schemas/account-check.ts';
import type { BackfillJson } from '../../../../../api/schemas/backfill.ts';

export type AccountCheck = AccountCheckJson;
export type Backfill = BackfillJson;

/** What a change of an account changes on this page. */
export const accountKeys: QueryKey[] = [accountsQuery.queryKey];

const isUnderWay = ({ status }: Backfill) => status === 'queued' || status === 'running';

export const backfillsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['backfills', accountId],
    queryFn: async ({ signal }) =>
      (await allOf<Backfill>(`/accounts/${accountId}/backfills`, signal)).reverse(),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? 2_000 : false),
  });

/** Where platforms send to. */
export const webhookQuery = queryOptions({
  queryKey: ['settings', 'webhook'],
  queryFn: async ({ signal }) =>
    (await get<{ webhookEndpoint: string }>('/settings', {}, signal)).webhookEndpoint,
});

export const webhookAddress = (
  endpoint: string,
  { platform, externalId }: { platform: string; externalId: string },
): string => `${endpoint}/${platform}?account=${encodeURIComponent(externalId)}`;
