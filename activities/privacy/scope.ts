/** Whose data it is: the customers of an erasure, their threads and conversations, and what they are known by. */
import type { Pool } from 'pg';
import { knownBy, type KnownBy } from '../../domain/privacy/known-by.ts';
import { open, seal } from '../../runtime/secrets.ts';
import type { Queryable } from '../../runtime/rows.ts';

export interface ErasureRow {
  id: string;
  customerIds: string[];
  status: 'queued' | 'running' | 'done';
  evidence: string | null;
}

export interface Scope {
  erasureId: string;
  customerIds: string[];
  threadIds: string[];
  conversationIds: string[];
}

export async function erasureOf(db: Queryable, id: string): Promise<ErasureRow> {
  const { rows } = await db.query<ErasureRow>(
    `select id, customer_ids as "customerIds", status, evidence from erasures where id = $1`,
    [id],
  );
  const [row] = rows;
  if (!row) throw new Error('the erasure is not in the database');
  return row;
}

/** After they were detached. */
export async function scopeOf(pool: Pool, erasureId: string): Promise<Scope> {
  const { customerIds } = await erasureOf(pool, erasureId);
  const threads = await pool.query<{ id: string }>(
    `select t.id from customers cu join threads t on t.account_id = cu.account_id and t.customer_external_id = cu.external_id
      where cu.id = any($1::uuid[]) and cu.erased_at is not null order by t.id`,
    [customerIds],
  );
  const threadIds = threads.rows.map(({ id }) => id);
  const conversations = await pool.query<{ id: string }>(
    `select id from conversations where customer_id = any($1::uuid[]) or thread_id = any($2::uuid[]) order by id`,
    [customerIds, threadIds],
  );
  const conversationIds = conversations.rows.map(({ id }) => id);
  return { erasureId, customerIds, threadIds, conversationIds };
}

/** Sealed, until the proof is done: the names that are gone are still to be looked for. */
export async function sealKnown(
  db: Queryable,
  secretKeys: readonly Buffer[],
  customerIds: readonly string[],
): Promise<string> {
  const { rows } = await db.query<{ sure: string[]; likely: string[] }>(
    `select array(select unnest(array[external_id, handle]) from customers where id = any($1::uuid[])
                  union select value from contact_points where customer_id = any($1::uuid[])) as sure,
            array(select name from customers where id = any($1::uuid[])
                  union select v.value #>> '{}' from customer_field_values v join customer_fields f on f.id = v.field_id
                         where v.customer_id = any($1::uuid[]) and f.type = 'text' and length(v.value #>> '{}') > 8) as likely`,
    [customerIds],
  );
  const [row] = rows;
  return seal(secretKeys, knownBy(row?.sure ?? [], row?.likely ?? []));
}

export const knownOf = ({ evidence }: ErasureRow, secretKeys: readonly Buffer[]): KnownBy =>
  evidence === null ? { sure: [], likely: [] } : open<KnownBy>(secretKeys, evidence);
