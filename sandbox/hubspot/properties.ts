import type { World } from '../world.ts';
import type { HubspotProperty } from './model.ts';

const builtIn: Record<string, readonly string[]> = {
  contacts: [
    ...['email', 'firstname', 'lastname', 'phone', 'mobilephone', 'company', 'jobtitle', 'city'],
    ...[
      'lifecyclestage',
      'hs_language',
      'hubspot_owner_id',
      'hs_additional_emails',
      'notes_last_updated',
    ],
  ],
  companies: ['name', 'domain'],
  deals: [
    'dealname',
    'dealstage',
    'pipeline',
    'amount',
    'deal_currency_code',
    'hs_is_closed',
    'closedate',
  ],
  tickets: [
    ...['subject', 'content', 'hs_pipeline', 'hs_pipeline_stage', 'hs_ticket_priority'],
    ...['closed_date', 'hubspot_owner_id'],
  ],
  notes: ['hs_note_body', 'hs_timestamp', 'hubspot_owner_id', 'hs_attachment_ids'],
};
const readOnly = ['createdate', 'lastmodifieddate', 'hs_object_id', 'hs_lastmodifieddate'];

export const objectTypes = Object.keys(builtIn);

export type Known = { isReadOnly: boolean; isUnique: boolean };

export function propertyNamed(world: World, type: string, name: string): Known | undefined {
  if (readOnly.includes(name)) return { isReadOnly: true, isUnique: false };
  if (builtIn[type]?.includes(name)) {
    return { isReadOnly: false, isUnique: type === 'contacts' && name === 'email' };
  }
  const custom = customProperty(world, type, name);
  return custom && { isReadOnly: false, isUnique: custom.hasUniqueValue };
}

export const customProperty = (world: World, type: string, name: string) =>
  world.tables.hubspotProperties.get(`${type}/${name}`);

export function uniqueNames(world: World, type: string): string[] {
  const custom = [...world.tables.hubspotProperties.values()]
    .filter((it) => it.objectType === type && it.hasUniqueValue)
    .map((it) => it.name);
  return type === 'contacts' ? ['email', ...custom] : custom;
}

/** As the properties API shows one. */
export function definition(world: World, type: string, name: string) {
  const known = propertyNamed(world, type, name);
  if (known === undefined) return undefined;
  const custom: Partial<HubspotProperty> = customProperty(world, type, name) ?? {};
  return {
    ...{ name, label: name, type: 'string', fieldType: 'text', groupName: `${type}information` },
    ...{ description: '', options: [], calculated: false, externalOptions: false, archived: false },
    ...{ hidden: false, formField: false, displayOrder: -1, hasUniqueValue: known.isUnique },
    ...{ hubspotDefined: custom.name === undefined },
    ...custom,
    modificationMetadata: {
      archivable: true,
      readOnlyDefinition: false,
      readOnlyValue: known.isReadOnly,
    },
  };
}

const enumerations: Record<string, readonly string[]> = {
  hs_ticket_priority: ['LOW', 'MEDIUM', 'HIGH', 'URGENT'],
  hs_language: ['en', 'de', 'fr', 'es', 'pt', 'pt-br', 'it', 'nl', 'pl'],
};

export interface Problem {
  name: string;
  code: string;
  message: string;
}

export function problemsIn(
  world: World,
  type: string,
  properties: Record<string, string>,
): Problem[] {
  return Object.entries(properties).flatMap(([name, value]): Problem[] => {
    const known = propertyNamed(world, type, name);
    if (known === undefined) {
      return [
        { name, code: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` },
      ];
    }
    if (known.isReadOnly) {
      return [
        {
          name,
          code: 'READ_ONLY_VALUE',
          message: `"${name}" is a read only property; its value cannot be set`,
        },
      ];
    }
    if (value === '') return [];
    if (name === 'email' && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value)) {
      return [{ name, code: 'INVALID_EMAIL', message: `Email address ${value} is invalid` }];
    }
    const options = enumerations[name];
    if (options !== undefined && !options.includes(value)) {
      const message = `${value} was not one of the allowed options: [${options.join(', ')}]`;
      return [{ name, code: 'INVALID_OPTION', message }];
    }
    if (value.length > 65_536) {
      return [{ name, code: 'PROPERTY_VALUE_TOO_LONG', message: `"${name}" is too long` }];
    }
    return [];
  });
}
