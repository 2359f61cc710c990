import { CrmError } from '../crm.ts';
import type { Crm } from '../crm.ts';
import type { SalesforceSession } from './client.ts';
import { query, keyField, ourTypes, tracesField } from './records.ts';
import { isFieldName } from './settings.ts';
import type { SalesforceSettings } from './settings.ts';

/** Fields cannot be made through this API: an administrator does that, and is told which are missing. */
export const check =
  (session: SalesforceSession, { tierField, fields }: SalesforceSettings): Crm['check'] =>
  async () => {
    try {
      for (const type of ourTypes) {
        const problem = problemOf(type, await fieldsOf(session, type));
        if (problem !== undefined) return problem;
      }
      const contact = await fieldsOf(session, 'Contact');
      if (!contact.has(tracesField)) return `the field ${tracesField} is missing on Contact`;
      for (const name of [tierField, ...fields]) {
        if (!isFieldName(name)) return `${name} is no name of a field`;
        if (name.includes('.')) await query(session, 'Contact', {}, [name], { limit: 1 });
        else if (!contact.has(name)) return `the field ${name} is missing on Contact`;
      }
      return undefined;
    } catch (error) {
      // An outage says nothing about the settings.
      if (!(error instanceof CrmError) || error.kind === 'retry') throw error;
      return error.message;
    }
  };

interface Field {
  externalId: boolean;
  unique: boolean;
  createable: boolean;
  updateable: boolean;
}

/** A field that the app's user may not see is not among them. */
const fieldsOf = (session: SalesforceSession, type: string): Promise<Map<string, Field>> =>
  session(async (connection) => {
    const { fields } = await connection.describe(type);
    return new Map(fields.map((it) => [it.name, it]));
  });

function problemOf(type: string, fields: Map<string, Field>): string | undefined {
  const key = fields.get(keyField);
  if (key === undefined) return `the field ${keyField} is missing on ${type}`;
  if (!key.externalId || !key.unique)
    return `the field ${keyField} of ${type} must be an external id, and unique`;
  if (!key.createable || !key.updateable)
    return `the app may not write the field ${keyField} of ${type}`;
  return undefined;
}
