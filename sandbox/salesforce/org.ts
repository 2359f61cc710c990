import type { World, WorldChange } from '../world.ts';
import type { SalesforceOrg } from './model.ts';

/** The demo organisation. Its secrets open nothing but this sandbox. */
export const salesforceDemo: SalesforceOrg = {
  organizationId: '00DSandbox00001EAA',
  clientId: '3MVG9sandbox.careline.0001',
  clientSecret: 'sandbox-salesforce-client-secret',
  refreshToken: '5Aep861sandbox.refresh.0001',
  turnsOver: false,
  sessions: [],
  sessionSeconds: 7_200,
  webhookSecret: 'sandbox-salesforce-webhook-secret',
  missingFields: [],
};

const key = 'org';

export const salesforceOrg = (world: World): SalesforceOrg =>
  world.tables.salesforceOrgs.get(key) ?? salesforceDemo;

export const putSalesforceOrg = (org: SalesforceOrg): WorldChange => ['salesforceOrgs', key, org];
