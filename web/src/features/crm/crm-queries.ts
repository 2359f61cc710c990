import { queryOptions } from '@tanstack/react-query';
import { get } from '../../lib/api.ts';
import type { Crm } from '../../lib/types.ts';

export const crmQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ['crm', conversationId],
    queryFn: ({ signal }) => get<Crm>(`/conversations/${conversationId}/crm`, {}, signal),
  });
