import type { Pool } from 'pg';
import type { PlatformName } from '../../channels/channel.ts';
import { notFound } from '../../domain/errors.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import type { CustomerJson } from '../schemas/customer.ts';
import { customerVisibleTo, type Looker } from '../visibility.ts';
import { likeOf } from './like.ts';
import { iso, isoWhere, present } from './present.ts';

interface CustomerRow {
  id: string;
  account_id: string;
  platform: PlatformName;
  external_id: string;
  name: string;
  handle: string;
  avatar_url: string | null;
  language: string | null;
  blocked_at: Date | null;
  blocked_by_us_at: Date | null;
  erased_at: Date | null;
  created_at: Date;
  identities: CustomerJson['identities'] | null;
  contact_points: CustomerJson['contactPoints'] | null;
  fields: CustomerJson['fields'] | null;
  notes_count: number;
  last_contact_at: Date | null;
}

/** Within JSON, as the API writes instants. */
const isoText = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const columns = `id, account_id, platform, external_id, name, handle, avatar_url, language, blocked_at, blocked_by_us_at, erased_at, created_at, (
    select json_agg(json_strip_nulls(json_build_object('id', o.id, 'accountId', o.account_id, 'platform', o.platform,
                                      'name', o.name, 'handle', o.handle, 'linkedBy', o.linked_by,
                                      'linkedAt', ${isoText('o.linked_at')}, 'linkedByAgentId', o.linked_by_agent_id,
                                      'openConversations', (
                                        select count(*) from conversations c
                                         where c.customer_id = o.id and c.status <> 'closed')))
                    order by o.created_at, o.id)
      from customers o where o.person_id = customers.person_id and o.id <> customers.id) as identities, (
    select json_agg(json_strip_nulls(json_build_object(
                      'id', p.id, 'kind', p.kind, 'value', p.value, 'isVerified', p.verified_at is not null,
                      'verifiedAt', ${isoText('p.verified_at')}))
                    order by p.created_at, p.id)
      from contact_points p where p.customer_id = customers.id) as contact_points, (
    select json_object_agg(kept.key, kept.value order by kept.position, kept.key) from (
      select distinct on (f.id) f.key, f.position, v.value
        from customers o join customer_field_values v on v.customer_id = o.id join customer_fields f on f.id = v.field_id
       where o.id = customers.id or o.person_id = customers.person_id
       order by f.id, v.updated_at desc) kept) as fields, (
    select count(*)::int from customers o join customer_notes n on n.customer_id = o.id
     where o.id = customers.id or o.person_id = customers.person_id) as notes_count, (
    select max(c.last_message_at) from conversations c where c.customer_id = customers.id) as last_contact_at`;

/** Whether the caller may see them has been asked before (api/visibility.ts). @throws CareError not_found */
export async function findCustomer(pool: Pool, id: string): Promise<CustomerJson> {
  const { rows } = await pool.query<CustomerRow>(`select ${columns} from customers where id = $1`, [
    id,
  ]);
  const [row] = rows;
  if (!row) throw notFound('customer');
  return toCustomer(row);
}

/** By their ids; who is not there is left out. */
export async function findCustomers(
  pool: Pool,
  ids: readonly string[],
): Promise<Map<string, CustomerJson>> {
  const { rows } = await pool.query<CustomerRow>(
    `select ${columns} from customers where id = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, toCustomer(row)]));
}

export async function listCustomers(
  pool: Pool,
  caller: Looker,
  query: {
    q?: string | undefined;
    accountId?: string | undefined;
    platform?: readonly string[] | undefined;
    cursor?: string | undefined;
    limit: number;
  },
) {
  const after = decodeCursor('customers', query.cursor);
  const values: unknown[] = [
    query.q === undefined ? null : likeOf(query.q),
    query.accountId ?? null,
    query.platform ?? null,
    after?.value ?? null,
    after?.id ?? null,
    query.limit + 1,
  ];
  const visible = customerVisibleTo(caller, (value) => `$${String(values.push(value))}`);
  const { rows } = await pool.query<CustomerRow>(
    `select ${columns} from customers
      where ($1::text is null or name ilike $1 or handle ilike $1)
        and ($2::uuid is null or account_id = $2) and ($3::text[] is null or platform = any($3)) and erased_at is null
        and ($4::timestamptz is null or (created_at, id) < ($4, $5::uuid)) and ${visible}
      order by created_at desc, id desc limit $6`,
    values,
  );
  return pageOf(rows, query.limit, toCustomer, (row) =>
    encodeCursor('customers', iso(row.created_at), row.id),
  );
}

const toCustomer = (row: CustomerRow): CustomerJson => ({
  id: row.id,
  accountId: row.account_id,
  platform: row.platform,
  externalId: row.external_id,
  name: row.name,
  handle: row.handle,
  ...present('avatarUrl', row.avatar_url),
  ...present('language', row.language),
  ...isoWhere('blockedAt', row.blocked_at),
  ...isoWhere('blockedByUsAt', row.blocked_by_us_at),
  ...isoWhere('erasedAt', row.erased_at),
  identities: row.identities ?? [],
  contactPoints: row.contact_points ?? [],
  fields: row.fields ?? {},
  notesCount: row.notes_count,
  ...isoWhere('lastContactAt', row.last_contact_at),
  createdAt: iso(row.created_at),
});
