import { queryOptions } from '@tanstack/react-query';
import type { CrmKindsJson } from '../../../../../api/schemas/crm.ts';
import { get } from '../../../lib/api.ts';
import { allOf } from '../../../lib/desk.ts';
import type { CrmConnection } from '../../../lib/types.ts';

export const connectionsQuery = queryOptions({
  queryKey: ['crm-connections'],
  queryFn: ({ signal }) => allOf<CrmConnection>('/crm-connections', signal),
});

export const kindsQuery = queryOptions({
  queryKey: ['crm-kinds'],
  queryFn: ({ signal }) => get<CrmKindsJson>('/crm-kinds', {}, signal),
  staleTime: 'static',
});

/** What they are called; the desk's own is named by its connection. */
export const kindNames: Record<CrmConnection['kind'], string> = {
  ...{ builtin: 'Careline', hubspot: 'HubSpot', salesforce: 'Salesforce', webhook: 'Webhook' },
};
