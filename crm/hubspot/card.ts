import type { SimplePublicObjectWithAssociations } from '@hubspot/api-client/lib/codegen/crm/objects/index.js';
import type { Card, Crm, CrmField } from '../crm.ts';
import type { HubspotSession } from './client.ts';
import { isStatus } from './errors.ts';
import { linksOf } from './links.ts';
import type { HubspotSettings } from './settings.ts';
import { stagesOf } from './stages.ts';

const mostShown = 10;
const named = ['firstname', 'lastname', 'email', 'company', 'hubspot_owner_id'];

/** One read for the contact, one for each kind of record beside it. */
export function cardReader(
  session: HubspotSession,
  { tierProperty, fields }: HubspotSettings,
): Crm['readCard'] {
  const links = linksOf(session);
  const stages = stagesOf(session);
  const shown = [...new Set([tierProperty, ...fields])];

  return async (contactId) => {
    const contact = await session(({ crm }) =>
      crm.objects.basicApi
        .getById('contacts', contactId, [...named, ...shown], shown, [
          'companies',
          'deals',
          'tickets',
        ])
        .catch((error: unknown) => {
          if (isStatus(error, 404)) return undefined;
          throw error;
        }),
    );
    if (contact === undefined) return undefined;
    const read = (type: string, properties: string[]) =>
      readBeside(session, type, idsOf(contact, type), properties);
    const [companies, deals, tickets, owner, link] = await Promise.all([
      read('companies', ['name']),
      read('deals', ['dealname', 'dealstage', 'amount', 'deal_currency_code', 'hs_is_closed']),
      read('tickets', ['subject', 'hs_pipeline_stage', 'closed_date']),
      ownerOf(session, contact.properties['hubspot_owner_id']),
      links(),
    ]);
    const of = (name: string) => contact.properties[name] || undefined;
    const name = [of('firstname'), of('lastname')].filter((it) => it !== undefined).join(' ');
    const company = companies[0]?.properties['name'] || of('company');
    const tier = of(tierProperty);
    const openDeals = deals.filter((it) => it.properties['hs_is_closed'] !== 'true');
    const openTickets = tickets.filter((it) => !it.properties['closed_date']);
    return {
      externalId: contact.id,
      ...link('contacts', contact.id),
      ...(name !== '' && { name }),
      ...(company !== undefined && { company }),
      ...(tier !== undefined && { tier }),
      ...(owner && { owner }),
      deals: await Promise.all(
        openDeals.map(async ({ id, properties }) => {
          const stage = await stages('deals', properties['dealstage']);
          const amount = [properties['amount'], properties['deal_currency_code']]
            .filter(Boolean)
            .join(' ');
          return {
            ...{ externalId: id, title: properties['dealname'] ?? '' },
            ...(stage !== undefined && { stage }),
            ...(properties['amount'] && { amount }),
            ...link('deals', id),
          };
        }),
      ),
      cases: await Promise.all(
        openTickets.map(async ({ id, properties }) => {
          const status = await stages('tickets', properties['hs_pipeline_stage']);
          return {
            ...{ externalId: id, title: properties['subject'] ?? '' },
            ...(status !== undefined && { status }),
            ...link('tickets', id),
          };
        }),
      ),
      fields: fieldsOf(contact, shown),
      updatedAt: contact.updatedAt.getTime(),
    };
  };
}

type Contact = SimplePublicObjectWithAssociations;

/** The newest first; the same record is named twice where it has two labels. */
const idsOf = ({ associations }: Contact, type: string): string[] =>
  [...new Set((associations?.[type]?.results ?? []).map(({ id }) => id))]
    .toSorted((a, b) => Number(b) - Number(a))
    .slice(0, mostShown);

/** Nothing, where the scope for these is missing: a card without deals is better than none. */
async function readBeside(
  session: HubspotSession,
  type: string,
  ids: string[],
  properties: string[],
) {
  if (ids.length === 0) return [];
  const inputs = ids.map((id) => ({ id }));
  return session(({ crm }) =>
    crm.objects.batchApi
      .read(type, { inputs, properties, propertiesWithHistory: [] })
      .then(({ results }) => results)
      .catch((error: unknown) => {
        if (isStatus(error, 403)) return [];
        throw error;
      }),
  );
}

async function ownerOf(
  session: HubspotSession,
  id: string | null | undefined,
): Promise<Card['owner']> {
  if (!id) return undefined;
  const owner = await session(({ crm }) =>
    crm.owners.ownersApi.getById(Number(id), 'id').catch((error: unknown) => {
      // Whoever left is no owner any more, though the record still says so.
      if (isStatus(error, 404) || isStatus(error, 403)) return undefined;
      throw error;
    }),
  );
  const name = [owner?.firstName, owner?.lastName].filter(Boolean).join(' ');
  const email = owner?.email?.toLowerCase();
  return { externalId: id, ...(name !== '' && { name }), ...(email && { email }) };
}

/** HubSpot remembers when each property was written. */
function fieldsOf(contact: Contact, shown: readonly string[]): Record<string, CrmField> {
  const fields: Record<string, CrmField> = {};
  for (const name of shown) {
    const value = contact.properties[name];
    if (value === undefined || value === null || value === '') continue;
    const changedAt = contact.propertiesWithHistory?.[name]?.[0]?.timestamp.getTime();
    fields[name] = { value, ...(changedAt !== undefined && { changedAt }) };
  }
  return fields;
}
