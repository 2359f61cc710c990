import type { World, WorldChange } from '../world.ts';
import type { HubspotAccount } from './model.ts';

export const allScopes = [
  'oauth',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.companies.read',
  'crm.objects.deals.read',
  'crm.objects.owners.read',
  'crm.schemas.contacts.read',
  'crm.schemas.contacts.write',
  'tickets',
];

/** The demo account. Its secrets open nothing but this sandbox. */
export const hubspotDemo: HubspotAccount = {
  portalId: 24_811_905,
  clientId: '5f1d2c30-0000-4000-8000-5a2d0b0c0001',
  clientSecret: 'sandbox-hubspot-client-secret',
  refreshToken: 'eu1-sandbox-refresh-0001',
  privateToken: 'pat-eu1-5a2d0b0c-0000-4000-8000-000000000001',
  scopes: allScopes,
  tokens: [],
  searchLagMs: 1_500,
  tokenSeconds: 1_800,
};

const key = 'portal';

export const hubspotAccount = (world: World): HubspotAccount =>
  world.tables.hubspotAccounts.get(key) ?? hubspotDemo;

export const putHubspotAccount = (account: HubspotAccount): WorldChange => [
  'hubspotAccounts',
  key,
  account,
];
