/** Rows of files that are to be fetched. Each attempt has a number, and only the newest one may say what came of it. */
import type { Pool } from 'pg';
import type { Attachment } from '../channels/channel.ts';
import type { Spooled } from '../files/spool.ts';
import { hintLive, toldOfFiles } from '../runtime/changes.ts';

export interface WaitingFile {
  id: string;
  accountId: string;
  /** As its message has it. */
  attachment: Attachment | null;
  storageKey: string;
  /** The number of this attempt, from 1. */
  attempts: number;
}

/**
 * This worker's for `leaseMs`: so long nobody else tries, and after it anybody may. At most `limitForOne` of an account, and
 * none of those that are left out.
 */
export async function takeFiles(
  pool: Pool,
  options: { limit: number; limitForOne: number; without: readonly string[]; leaseMs: number },
): Promise<WaitingFile[]> {
  const { limit, limitForOne, without, leaseMs } = options;
  if (limit <= 0) return [];
  const { rows } = await pool.query<WaitingFile>({
    name: 'take-files',
    text: `with due as (
             select f.id from (
                 select account_id, min(next_try_at) as first from files
                  where status = 'waiting' and next_try_at <= now() and account_id <> all($3::uuid[])
                  group by account_id) a
               cross join lateral (
                 select id from files
                  where status = 'waiting' and next_try_at <= now() and account_id = a.account_id
                  order by next_try_at limit $2 for update skip locked) f
              order by a.first limit $1
           ), taken as (
             update files f set attempts = f.attempts + 1, next_try_at = now() + make_interval(secs => $4)
               from due where f.id = due.id returning f.id, f.account_id, f.storage_key, f.attempts
           )
           select t.id, t.account_id as "accountId", t.storage_key as "storageKey", t.attempts,
                  b.attachments -> u.position as attachment
             from taken t left join file_uses u on u.file_id = t.id
                  left join message_bodies b on b.message_id = u.message_id`,
    values: [limit, limitForOne, without, leaseMs / 1000],
  });
  return rows;
}

/** It is being fetched still: for another `leaseMs` nobody else tries. */
export async function holdFile(
  pool: Pool,
  { id, attempts }: WaitingFile,
  leaseMs: number,
): Promise<void> {
  await pool.query({
    name: 'hold-file',
    text: `update files set next_try_at = now() + make_interval(secs => $3)
            where id = $1 and attempts = $2 and status = 'waiting'`,
    values: [id, attempts, leaseMs / 1000],
  });
}

/** False: it is not wanted any more, or another attempt has begun. */
export async function markStored(
  pool: Pool,
  { id, attempts }: WaitingFile,
  { size, sha256, mimeType }: Spooled,
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'file-stored',
    text: toldOfFiles(`update files set status = 'stored', reason = null, next_try_at = null, stored_at = now(),
                  size = $3, sha256 = $4, mime_type = $5
            where id = $1 and attempts = $2 and status = 'waiting'`),
    values: [id, attempts, size, sha256, mimeType],
  });
  hintLive(pool);
  return rowCount === 1;
}

export async function giveUp(
  pool: Pool,
  { id, attempts }: WaitingFile,
  status: 'failed' | 'refused',
  reason: string,
): Promise<void> {
  await pool.query({
    name: 'file-given-up',
    text: toldOfFiles(`update files set status = $3, reason = $4, next_try_at = null
            where id = $1 and attempts = $2 and status = 'waiting'`),
    values: [id, attempts, status, reason],
  });
  hintLive(pool);
}

export async function tryAgain(
  pool: Pool,
  { id, attempts }: WaitingFile,
  reason: string,
  inMs: number,
): Promise<void> {
  await pool.query({
    name: 'file-again',
    text: toldOfFiles(`update files set reason = $3, next_try_at = now() + make_interval(secs => $4)
            where id = $1 and attempts = $2 and status = 'waiting'`),
    values: [id, attempts, reason, inMs / 1000],
  });
  hintLive(pool);
}
