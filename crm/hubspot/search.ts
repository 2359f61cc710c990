import type { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/objects/index.js';
import type { PersonFacts } from '../crm.ts';
import { tracesOf } from '../traces.ts';
import type { HubspotSession } from './client.ts';
import { tracesProperty } from './objects.ts';
import type { HubspotRecord } from './objects.ts';

/** Of one request; groups are joined by "or". */
const mostGroups = 5;

interface Filter {
  propertyName: string;
  operator: string;
  value?: string;
  values?: string[];
}

/** The oldest contact for each handful of facts. */
export async function search(
  session: HubspotSession,
  person: PersonFacts,
  properties: string[],
): Promise<HubspotRecord[]> {
  const filters: Filter[] = [
    ...tracesOf(person).map((value) => ({
      ...{ propertyName: tracesProperty, operator: 'CONTAINS_TOKEN', value },
    })),
    ...(person.phones.length === 0 ? [] : ['phone', 'mobilephone']).map((propertyName) => ({
      ...{ propertyName, operator: 'IN', values: person.phones },
    })),
  ];
  const others: Filter[] = person.notContacts?.length
    ? [{ propertyName: 'hs_object_id', operator: 'NOT_IN', values: person.notContacts }]
    : [];
  const found: HubspotRecord[] = [];
  for (let at = 0; at < filters.length; at += mostGroups) {
    const filterGroups = filters.slice(at, at + mostGroups).map((filter) => ({
      filters: [filter, ...others].map((it) => ({
        ...it,
        operator: it.operator as FilterOperatorEnum,
      })),
    }));
    const { results } = await session(({ crm }) =>
      crm.objects.searchApi.doSearch('contacts', {
        ...{ filterGroups, properties, sorts: ['createdate'], limit: 1 },
      }),
    );
    found.push(...results);
  }
  return found;
}
