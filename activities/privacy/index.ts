/** The activities of erasures and exports, run by the assist workers. */
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import type { FileStore } from '../../files/store.ts';
import type { ErasureActivities, ExportActivities } from '../types.ts';
import { createClose } from './close.ts';
import { createDetach } from './detach.ts';
import { createElsewhere, type Elsewhere } from './elsewhere.ts';
import { createExport } from './export.ts';
import { createForget } from './forget.ts';
import { createProve } from './prove.ts';
import { createRemove } from './remove.ts';

export interface PrivacyParts {
  pool: Pool;
  client: Client;
  store: FileStore;
  spoolFolder: string;
  secretKeys: readonly Buffer[];
  taskQueuePrefix: string;
  maxItems: number;
  /** Of the activity that runs. */
  heartbeat: () => void;
  elsewhere: readonly Elsewhere[];
}

export const createPrivacyActivities = (
  parts: PrivacyParts,
): ErasureActivities & ExportActivities => ({
  detachCustomers: createDetach(parts),
  closeConversations: createClose(parts),
  removeData: createRemove(parts),
  forgetWorkflows: createForget(parts),
  eraseElsewhere: createElsewhere(parts),
  proveErasure: createProve(parts),
  ...createExport(parts),
});
