import type { Crm } from '../crm.ts';
import type { SalesforceSession } from './client.ts';
import { says } from './errors.ts';
import { checkedId, idOf, keyField, query, tracesField, update } from './records.ts';
import type { OurType, Row } from './records.ts';

/**
 * What is deleted lies in Salesforce's bin for 15 days, so it is overwritten before. What we logged goes first: a contact that
 * still has cases cannot be deleted. Cases of others stay, and with them the contact, empty and refused by name.
 */
export const erase =
  (session: SalesforceSession): Crm['erase'] =>
  async (contactId) => {
    const id = checkedId(contactId);
    await eraseOurs(session, 'Task', { WhoId: id }, { Subject: 'Erased', Description: null });
    await eraseOurs(session, 'Case', { ContactId: id }, { Subject: 'Erased', Description: null });
    await eraseOne(session, 'Contact', id, {
      ...{ FirstName: null, LastName: 'Erased', Email: null, Phone: null, MobilePhone: null },
      ...{ [keyField]: null, [tracesField]: null },
    });
  };

const atOnce = 200;

async function eraseOurs(session: SalesforceSession, type: OurType, of: Row, blank: Row) {
  for (;;) {
    const conditions = { ...of, [keyField]: { $exists: true } };
    const rows = await query(session, type, conditions, ['Id'], { limit: atOnce });
    for (const row of rows) await eraseOne(session, type, idOf(row), blank);
    if (rows.length < atOnce) return;
  }
}

async function eraseOne(session: SalesforceSession, type: OurType, id: string, blank: Row) {
  try {
    await update(session, type, id, blank);
    await session((connection) => connection.destroy(type, id));
  } catch (error) {
    // Not there any more: done.
    if (!says(error, 'ENTITY_IS_DELETED', 'NOT_FOUND', 'INVALID_CROSS_REFERENCE_KEY')) throw error;
  }
}
