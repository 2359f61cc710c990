import { CrmError, type Crm } from '../../crm/crm.ts';

/** Whatever an adapter throws is the CRM's doing, and not the desk's: it is tried again. */
export const answering = (crm: Crm): Crm => ({
  kind: crm.kind,
  findOrCreate: (person) => asked(() => crm.findOrCreate(person)),
  readCard: (contactId) => asked(() => crm.readCard(contactId)),
  logEngagement: (engagement) => asked(() => crm.logEngagement(engagement)),
  createCase: (wanted) => asked(() => crm.createCase(wanted)),
  pushFields: (contactId, fields, key) => asked(() => crm.pushFields(contactId, fields, key)),
  erase: (contactId) => asked(() => crm.erase(contactId)),
  check: () => asked(() => crm.check()),
  receive: (raw) => crm.receive(raw),
});

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CrmError) throw error;
    throw new CrmError('retry', 'The CRM did not answer as it should.', { cause: error });
  }
}
