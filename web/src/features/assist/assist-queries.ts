import { queryOptions } from '@tanstack/react-query';
import { get } from '../../lib/api.ts';
import type { Assist } from '../../lib/types.ts';

export const assistQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ['assist', conversationId],
    queryFn: ({ signal }) => get<Assist>(`/conversations/${conversationId}/assist`, {}, signal),
  });
