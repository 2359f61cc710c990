/** What the CRMs keep of a person goes with what the desk keeps (docs/erasure.md). */
import type { Pool } from 'pg';
import type { Connections } from '../../crm/connections.ts';
import type { Crm } from '../../crm/crm.ts';
import type { Elsewhere } from '../privacy/elsewhere.ts';

interface Contact {
  id: string;
  connectionId: string;
  personKey: string;
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
      text: `select id, connection_id as "connectionId", person_key as "personKey", external_id as "externalId" from crm_contacts
              where person_key = any($1::uuid[]) order by id`,
      values: [customerIds],
    });
    for (const contact of rows) {
      const connected = await connections.byId(contact.connectionId);
      if (connected) await connected.crm.erase(await contactIn(connected.crm, contact));
      await pool.query('delete from crm_contacts where id = $1', [contact.id]);
    }
    return rows.length;
  },
});

/** The one that it was merged into by now; one whose making was asked for, and whose answer was lost, by its key. */
async function contactIn(crm: Crm, { personKey, externalId }: Contact): Promise<string> {
  if (externalId !== null) return (await crm.readCard(externalId))?.externalId ?? externalId;
  const nobody = { key: personKey, name: '', emails: [], phones: [], identities: [] };
  return (await crm.findOrCreate(nobody)).contactId;
}
