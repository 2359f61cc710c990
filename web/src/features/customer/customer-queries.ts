import { queryOptions } from '@tanstack/react-query';
import { get, type Page } from '../../lib/api.ts';
import type { Conversation, Customer } from '../../lib/types.ts';

export type CustomerCard = Customer;

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => get<CustomerCard>(`/customers/${id}`, {}, signal),
    staleTime: 30_000,
  });

export const earlierQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer-conversations', id],
    queryFn: ({ signal }) =>
      get<Page<Conversation>>(`/customers/${id}/conversations`, { limit: 20 }, signal),
    staleTime: 30_000,
  });

export interface CustomerNote {
  id: string;
  content: string;
  authorId?: string;
  authorName?: string;
  createdAt: string;
}

export const notesQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer-notes', id],
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
