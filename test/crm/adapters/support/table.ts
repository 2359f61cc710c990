/** What differs between the CRMs, for tests that are the same for all of them. */
import type { CrmConnection, CrmKit } from '../../../../crm/crm.ts';
import { hubspotKit } from '../../../../crm/hubspot/index.ts';
import { salesforceKit } from '../../../../crm/salesforce/index.ts';

export interface Row {
  kind: 'hubspot' | 'salesforce';
  /** @param origins that the desk's configuration trusts */
  kitFor: (origins: string[]) => CrmKit;
  /** Of the connection that the sandbox tells. */
  credentialsIn: (told: Told) => Record<string, string>;
  /** What its 429 stands for. */
  retryAfterMs: number;
  objects: { contact: string; engagement: string; case: string };
  /** A field of the contact that a person may write. */
  field: string;
  noField: RegExp;
  /** A property or field that is ours, taken away. */
  withoutOurs: { settings: object; named: string };
  withoutTier: { settings: object; named: string };
}

export interface Told {
  baseUrl: string;
  credentials: Record<string, string>;
  oauth?: Record<string, string>;
}

export const table: Row[] = [
  {
    kind: 'hubspot',
    kitFor: (trustedOrigins) => hubspotKit({ trustedOrigins }),
    credentialsIn: ({ oauth = {} }) => oauth,
    retryAfterMs: 10_000,
    objects: { contact: 'contacts', engagement: 'notes', case: 'tickets' },
    field: 'jobtitle',
    noField: /PROPERTY_DOESNT_EXIST.*no_such_field/,
    withoutOurs: {
      settings: {
        withoutProperties: ['tickets/careline_key'],
        scopes: ['oauth', 'crm.objects.contacts.read', 'crm.schemas.contacts.read'],
      },
      named: 'scope tickets',
    },
    withoutTier: {
      settings: { withoutProperties: ['contacts/careline_tier'] },
      named: 'careline_tier',
    },
  },
  {
    kind: 'salesforce',
    kitFor: (trustedOrigins) => salesforceKit({ trustedOrigins }),
    credentialsIn: ({ credentials }) => credentials,
    retryAfterMs: 5_000,
    objects: { contact: 'Contact', engagement: 'Task', case: 'Case' },
    field: 'Title',
    noField: /INVALID_FIELD.*no_such_field/,
    withoutOurs: {
      settings: { missingFields: ['Task.Careline_Key__c'] },
      named: 'Careline_Key__c is missing on Task',
    },
    withoutTier: {
      settings: { missingFields: ['Contact.Careline_Tier__c'] },
      named: 'Careline_Tier__c',
    },
  },
];

export const connectionOf = (
  { kind, credentialsIn }: Row,
  told: Told,
  kept: Record<string, string>[] = [],
): CrmConnection => ({
  id: kind,
  baseUrl: told.baseUrl,
  credentials: credentialsIn(told),
  keepCredentials(changed) {
    kept.push(changed);
    return Promise.resolve();
  },
});
