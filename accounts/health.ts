/** How an account stands with its platform: one row, written by its workflow, read by everybody. */
import type { Pool } from 'pg';
import type { AccountProblem } from '../domain/account-life.ts';
import { toldOfNotifications } from '../runtime/changes.ts';
import { instant, json, type Queryable } from '../runtime/rows.ts';

export interface Health {
  checkedAt?: number;
  isWorking?: boolean;
  isSubscribed?: boolean;
  problems: AccountProblem[];
  failures: number;
  /** When all was last found well, ms. */
  workedAt?: number;
  tokenSince: number;
  tokenExpiresAt?: number;
  refreshNotBefore?: number;
}

interface Row {
  checked_at: Date | null;
  is_working: boolean | null;
  is_subscribed: boolean | null;
  problems: AccountProblem[];
  failures: number;
  worked_at: Date | null;
  token_since: Date;
  token_expires_at: Date | null;
  refresh_not_before: Date | null;
}

export async function readHealth(db: Queryable, accountId: string): Promise<Health | undefined> {
  const { rows } = await db.query<Row>({
    name: 'read-account-health',
    text: `select checked_at, is_working, is_subscribed, problems, failures, worked_at, token_since, token_expires_at,
                  refresh_not_before
             from account_healths where account_id = $1`,
    values: [accountId],
  });
  return rows[0] && toHealth(rows[0]);
}

const toHealth = (row: Row): Health => ({
  problems: row.problems,
  failures: row.failures,
  tokenSince: row.token_since.getTime(),
  ...(row.checked_at && { checkedAt: row.checked_at.getTime() }),
  ...(row.is_working !== null && { isWorking: row.is_working }),
  ...(row.is_subscribed !== null && { isSubscribed: row.is_subscribed }),
  ...(row.worked_at && { workedAt: row.worked_at.getTime() }),
  ...(row.token_expires_at && { tokenExpiresAt: row.token_expires_at.getTime() }),
  ...(row.refresh_not_before && { refreshNotBefore: row.refresh_not_before.getTime() }),
});

/** Writes what a look found, and when the next one is due. */
export async function writeHealth(
  db: Queryable,
  accountId: string,
  health: Health,
  nextLookAt: number,
): Promise<void> {
  await db.query({
    name: 'write-account-health',
    text: `insert into account_healths as h (account_id, checked_at, is_working, is_subscribed, problems, failures,
                                             worked_at, token_since, token_expires_at, next_look_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict (account_id) do update set
             checked_at = excluded.checked_at, is_working = excluded.is_working, is_subscribed = excluded.is_subscribed,
             problems = excluded.problems, failures = excluded.failures, worked_at = excluded.worked_at,
             token_expires_at = excluded.token_expires_at, next_look_at = excluded.next_look_at`,
    values: [
      ...[accountId, instant(health.checkedAt), health.isWorking ?? null],
      ...[health.isSubscribed ?? null, json(health.problems), health.failures],
      ...[instant(health.workedAt), instant(health.tokenSince), instant(health.tokenExpiresAt)],
      instant(nextLookAt),
    ],
  });
}

/** Has an account's workflow look at it now; also where it has none yet. `hasNewToken`: its token's life begins anew. */
export async function askForLook(
  db: Queryable,
  accountId: string,
  { hasNewToken = false } = {},
): Promise<void> {
  await db.query({
    name: 'ask-for-account-look',
    text: `insert into account_healths as h (account_id, asked_at) values ($1, now())
           on conflict (account_id) do update set asked_at = now(),
             token_since = case when $2 then now() else h.token_since end,
             token_expires_at = case when $2 then null else h.token_expires_at end,
             refresh_not_before = case when $2 then null else h.refresh_not_before end`,
    values: [accountId, hasNewToken],
  });
}

/** Tells the administrators once that a token ends, for each step towards its end. */
export async function warnOfEnd(
  pool: Pool,
  { accountId, expiresAt, days }: { accountId: string; expiresAt: number; days: number },
): Promise<void> {
  await pool.query(
    toldOfNotifications(`insert into notifications (id, recipient_id, kind, cause, data)
     select gen_random_uuid(), a.id, 'account_token_expires', $2,
            jsonb_build_object('accountId', c.id, 'name', c.name, 'platform', c.platform, 'expiresAt', $3::text)
       from agents a, accounts c
      where c.id = $1 and a.role = 'admin' and a.deactivated_at is null
     on conflict (recipient_id, cause) do nothing`),
    [
      accountId,
      `account/${accountId}/expires/${new Date(expiresAt).toISOString()}/${String(days)}`,
      new Date(expiresAt).toISOString(),
    ],
  );
}
