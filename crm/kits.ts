/** The CRMs that the desk can work with, by kind. */
import type { Pool } from 'pg';
import { builtinKit } from './builtin/index.ts';
import type { CrmKind, CrmKit } from './crm.ts';
import { hubspotKit } from './hubspot/index.ts';
import { salesforceKit } from './salesforce/index.ts';
import { webhookKit } from './webhook/index.ts';

export interface KitParts {
  pool: Pool;
  /** Origins that may lead to private addresses, e.g. `http://crm.internal:8080`. */
  trustedOrigins: readonly string[];
}

export type Kits = Partial<Record<CrmKind, CrmKit>>;

export const kitsOf = (parts: KitParts): Kits => ({
  builtin: builtinKit(parts),
  hubspot: hubspotKit(parts),
  salesforce: salesforceKit(parts),
  webhook: webhookKit(parts),
});
