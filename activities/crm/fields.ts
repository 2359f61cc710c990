/** The desk's own fields of a customer and the CRM's: what each is told of the other (domain/crm/merge-fields.ts). */
import type { Pool } from 'pg';
import type { Connected } from '../../crm/connections.ts';
import type { Card } from '../../crm/crm.ts';
import { problemWith, type FieldType, type FieldValue } from '../../domain/customer-fields.ts';
import { mergeFields, type OurValue } from '../../domain/crm/merge-fields.ts';
import { hintLive, toldOfAudit } from '../../runtime/changes.ts';
import { transaction } from '../../runtime/database.ts';
import { json } from '../../runtime/rows.ts';

interface Field {
  /** null: an address or a number that somebody has vouched for. It is told, and never taken over: it links people. */
  id: string | null;
  key: string;
  type: FieldType;
  choices: string[];
  /** null: no value, or taken away. */
  value: string | null;
  changed_at: Date | null;
}

/**
 * Takes over what is newer in the CRM.
 * @returns what is newer in the desk, by the CRM's names
 */
export async function takeFields(
  pool: Pool,
  connected: Connected,
  members: readonly string[],
  card: Card,
  before: Card | null,
): Promise<Record<string, string>> {
  if (Object.keys(connected.fields).length === 0) return {};
  const fields = await fieldsOf(pool, members);
  const byName = new Map(
    fields.flatMap((field): [string, Field][] => {
      const name = connected.fields[field.key];
      return name === undefined ? [] : [[name, field]];
    }),
  );
  const ours = [...byName].flatMap(([name, { value, changed_at }]): [string, OurValue][] =>
    changed_at === null ? [] : [[name, { value: value ?? '', changedAt: changed_at.getTime() }]],
  );
  const theirs = Object.fromEntries(
    Object.entries(card.fields).filter(([name]) => byName.has(name)),
  );
  const { push, take } = mergeFields(
    Object.fromEntries(ours),
    theirs,
    before?.fields ?? {},
    card.updatedAt,
  );
  const taken = Object.entries(take).flatMap(([name, text]) => {
    const field = byName.get(name);
    if (!field || field.id === null) return [];
    const value = typed(field, text);
    const at = theirs[name]?.changedAt ?? card.updatedAt;
    return value === undefined ? [] : [{ field: { ...field, id: field.id }, value, at }];
  });
  if (taken.length > 0) await write(pool, connected, members, taken);
  return push;
}

/** The newest value of each; of what was taken away and is not pushed yet, when that was. */
async function fieldsOf(pool: Pool, members: readonly string[]): Promise<Field[]> {
  const { rows } = await pool.query<Field>({
    name: 'crm-fields',
    text: `with points as (
             select distinct on (kind) kind as key, value, verified_at from contact_points
              where customer_id = any($1::uuid[]) and kind in ('email', 'phone') and verified_at is not null
              order by kind, verified_at desc)
           select null as id, p.key, 'text' as type, '{}'::text[] as choices, p.value, p.verified_at as changed_at
             from points p where not exists (select from customer_fields f where f.key = p.key)
           union all
           select f.id, f.key, f.type, f.choices, kept.value #>> '{}' as value, coalesce(kept.updated_at, removed.at) as changed_at
             from customer_fields f
             left join lateral (
               select v.value, v.updated_at from customer_field_values v
                where v.field_id = f.id and v.customer_id = any($1::uuid[]) order by v.updated_at desc limit 1) kept on true
             left join lateral (
               select max(t.created_at) as at from crm_tasks t
                where t.kind = 'fields' and t.state = 'waiting' and t.person_key = any($1::uuid[]) and t.payload->'keys' ? f.key) removed on true`,
    values: [members],
  });
  return rows;
}

/** Undefined: nothing that the field could hold. null: it is empty there. */
function typed(field: Field, text: string): FieldValue | null | undefined {
  if (text === '') return null;
  const value =
    field.type === 'number'
      ? Number(text)
      : field.type === 'flag'
        ? { true: true, false: false }[text.toLowerCase()]
        : text;
  return value === undefined || problemWith(field, value) ? undefined : value;
}

async function write(
  pool: Pool,
  { id: connectionId }: Connected,
  members: readonly string[],
  taken: readonly {
    field: Field & { id: string };
    value: FieldValue | null;
    at: number | undefined;
  }[],
): Promise<void> {
  const [customerId] = members;
  await transaction(pool, async (client) => {
    for (const { field, value, at } of taken.toSorted((a, b) =>
      a.field.id < b.field.id ? -1 : 1,
    )) {
      // What somebody wrote at this moment is newer still.
      await client.query(
        `delete from customer_field_values
          where field_id = $1 and customer_id = any($2::uuid[]) and updated_at <= $3`,
        [field.id, members, field.changed_at],
      );
      if (value === null) continue;
      await client.query(
        `insert into customer_field_values (customer_id, field_id, value, updated_at)
         select $1, $2, $3, coalesce($4, now())
          where not exists (select from customer_field_values where field_id = $2 and customer_id = any($5::uuid[]))
         on conflict do nothing`,
        [customerId, field.id, json(value), at === undefined ? null : new Date(at), members],
      );
    }
    await client.query(
      toldOfAudit('insert into audit (actor, action, target, data) values ($1, $2, $3, $4)'),
      [
        json({ type: 'system', id: `crm:${connectionId}` }),
        'customer.fields_changed',
        customerId,
        json({ keys: taken.map(({ field }) => field.key), from: 'crm' }),
      ],
    );
  });
  hintLive(pool);
}
