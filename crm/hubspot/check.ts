import type { PropertyCreate } from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import { CrmError } from '../crm.ts';
import type { Crm } from '../crm.ts';
import type { HubspotSession } from './client.ts';
import { isStatus } from './errors.ts';
import { keyProperty, ourTypes, tracesProperty } from './objects.ts';
import type { HubspotSettings } from './settings.ts';

const groups = {
  contacts: 'contactinformation',
  notes: 'engagementinfo',
  tickets: 'ticketinformation',
};

/** Makes our own properties where they are missing; those of others it only asks for. */
export const check =
  (session: HubspotSession, { tierProperty, fields }: HubspotSettings): Crm['check'] =>
  async () => {
    try {
      const needed = [
        ...ourTypes.map((type) => ({ type, name: keyProperty, isUnique: true })),
        { type: 'contacts', name: tracesProperty, isUnique: false } as const,
      ];
      for (const { type, name, isUnique } of needed) {
        const property =
          (await read(session, type, name)) ?? (await make(session, type, name, isUnique));
        if (property === undefined)
          return `the property ${name} is missing on ${type}, and may not be made by this app`;
        if (isUnique && property.hasUniqueValue !== true) {
          return `the property ${name} of ${type} must require unique values`;
        }
      }
      for (const name of [tierProperty, ...fields]) {
        if (!(await read(session, 'contacts', name)))
          return `the property ${name} is missing on contacts`;
      }
      return await missingReads(session);
    } catch (error) {
      // An outage says nothing about the settings.
      if (!(error instanceof CrmError) || error.kind === 'retry') throw error;
      return error.message;
    }
  };

const read = (session: HubspotSession, type: string, name: string) =>
  session(({ crm }) =>
    crm.properties.coreApi.getByName(type, name).catch((error: unknown) => {
      if (isStatus(error, 404)) return undefined;
      throw error;
    }),
  );

const make = (
  session: HubspotSession,
  type: (typeof ourTypes)[number],
  name: string,
  hasUniqueValue: boolean,
) =>
  session(({ crm }) =>
    crm.properties.coreApi
      .create(type, {
        ...{ name, label: name === keyProperty ? 'Careline key' : 'Careline traces' },
        ...{ groupName: groups[type], hasUniqueValue, formField: false },
        type: 'string' as PropertyCreate['type'],
        fieldType: 'text' as PropertyCreate['fieldType'],
        description: 'Written by Careline to find the same record again. Please leave it as it is.',
      })
      .catch((error: unknown) => {
        if (isStatus(error, 403)) return undefined;
        throw error;
      }),
  );

/** What a card reads; a scope that is missing is named. */
async function missingReads(session: HubspotSession): Promise<undefined> {
  for (const type of ['contacts', 'tickets', 'deals', 'companies']) {
    await session(({ crm }) => crm.objects.basicApi.getPage(type, 1));
  }
  await session(({ crm }) => crm.owners.ownersApi.getPage(undefined, undefined, 1));
  return undefined;
}
