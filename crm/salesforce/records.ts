/** Salesforce's records, and how one is made once. */
import { z } from 'zod';
import { CrmError } from '../crm.ts';
import type { SalesforceSession } from './client.ts';
import { says } from './errors.ts';

/** An external id, unique, on each type that we write. Of tasks it is a field of their common parent, Activity. */
export const keyField = 'Careline_Key__c';
/** Words to find a contact by (crm/traces.ts). */
export const tracesField = 'Careline_Traces__c';
export const ourTypes = ['Contact', 'Task', 'Case'] as const;
export type OurType = (typeof ourTypes)[number];

export type Row = Record<string, unknown>;
export type Condition = Record<string, unknown>;

/** A query is true at once: Salesforce reads what it has written. @param options.inBin what was deleted is found too */
export const query = async (
  session: SalesforceSession,
  type: string,
  conditions: Condition,
  fields: string[],
  options: { limit: number; sort?: string; inBin?: boolean },
): Promise<Row[]> => {
  const { limit, sort, inBin = false } = options;
  const rows: unknown = await session(async (connection) => {
    const asked = { autoFetch: false, scanAll: inBin, limit };
    const found = connection.sobject(type).find(conditions, fields, asked);
    return await (sort === undefined ? found : found.sort(sort));
  });
  return z.array(z.record(z.string(), z.unknown())).parse(rows);
};

/** A value in a query. jsforce escapes quotes and leaves backslashes, which would set the quote free again. */
export const literal = (value: string): string => value.replaceAll('\\', '\\\\');

export const byKey = (session: SalesforceSession, type: OurType, key: string, fields = ['Id']) =>
  query(session, type, { [keyField]: literal(key) }, fields, { limit: 1 }).then(([row]) => row);

export const idOf = (row: Row): string => z.string().parse(row['Id']);

/** What has the key already is left as it is: somebody may have worked on it since. */
export async function makeOnce(
  session: SalesforceSession,
  type: OurType,
  key: string,
  values: Row,
): Promise<{ id: string; isNew: boolean }> {
  const known = await byKey(session, type, key);
  if (known !== undefined) return { id: idOf(known), isNew: false };
  try {
    // jsforce puts the external id into the path as it is.
    const record = { ...values, [keyField]: encodeURIComponent(key) };
    const made = await session((connection) =>
      connection.upsert(type, record, keyField, { headers }),
    );
    if (!made.success)
      throw new CrmError('refused', `Salesforce ${made.errors[0]?.errorCode ?? ''}`);
    return { id: made.id, isNew: made.created };
  } catch (error) {
    // Two at once: the other one made it, or is about to.
    if (!says(error, 'DUPLICATE_VALUE', 'UNABLE_TO_LOCK_ROW')) throw error;
    const other = await byKey(session, type, key);
    if (other === undefined) throw error;
    return { id: idOf(other), isNew: false };
  }
}

/** Whether somebody alike is there was asked before, by e-mail and phone; a name alone must not stop it. */
const headers = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' };

export const update = async (session: SalesforceSession, type: string, id: string, values: Row) => {
  await session((connection) => connection.update(type, { Id: id, ...values }));
};

/** Salesforce's ids are letters and digits; anything else would become another path. */
export function checkedId(id: string): string {
  if (/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(id)) return id;
  throw new CrmError('refused', 'Salesforce has no such id');
}
