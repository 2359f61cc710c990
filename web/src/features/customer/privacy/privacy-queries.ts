import { queryOptions } from '@tanstack/react-query';
import { get, type Page } from '../../../lib/api.ts';
import type { DataExport, Erasure } from '../../../lib/types.ts';

export const erasuresKey = ['erasures'] as const;
export const exportsKey = ['exports'] as const;

export const erasuresQuery = (customerId: string) =>
  queryOptions({
    queryKey: [...erasuresKey, customerId],
    queryFn: ({ signal }) => get<Page<Erasure>>('/erasures', { customerId }, signal),
  });

export const exportsQuery = (customerId: string) =>
  queryOptions({
    queryKey: [...exportsKey, customerId],
    queryFn: ({ signal }) => get<Page<DataExport>>('/exports', { customerId }, signal),
  });
