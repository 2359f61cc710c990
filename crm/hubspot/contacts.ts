import { CrmError } from '../crm.ts';
import type { Crm, PersonFacts } from '../crm.ts';
import { tracesOf, withTraces } from '../traces.ts';
import type { HubspotSession } from './client.ts';
import { says } from './errors.ts';
import { keyProperty, makeOnce, readBy, tracesProperty } from './objects.ts';
import type { HubspotRecord } from './objects.ts';
import { search } from './search.ts';

const looked = [keyProperty, tracesProperty];
/** Of a text property. */
const mostTraces = 4_000;

/**
 * By our key, then by e-mail: reads that are true at once. Then by search, which lags behind, so that it only finds what
 * others made; of our own making there is one per key, because HubSpot holds the key unique.
 */
export const findOrCreate =
  (session: HubspotSession): Crm['findOrCreate'] =>
  async (person) => {
    const known = await find(session, person);
    if (known !== undefined)
      return { contactId: await claim(session, known, person), isNew: false };
    try {
      const { id, isNew } = await make(session, person);
      return { contactId: id, isNew };
    } catch (error) {
      // Somebody made it in the same moment: by the key, or with that e-mail.
      const made = isTaken(error) ? await find(session, person) : undefined;
      if (made === undefined) throw isTaken(error) ? again() : error;
      return { contactId: await claim(session, made, person), isNew: false };
    }
  };

async function find(
  session: HubspotSession,
  person: PersonFacts,
): Promise<HubspotRecord | undefined> {
  const byKey = await readBy(session, 'contacts', keyProperty, person.key, looked);
  if (byKey !== undefined) return byKey;
  const found: HubspotRecord[] = [];
  for (const email of person.emails) {
    const byEmail = await readBy(session, 'contacts', 'email', email, looked);
    if (byEmail !== undefined && !isAnothers(byEmail, person)) found.push(byEmail);
  }
  found.push(...(await search(session, person, looked)));
  return found.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())[0];
}

/** Writes our key on a contact that others made, so that it is found by it from now on. One that has another keeps that. */
async function claim(
  session: HubspotSession,
  { id, properties }: HubspotRecord,
  person: PersonFacts,
): Promise<string> {
  const key = properties[keyProperty] ?? '';
  if (key !== '' && key !== person.key) return id;
  const before = properties[tracesProperty] ?? '';
  const traces = withTraces(before, tracesOf(person), mostTraces);
  if (key === person.key && traces === before) return id;
  try {
    await session(({ crm }) =>
      crm.objects.basicApi.update('contacts', id, {
        properties: { [keyProperty]: person.key, [tracesProperty]: traces },
      }),
    );
    return id;
  } catch (error) {
    if (!isTaken(error)) throw error;
    // Another contact got the key in the meantime: that one it is.
    const owner = await readBy(session, 'contacts', keyProperty, person.key, looked);
    if (owner === undefined) throw again();
    return owner.id;
  }
}

const isAnothers = ({ id }: HubspotRecord, { notContacts = [] }: PersonFacts) =>
  notContacts.includes(id);

/** HubSpot has an e-mail once: where it stands on a contact that is somebody else's for sure, this one goes without. */
async function emailFor(session: HubspotSession, person: PersonFacts): Promise<string | undefined> {
  const [email] = person.emails;
  if (email === undefined || person.notContacts === undefined) return email;
  const holder = await readBy(session, 'contacts', 'email', email, looked);
  return holder && isAnothers(holder, person) ? undefined : email;
}

async function make(session: HubspotSession, person: PersonFacts) {
  const { key, name, phones } = person;
  const email = await emailFor(session, person);
  const [phone] = phones;
  const [, firstname = '', lastname = name.trim()] = /^(.*\S)\s+(\S+)$/.exec(name.trim()) ?? [];
  const properties = {
    ...{ firstname, lastname },
    ...(phone !== undefined && { phone }),
    [tracesProperty]: withTraces('', tracesOf(person), mostTraces),
  };
  const withEmail = email === undefined ? properties : { ...properties, email };
  return makeOnce(session, 'contacts', key, withEmail).catch((error: unknown) => {
    // It is stricter than mail itself; better a contact without one than none.
    if (!says(error, 'INVALID_EMAIL')) throw error;
    return makeOnce(session, 'contacts', key, properties);
  });
}

/** An e-mail, or our key: HubSpot has two words for it. */
const isTaken = (error: unknown) =>
  says(error, 'CONFLICT') || says(error, 'CONFLICTING_UNIQUE_VALUE');
const again = () =>
  new CrmError('retry', 'HubSpot: somebody made the same contact', { retryAfterMs: 1_000 });

export const pushFields =
  (session: HubspotSession): Crm['pushFields'] =>
  async (contactId, fields) => {
    await session(({ crm }) =>
      crm.objects.basicApi.update('contacts', contactId, { properties: fields }),
    );
  };
