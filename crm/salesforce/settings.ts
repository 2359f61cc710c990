import type { CrmConnection } from '../crm.ts';

export interface SalesforceSettings {
  /** Where tokens come from: one's own domain, which the client credentials flow asks for. */
  loginUrl: string;
  clientId: string;
  clientSecret: string;
  /** Absent: the app signs in as itself, by client credentials. */
  refreshToken: string | undefined;
  accessToken: string | undefined;
  /** Told by Salesforce with each token. */
  instanceUrl: string | undefined;
  webhookSecret: string | undefined;
  tierField: string;
  /** Shown on the card besides. */
  fields: string[];
}

export const salesforceRequired = ['clientId', 'clientSecret'] as const;
export const salesforceOptional = [
  'refreshToken',
  'accessToken',
  'instanceUrl',
  'webhookSecret',
  'tierField',
  'fields',
] as const;

type Name = (typeof salesforceRequired)[number] | (typeof salesforceOptional)[number];

export function settingsOf({
  baseUrl,
  credentials,
  fields = [],
}: CrmConnection): SalesforceSettings {
  const given = (name: Name) => credentials[name]?.trim() || undefined;
  return {
    loginUrl: (baseUrl ?? 'https://login.salesforce.com').replace(/\/+$/, ''),
    clientId: given('clientId') ?? '',
    clientSecret: given('clientSecret') ?? '',
    refreshToken: given('refreshToken'),
    accessToken: given('accessToken'),
    instanceUrl: given('instanceUrl'),
    webhookSecret: given('webhookSecret'),
    tierField: given('tierField') ?? 'Careline_Tier__c',
    fields: [...fields, ...(given('fields') ?? '').split(/[\s,]+/)].filter((it) => it !== ''),
  };
}

/** A field, or one of a record that this one names: `Account.Tier__c`. It becomes a part of a query. */
export const isFieldName = (name: string): boolean =>
  /^[A-Za-z]\w*(\.[A-Za-z]\w*){0,2}$/.test(name);
