/** Who is here, and what they may do. */
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { ask, get, post } from '../lib/api.ts';
import type { Agent } from '../lib/types.ts';
import { queries } from './queries.ts';

export interface Session {
  agent: Agent;
  role: Agent['role'];
  /** Names of the permission table (api/permissions.ts). */
  permissions: string[];
  workspace: { name: string; demo: boolean; temporalUiUrl?: string };
  sessionId?: string;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => get<Session>('/session', {}, signal),
  staleTime: 60_000,
  retry: false,
});

export const useSession = (): Session => useSuspenseQuery(sessionQuery).data;

/** What the role may do: asked of the same table that the API refuses by. */
export function useMay(): (permission: string) => boolean {
  const { permissions } = useSession();
  return useCallback((permission) => permissions.includes(permission), [permissions]);
}

export async function signIn(email: string, password: string): Promise<void> {
  queries.setQueryData(['session'], await post<Session>('/session', { email, password }));
}

export async function enterDemo(role: 'agent' | 'supervisor' | 'admin'): Promise<void> {
  queries.setQueryData(['session'], await post<Session>('/session/demo', { role }));
}

export async function signOut(): Promise<void> {
  await ask('DELETE', '/session');
  queries.clear();
  location.assign('/sign-in');
}
