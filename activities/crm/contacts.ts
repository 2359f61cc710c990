/** Which contact of the CRM's a person is, and its card as it was last read. */
import type { Pool } from 'pg';
import type { Connected } from '../../crm/connections.ts';
import { CrmError, type Card, type CrmKind } from '../../crm/crm.ts';
import { hintLive } from '../../runtime/changes.ts';
import { newId } from '../../runtime/ids.ts';
import { json } from '../../runtime/rows.ts';
import type { Person } from './person.ts';

export interface Contact {
  id: string;
  /** null: about to be found or made. */
  externalId: string | null;
  card: Card | null;
}

/** The person's contact, found or made where it is not known yet. */
export async function ensureContact(
  pool: Pool,
  connected: Connected,
  person: Person,
): Promise<Contact & { externalId: string }> {
  const contact = await claim(pool, connected, person);
  if (contact.externalId !== null) return { ...contact, externalId: contact.externalId };
  const notContacts = await contactsApart(pool, connected.id, person.members);
  const externalId =
    (await knownRecord(connected, person)) ??
    (
      await connected.crm.findOrCreate({
        ...person.facts,
        ...(notContacts.length > 0 && { notContacts }),
      })
    ).contactId;
  await becomes(pool, contact, externalId);
  return { ...contact, externalId };
}

/** Those of people of whom somebody has said that they are others. */
async function contactsApart(
  pool: Pool,
  connectionId: string,
  members: readonly string[],
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'crm-contacts-apart',
    text: `select distinct k.external_id as id
             from identity_separations s
             join customers c on c.id = case when s.low_id = any($2::uuid[]) then s.high_id else s.low_id end
             join customers o on o.id = c.id or o.person_id = c.person_id
             join crm_contacts k on k.person_key = o.id
            where (s.low_id = any($2::uuid[]) or s.high_id = any($2::uuid[])) and o.id <> all($2::uuid[])
              and k.connection_id = $1 and k.external_id is not null`,
    values: [connectionId, members],
  });
  return rows.map(({ id }) => id);
}

/** Which of the CRM's contacts it is from now on. */
export const becomes = (pool: Pool, { id }: Contact, externalId: string): Promise<unknown> =>
  pool.query('update crm_contacts set external_id = $2 where id = $1', [id, externalId]);

/** The CRM of this kind that has the person's contact; undefined: none yet. After a link of two that each had one, the older counts. */
export async function ownerOf(
  pool: Pool,
  kind: CrmKind,
  members: readonly string[],
): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'crm-owner-of-contact',
    text: `select connection_id as id from crm_contacts where kind = $1 and person_key = any($2::uuid[])
            order by created_at, id limit 1`,
    values: [kind, members],
  });
  return rows[0]?.id;
}

/** Taken before the CRM is asked, so that no two make one. After a link of two identities the older contact is the person's. */
async function claim(pool: Pool, connected: Connected, person: Person): Promise<Contact> {
  const { id: connectionId, kind } = connected;
  const { rows } = await pool.query<Contact & { connectionId: string }>({
    name: 'crm-claim-contact',
    text: `with made as (
             insert into crm_contacts (id, connection_id, kind, person_key)
             select $1, $2, $3, $5 where not exists (select from crm_contacts where kind = $3 and person_key = any($4::uuid[]))
             on conflict (kind, person_key) do nothing returning *)
           select id, connection_id as "connectionId", external_id as "externalId", card from (
             select * from made union all select * from crm_contacts where kind = $3 and person_key = any($4::uuid[])) found
            order by created_at, id limit 1`,
    values: [newId(), connectionId, kind, person.members, person.members[0]],
  });
  const [found] = rows;
  // Somebody made it at this very moment.
  if (!found) return claim(pool, connected, person);
  if (found.connectionId !== connectionId) {
    // Since a moment ago: the next try goes there.
    throw new CrmError('retry', 'Another CRM of the same kind has this contact.');
  }
  return found;
}

/** Somebody has said which record it is. */
async function knownRecord(
  { kind, crm }: Connected,
  { records }: Person,
): Promise<string | undefined> {
  for (const record of records) {
    if (!record.startsWith(`${kind}:`)) continue;
    const id = record.slice(kind.length + 1);
    if (await crm.readCard(id)) return id;
  }
  return undefined;
}

/** It is not there any more: the next time it is found or made anew. */
export async function forgetContact(
  pool: Pool,
  { id }: Contact,
  members: readonly string[],
): Promise<void> {
  await pool.query(
    'update crm_contacts set external_id = null, card = null, fetched_at = now() where id = $1',
    [id],
  );
  await tell(pool, members);
}

export async function keepCard(
  pool: Pool,
  { id }: Contact,
  card: Card,
  members: readonly string[],
): Promise<void> {
  await pool.query({
    name: 'crm-keep-card',
    text: 'update crm_contacts set card = $2, fetched_at = now() where id = $1',
    values: [id, json(withSafeLinks(card))],
  });
  await tell(pool, members);
}

/** Live clients read it again. */
export async function tell(pool: Pool, members: readonly string[]): Promise<void> {
  await pool.query({
    name: 'crm-tell',
    text: `insert into changes (kind, conversation_id)
           select 'crm', id from conversations where customer_id = any($1::uuid[]) and status <> 'closed'`,
    values: [members],
  });
  hintLive(pool);
}

/** What is clicked on leads to a page, not to a script. */
function withSafeLinks(card: Card): Card {
  const safe = <T extends { url?: string }>({ url, ...rest }: T) => ({
    ...rest,
    ...(url !== undefined && URL.parse(url)?.protocol === 'https:' && { url }),
  });
  return {
    ...safe(card),
    deals: card.deals.map(safe),
    cases: card.cases.map(safe),
  };
}
