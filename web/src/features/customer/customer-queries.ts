import { queryOptions } from '@tanstack/react-query';
import { get, type Page } from '../../lib/api.ts';
import { pagesQuery } from '../../lib/pages.ts';
import type { Conversation, Customer, IdentityCandidate } from '../../lib/types.ts';

/** Everything that is read of customers: what changes of one may show at others, whom they are linked with. */
export const customerKey = ['customer'] as const;

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: [...customerKey, id],
    queryFn: ({ signal }) => get<Customer>(`/customers/${id}`, {}, signal),
    staleTime: 30_000,
  });

/** On whichever identity of the person's. */
export const conversationsQuery = (id: string) => ({
  ...pagesQuery<Conversation>(
    [...customerKey, id, 'conversations'],
    `/customers/${id}/conversations`,
    { wholePerson: true, limit: 20 },
  ),
  staleTime: 30_000,
});

/** Who may be the same person. */
export const candidatesQuery = (id: string) =>
  queryOptions({
    queryKey: [...customerKey, id, 'candidates'],
    queryFn: ({ signal }) =>
      get<Page<IdentityCandidate>>(`/customers/${id}/candidates`, {}, signal),
    staleTime: 0,
  });

export const customersQuery = (asked: { q: string; platform?: string; limit?: number }) =>
  pagesQuery<Customer>(['customers', asked], '/customers', { limit: 50, ...asked });

export interface CustomerNote {
  id: string;
  content: string;
  authorId?: string;
  authorName?: string;
  createdAt: string;
}

export const notesQuery = (id: string) =>
  queryOptions({
    queryKey: [...customerKey, id, 'notes'],
    queryFn: ({ signal }) => get<Page<CustomerNote>>(`/customers/${id}/notes`, {}, signal),
    staleTime: 30_000,
  });

export interface CustomField {
  id: string;
  key: string;
  label: string;
  type: 'text' | 'number' | 'date' | 'choice' | 'flag';
  choices?: string[];
  position: number;
  version: number;
}

export const fieldsQuery = queryOptions({
  queryKey: ['customer-fields'],
  queryFn: ({ signal }) => get<Page<CustomField>>('/customer-fields', {}, signal),
});
