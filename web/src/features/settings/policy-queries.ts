import { queryOptions } from '@tanstack/react-query';
import type { SlaConfiguration } from '../../../../domain/sla.ts';
import { allOf } from '../../lib/desk.ts';

export interface Policy {
  id: string;
  name: string;
  config: SlaConfiguration;
  version: number;
}

export const policiesQuery = queryOptions({
  queryKey: ['sla-policies'],
  queryFn: ({ signal }) => allOf<Policy>('/sla-policies', signal),
});
