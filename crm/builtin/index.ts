/**
 * The desk's own contacts. A person's contact is the desk's customer (the oldest of their identities): found at once, never made
 * twice. Company, tier and owner are customer fields of these keys; engagements are the conversations themselves.
 */
import type { Pool } from 'pg';
import { newId } from '../../runtime/ids.ts';
import type { Card, Crm, CrmKit } from '../crm.ts';

export const builtinKit = ({ pool }: { pool: Pool }): CrmKit => ({
  required: [],
  optional: [],
  needsBaseUrl: false,
  create: () => builtin(pool),
});

const builtin = (pool: Pool): Crm => ({
  kind: 'builtin',
  findOrCreate: ({ key }) => Promise.resolve({ contactId: key, isNew: false }),
  readCard: (contactId) => readBuiltinCard(pool, contactId),
  logEngagement: ({ key }) => Promise.resolve({ externalId: key }),
  async createCase({ key, contactId, title, description, priority, link }) {
    const { rows } = await pool.query<{ id: string }>({
      name: 'crm-create-case',
      text: `insert into crm_cases as c (id, key, contact_id, title, description, priority, link)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (key) do update set key = c.key returning c.id`,
      values: [newId(), key, contactId, title, description, priority, link],
    });
    return { externalId: rows[0]?.id ?? key };
  },
  // They are read where they are kept.
  pushFields: () => Promise.resolve(),
  async erase(contactId) {
    await pool.query('delete from crm_cases where contact_id = $1', [contactId]);
  },
  check: () => Promise.resolve(undefined),
  receive: () => undefined,
});

interface Row {
  name: string | null;
  fields: Record<string, unknown>;
  owner: Card['owner'] | null;
  cases: Card['cases'];
}

/** @param contactId any of the person's customers */
export async function readBuiltinCard(pool: Pool, contactId: string): Promise<Card | undefined> {
  const { rows } = await pool.query<Row>({
    name: 'crm-builtin-card',
    text: `with person as (
             select o.id, o.name, o.created_at from customers c join customers o on o.id = c.id or o.person_id = c.person_id
              where c.id = $1),
           kept as (
             select distinct on (f.id) f.key, v.value #>> '{}' as value
               from customer_field_values v join customer_fields f on f.id = v.field_id
              where v.customer_id in (select id from person) order by f.id, v.updated_at desc)
           select (select name from person where name <> '' order by created_at, id limit 1) as name,
                  coalesce((select jsonb_object_agg(key, value) from kept), '{}') as fields,
                  (select json_build_object('externalId', a.id, 'name', a.name, 'email', a.email)
                     from agents a join kept k on k.key = 'owner' and lower(k.value) = lower(a.email)
                    where a.deactivated_at is null limit 1) as owner,
                  coalesce((select json_agg(json_build_object('externalId', c.id, 'title', c.title, 'status', c.status)
                                            order by c.created_at desc)
                              from crm_cases c where c.contact_id in (select id from person)), '[]') as cases
            where exists (select from person)`,
    values: [contactId],
  });
  const [row] = rows;
  if (!row) return undefined;
  const { name, fields, owner, cases } = row;
  const { company, tier } = fields;
  return {
    externalId: contactId,
    ...(name !== null && { name }),
    ...(typeof company === 'string' && { company }),
    ...(typeof tier === 'string' && { tier }),
    ...(owner && { owner }),
    ...{ deals: [], cases, fields: {} },
  };
}
