import type { Crm, PersonFacts } from '../crm.ts';
import { tracesOf, withTraces } from '../traces.ts';
import type { SalesforceSession } from './client.ts';
import { says } from './errors.ts';
import {
  byKey,
  checkedId,
  idOf,
  keyField,
  literal,
  makeOnce,
  query,
  tracesField,
  update,
} from './records.ts';
import type { Condition, Row } from './records.ts';

const looked = ['Id', keyField, tracesField];
/** Of a text field that can be queried. */
const mostTraces = 255;

/** By our key, then by any other fact, the oldest; of our own making there is one per key, because the key is unique. */
export const findOrCreate =
  (session: SalesforceSession): Crm['findOrCreate'] =>
  async (person) => {
    const known =
      (await byKey(session, 'Contact', person.key, looked)) ?? (await byFacts(session, person));
    if (known !== undefined)
      return { contactId: await claim(session, known, person), isNew: false };
    const { id, isNew } = await make(session, person);
    return { contactId: id, isNew };
  };

function make(session: SalesforceSession, person: PersonFacts) {
  const values = valuesOf(person);
  return makeOnce(session, 'Contact', person.key, values).catch((error: unknown) => {
    // It is stricter than mail itself; better a contact without one than none.
    if (!says(error, 'INVALID_EMAIL_ADDRESS')) throw error;
    return makeOnce(session, 'Contact', person.key, { ...values, Email: null });
  });
}

async function byFacts(session: SalesforceSession, person: PersonFacts): Promise<Row | undefined> {
  const { emails, phones } = person;
  const facts: Condition[] = [
    ...(emails.length > 0 ? [{ Email: { $in: emails.map(literal) } }] : []),
    ...(phones.length > 0 ? [{ Phone: { $in: phones } }, { MobilePhone: { $in: phones } }] : []),
    // Letters only: nothing in them that LIKE would read otherwise.
    ...tracesOf(person).map((it) => ({ [tracesField]: { $like: `%${it}%` } })),
  ];
  if (facts.length === 0) return undefined;
  const sort = 'CreatedDate Id';
  const { notContacts = [] } = person;
  const conditions = {
    $or: facts,
    ...(notContacts.length > 0 && { Id: { $nin: notContacts.map(checkedId) } }),
  };
  const [row] = await query(session, 'Contact', conditions, looked, { limit: 1, sort });
  return row;
}

/** Writes our key on a contact that others made, so that it is found by it from now on. One that has another keeps that. */
async function claim(session: SalesforceSession, row: Row, person: PersonFacts): Promise<string> {
  const key = textOf(row[keyField]);
  const before = textOf(row[tracesField]);
  if (key !== '' && key !== person.key) return idOf(row);
  const traces = withTraces(before, tracesOf(person), mostTraces);
  if (key === person.key && traces === before) return idOf(row);
  try {
    await update(session, 'Contact', idOf(row), { [keyField]: person.key, [tracesField]: traces });
    return idOf(row);
  } catch (error) {
    if (!says(error, 'DUPLICATE_VALUE')) throw error;
    // Another contact got the key in the meantime: that one it is.
    const owner = await byKey(session, 'Contact', person.key, looked);
    if (owner === undefined) throw error;
    return idOf(owner);
  }
}

function valuesOf(person: PersonFacts): Row {
  const name = person.name.trim();
  const [, first = '', last = name] = /^(.*\S)\s+(\S+)$/.exec(name) ?? [];
  const [email] = person.emails;
  const [phone] = person.phones;
  return {
    ...(first !== '' && { FirstName: first.slice(0, 40) }),
    // Required.
    LastName: last.slice(0, 80) || 'Unknown',
    ...(email !== undefined && { Email: email }),
    ...(phone !== undefined && { Phone: phone }),
    [tracesField]: withTraces('', tracesOf(person), mostTraces),
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const pushFields =
  (session: SalesforceSession): Crm['pushFields'] =>
  async (contactId, fields) =>
    update(session, 'Contact', checkedId(contactId), fields);
