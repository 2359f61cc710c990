/** Who may be the same person: by what is written of both. A guess to look at; only people and what is verified link. */
import type { Pool } from 'pg';
import type { CandidateReason } from '../schemas/customer.ts';
import { customerVisibleTo, type Looker } from '../visibility.ts';
import { findCustomers } from './customers.ts';
import { likeOf } from './like.ts';

/** More than these nobody looks through. */
const most = 6;

interface Found {
  id: string;
  because: CandidateReason[];
}

export async function identityCandidates(pool: Pool, caller: Looker, customerId: string) {
  const { rows: mine } = await pool.query<{ id: string; name: string; handle: string }>(
    `select o.id, o.name, o.handle from customers c join customers o on o.id = c.id or o.person_id = c.person_id
      where c.id = $1`,
    [customerId],
  );
  // Of words that half the world is called by, none says who it is.
  const names = mine.map(({ name }) => name.trim()).filter((name) => /\S\s+\S/.test(name));
  const handles = mine.map(({ handle }) => handle).filter((handle) => handle.length > 3);
  const values: unknown[] = [
    mine.map(({ id }) => id),
    handles.map(likeOf),
    handles.map((it) => it.toLowerCase()),
    names.map(likeOf),
    names.map((it) => it.toLowerCase()),
  ];
  const visible = customerVisibleTo(caller, (value) => `$${String(values.push(value))}`);
  const { rows } = await pool.query<Found>(
    `with alike as (
       (select theirs.customer_id as id, theirs.kind as because, 1 as rank
          from contact_points ours join contact_points theirs on theirs.kind = ours.kind and theirs.value = ours.value
         where ours.customer_id = any($1::uuid[]) and theirs.customer_id <> all($1::uuid[]) limit 50)
       union all
       (select id, 'handle', 2 from customers
         where handle ilike any($2::text[]) and lower(handle) = any($3::text[]) and id <> all($1::uuid[]) limit 50)
       union all
       (select id, 'name', 3 from customers
         where name ilike any($4::text[]) and lower(trim(name)) = any($5::text[]) and id <> all($1::uuid[]) limit 50))
     select id, array_agg(distinct because) as because from alike
      where not exists (select from identity_separations s
        where s.low_id = any(array_append($1::uuid[], alike.id)) and s.high_id = any(array_append($1::uuid[], alike.id))
          and alike.id in (s.low_id, s.high_id))
        and exists (select from customers where customers.id = alike.id and ${visible})
      group by id order by min(rank), count(distinct because) desc, id desc limit ${String(most)}`,
    values,
  );
  const customers = await findCustomers(
    pool,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id, because }) => {
    const customer = customers.get(id);
    return customer ? [{ customer, because }] : [];
  });
}
