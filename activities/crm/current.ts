/** A person's contact as the CRM has it by now: people there merge contacts, and delete them. */
import { CrmError, type Card } from '../../crm/crm.ts';
import type { Pool } from 'pg';
import type { Connected } from '../../crm/connections.ts';
import { becomes, ensureContact, forgetContact, type Contact } from './contacts.ts';
import type { Person } from './person.ts';

interface Whose {
  pool: Pool;
  connected: Connected;
  person: Person;
}

/** Found or made; what is learnt of it is kept here too. */
export type Known = Contact & { externalId: string };

/** What is refused may be so because the contact is another one by now, or gone: then it is done once more, for the one that there is. */
export async function writeTo<Result>(
  whose: Whose,
  contact: Known,
  write: (contactId: string) => Promise<Result>,
): Promise<Result> {
  const before = contact.externalId;
  try {
    return await write(before);
  } catch (error) {
    if (!(error instanceof CrmError) || error.kind !== 'refused') throw error;
    const card = await readNow(whose, contact);
    // It is there as it was: something else is refused.
    if (card && contact.externalId === before) throw error;
    if (!card) await makeAnew(whose, contact);
    return write(contact.externalId);
  }
}

/** One that was merged into another is that one from now on, whether or not the CRM has said so. */
export async function readNow(
  { pool, connected }: Whose,
  contact: Known,
): Promise<Card | undefined> {
  const card = await connected.crm.readCard(contact.externalId);
  if (card && card.externalId !== contact.externalId) {
    await becomes(pool, contact, card.externalId);
    contact.externalId = card.externalId;
  }
  return card;
}

/** Where the contact was deleted in the CRM, it is made anew, once. */
export async function cardOf(whose: Whose, contact: Known): Promise<Card> {
  const card = await readNow(whose, contact);
  if (card) return card;
  await makeAnew(whose, contact);
  const made = await readNow(whose, contact);
  if (!made) throw new CrmError('refused', 'The contact is not there any more.');
  return made;
}

async function makeAnew({ pool, connected, person }: Whose, contact: Known): Promise<void> {
  await forgetContact(pool, contact, person.members);
  const { externalId } = await ensureContact(pool, connected, person);
  Object.assign(contact, { externalId, card: null });
}
