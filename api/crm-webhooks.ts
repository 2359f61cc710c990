/** What a CRM tells us by its webhook. */
import type { RawRequest } from '../crm/crm.ts';
import { takeChanges } from '../crm/inbound.ts';
import { isUuid } from '../runtime/ids.ts';
import type { Parts } from './parts.ts';

/** False: no CRM of ours signed it; whether there is one is not told. */
export const receiveOfCrm =
  ({ pool, config, crm }: Pick<Parts, 'pool' | 'config' | 'crm'>) =>
  async (connectionId: string, request: RawRequest): Promise<boolean> => {
    const connected = isUuid(connectionId) ? await crm.connections.byId(connectionId) : undefined;
    // Some CRMs sign the address as they know it.
    const changes = connected?.crm.receive({ ...request, url: config.publicUrl + request.url });
    if (changes === undefined) return false;
    if (connected?.status !== 'paused') await takeChanges(pool, connectionId, changes);
    return true;
  };
