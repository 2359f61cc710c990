/** The lists one works by: built in, saved for oneself, shared; and how many are in each. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { get } from '../../lib/api.ts';
import type { Filter, Listing, Sort } from './filter.ts';

export interface SavedView {
  id: string;
  name: string;
  colour: string;
  isShared: boolean;
  ownerId?: string;
  filter: Filter;
  sort: Sort;
  position: number;
  version: number;
}

export interface Views {
  builtIn: { id: string; filter: Filter; sort: Sort }[];
  saved: SavedView[];
}

export interface Counts {
  /** By view; 1,000 means "or more". */
  views: Record<string, number>;
  platforms: Record<string, number>;
  breached: number;
  atRisk: number;
  /** My replies for later. */
  scheduled: number;
}

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: ({ signal }) => get<Views>('/views', {}, signal),
});

export const countsQuery = queryOptions({
  queryKey: ['view-counts'],
  queryFn: ({ signal }) => get<Counts>('/views/counts', {}, signal),
  refetchInterval: 30_000,
});

export const builtInViews = ['mine', 'unassigned', 'team', 'all', 'mentions', 'snoozed'] as const;
export type BuiltInView = (typeof builtInViews)[number];
export const isBuiltIn = (id: string): id is BuiltInView => builtInViews.some((it) => it === id);

const allOpen: Listing = { filter: { status: ['open', 'pending', 'snoozed'] }, sort: 'updatedAt' };

/** The list behind a view's name in the address; one that is not there (any more) shows all. */
export function useListing(view: string): {
  listing: Listing;
  saved?: SavedView;
  isKnown: boolean;
} {
  const { data } = useQuery(viewsQuery);
  const builtIn = data?.builtIn.find(({ id }) => id === view);
  if (builtIn) return { listing: { filter: builtIn.filter, sort: builtIn.sort }, isKnown: true };
  const saved = data?.saved.find(({ id }) => id === view);
  if (saved) return { listing: { filter: saved.filter, sort: saved.sort }, saved, isKnown: true };
  return { listing: allOpen, isKnown: data === undefined };
}

export const useCounts = (): Counts | undefined => useQuery(countsQuery).data;
