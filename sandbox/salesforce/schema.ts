import type { World } from '../world.ts';
import { salesforceOrg } from './org.ts';

export interface Field {
  type:
    'string' | 'textarea' | 'email' | 'boolean' | 'reference' | 'datetime' | 'date' | 'currency';
  length?: number;
  isRequired?: boolean;
  /** Set by Salesforce. */
  isReadOnly?: boolean;
  /** An external id, and unique. */
  isKey?: boolean;
  refersTo?: string;
}

const text = (length: number): Field => ({ type: 'string', length });
const reference = (refersTo: string): Field => ({ type: 'reference', refersTo });
const key: Field = { type: 'string', length: 80, isKey: true };
const area: Field = { type: 'textarea', length: 32_000 };

const always: Record<string, Field> = {
  Id: { type: 'string', isReadOnly: true },
  CreatedDate: { type: 'datetime', isReadOnly: true },
  LastModifiedDate: { type: 'datetime', isReadOnly: true },
  IsDeleted: { type: 'boolean', isReadOnly: true },
};
const owned = { OwnerId: reference('User') };

const types: Record<string, { prefix: string; fields: Record<string, Field> }> = {
  Account: { prefix: '001', fields: { ...owned, Name: text(255), Careline_Tier__c: text(40) } },
  Contact: {
    prefix: '003',
    fields: {
      ...owned,
      ...{ FirstName: text(40), LastName: { ...text(80), isRequired: true } },
      ...{ Name: { type: 'string', isReadOnly: true }, Email: { type: 'email', length: 80 } },
      ...{
        Phone: text(40),
        MobilePhone: text(40),
        Title: text(128),
        AccountId: reference('Account'),
        MasterRecordId: { ...reference('Contact'), isReadOnly: true },
      },
      ...{ Careline_Key__c: key, Careline_Traces__c: text(255), Careline_Tier__c: text(40) },
    },
  },
  User: {
    prefix: '005',
    fields: {
      Name: text(121),
      Email: { type: 'email', length: 128 },
      IsActive: { type: 'boolean' },
    },
  },
  Opportunity: {
    prefix: '006',
    fields: {
      ...owned,
      ...{ Name: text(120), StageName: text(40), Amount: { type: 'currency' } },
      ...{ AccountId: reference('Account'), IsClosed: { type: 'boolean', isReadOnly: true } },
    },
  },
  OpportunityContactRole: {
    prefix: '00K',
    fields: { OpportunityId: reference('Opportunity'), ContactId: reference('Contact') },
  },
  Task: {
    prefix: '00T',
    fields: {
      ...owned,
      ...{ WhoId: reference('Contact'), Subject: text(255), Description: area, Status: text(40) },
      ...{ Priority: text(40), ActivityDate: { type: 'date' }, Careline_Key__c: key },
    },
  },
  Case: {
    prefix: '500',
    fields: {
      ...owned,
      ...{
        ContactId: reference('Contact'),
        Subject: text(255),
        Description: area,
        Status: text(40),
      },
      ...{ Priority: text(40), Origin: text(40), CaseNumber: { type: 'string', isReadOnly: true } },
      ...{ IsClosed: { type: 'boolean', isReadOnly: true }, Careline_Key__c: key },
    },
  },
};

export const typeNames = Object.keys(types);
export const prefixOf = (type: string): string => types[type]?.prefix ?? '000';

/** Without those that nobody has made in this organisation. */
export function fieldsOf(world: World, type: string): Record<string, Field> {
  const { missingFields } = salesforceOrg(world);
  const all = { ...always, ...types[type]?.fields };
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => !missingFields.includes(`${type}.${name}`)),
  );
}

/** As `describe` shows them. */
export const described = (world: World, type: string) => ({
  ...{ name: type, label: type, keyPrefix: prefixOf(type), queryable: true, createable: true },
  fields: Object.entries(fieldsOf(world, type)).map(([name, it]) => ({
    ...{ name, label: name, type: it.type, length: it.length ?? 0 },
    ...{ externalId: it.isKey === true, unique: it.isKey === true, idLookup: it.isKey === true },
    ...{ createable: it.isReadOnly !== true, updateable: it.isReadOnly !== true },
    ...{
      custom: name.endsWith('__c'),
      filterable: it.type !== 'textarea',
      nillable: it.isRequired !== true,
    },
    ...{ referenceTo: it.refersTo === undefined ? [] : [it.refersTo] },
  })),
});
