/** The desk's own facts that many places show: agents, teams, accounts, platforms. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Capabilities } from '../../../channels/capabilities.ts';
import { get, type Page } from './api.ts';
import type { Account, Agent, PlatformName } from './types.ts';

export interface Team {
  id: string;
  name: string;
  routingStrategy: string;
  slaPolicyId?: string;
  relaxAfterSeconds: number;
}

export type Platform = Capabilities & { platform: PlatformName };

/** Lists that are small on every desk; whole, page by page. */
export async function allOf<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await get<Page<T>>(
      path,
      { limit: 100, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    );
    found.push(...page.data);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < 2_000);
  return found;
}

export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: ({ signal }) => allOf<Agent>('/agents', signal),
});
export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: ({ signal }) => allOf<Team>('/teams', signal),
});
export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: ({ signal }) => allOf<Account>('/accounts', signal),
});
export const platformsQuery = queryOptions({
  queryKey: ['platforms'],
  queryFn: async ({ signal }) => (await get<{ data: Platform[] }>('/platforms', {}, signal)).data,
  staleTime: Infinity,
});

const none: readonly never[] = [];

export const useAgents = (): readonly Agent[] => useQuery(agentsQuery).data ?? none;
/** Who can be given conversations: viewers only look. */
export const useAssignable = (): readonly Agent[] =>
  useAgents().filter(({ active, role }) => active && role !== 'viewer');
export const useTeams = (): readonly Team[] => useQuery(teamsQuery).data ?? none;
export const useAccounts = (): readonly Account[] => useQuery(accountsQuery).data ?? none;

/** Undefined where nobody is called by that id, or not yet. */
export const nameOf = (
  rows: readonly { id: string; name: string }[],
  id: string | undefined,
): string | undefined => rows.find((it) => it.id === id)?.name;

export function usePlatform(name: PlatformName): Platform | undefined {
  return useQuery(platformsQuery).data?.find(({ platform }) => platform === name);
}

export const titles: Record<PlatformName, string> = {
  facebook: 'Facebook',
  instagram: 'Instagram',
  x: 'X',
  linkedin: 'LinkedIn',
  bluesky: 'Bluesky',
  telegram: 'Telegram',
};
