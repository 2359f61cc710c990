/** What is to be read back from a platform, and how far that is. */
import type { Pool } from 'pg';
import { newId } from '../runtime/ids.ts';
import { json, type Queryable } from '../runtime/rows.ts';

export type BackfillReason = 'requested' | 'reconnected' | 'resubscribed' | 'away';

export interface Backfill {
  id: string;
  accountId: string;
  /** ms */
  since: number;
  /** The platform's conversations that are through. */
  done: string[];
}

/** One more reading back, unless one that begins as early waits already. @returns its id */
export async function wantBackfill(
  db: Queryable,
  accountId: string,
  {
    since,
    reason,
    requestedBy = { type: 'system' },
  }: { since: number; reason: BackfillReason; requestedBy?: object },
): Promise<string> {
  const id = newId();
  const { rows } = await db.query<{ id: string }>(
    `with waiting as (
       select id from backfills where account_id = $2 and status = 'queued' and since <= $3 order by created_at limit 1
     ), written as (
       insert into backfills (id, account_id, since, reason, requested_by)
       select $1, $2, $3, $4, $5 where not exists (select from waiting) returning id
     )
     select id from waiting union all select id from written`,
    [id, accountId, new Date(since), reason, json(requestedBy)],
  );
  return rows[0]?.id ?? id;
}

/** Those that are still to be done, the oldest first; also those that a lost worker had begun. */
export async function queuedBackfills(db: Queryable, accountId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'queued-backfills',
    text: `select id from backfills where account_id = $1 and status in ('queued', 'running') order by created_at`,
    values: [accountId],
  });
  return rows.map(({ id }) => id);
}

/** undefined: it is through, or given up. */
export async function beginBackfill(pool: Pool, id: string): Promise<Backfill | undefined> {
  const { rows } = await pool.query<{ account_id: string; since: Date; done: string[] }>(
    `update backfills set status = 'running' where id = $1 and status in ('queued', 'running')
     returning account_id, since, done`,
    [id],
  );
  const [row] = rows;
  return row && { id, accountId: row.account_id, since: row.since.getTime(), done: row.done };
}

export async function noteConversation(
  pool: Pool,
  id: string,
  { externalId, messages, added }: { externalId: string; messages: number; added: number },
): Promise<void> {
  await pool.query(
    `update backfills set done = array_append(done, $2), conversations = conversations + 1,
            messages = messages + $3, added = added + $4 where id = $1`,
    [id, externalId, messages, added],
  );
}

export async function endBackfill(
  pool: Pool,
  id: string,
  failure?: { code: string; message: string },
): Promise<void> {
  await pool.query(
    `update backfills set status = case when $2::jsonb is null then 'done' else 'failed' end, failure = $2, ended_at = now(),
            done = '{}' where id = $1`,
    [id, failure ? json(failure) : null],
  );
}
