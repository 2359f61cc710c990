/** What the CRMs keep of a person goes with what the desk keeps (docs/erasure.md). */
import type { Pool } from 'pg';
import type { Connections } from '../../crm/connections.ts';
import type { Elsewhere } from '../privacy/elsewhere.ts';

interface Contact {
  id: string;
  connectionId: string;
  externalId: string | null;
}

/**
 * Each contact in its CRM first, then its row: whoever is stopped between finds it again. A CRM that is down, or lets nobody in, is
 * asked until it answers; one whose connection is deleted is nobody's any more.
 */
export const inCrms = ({
  pool,
  connections,
}: {
  pool: Pool;
  connections: Connections;
}): Elsewhere => ({
  name: 'crmContacts',
  async erase({ customerIds }) {
    const { rows } = await pool.query<Contact>({
      name: 'crm-contacts-to-erase',
      text: `select id, connection_id as "connectionId", external_id as "externalId" from crm_contacts
              where person_key = any($1::uuid[]) order by id`,
      values: [customerIds],
    });
    for (const { id, connectionId, externalId } of rows) {
      const connected = await connections.byId(connectionId);
      if (connected && externalId !== null) await connected.crm.erase(externalId);
      await pool.query('delete from crm_contacts where id = $1', [id]);
    }
    return rows.length;
  },
});
