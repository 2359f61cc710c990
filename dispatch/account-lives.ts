import type { Pool } from 'pg';
import type { PlatformName } from '../channels/channel.ts';
import { forEachLimited } from '../runtime/limited.ts';

/** How the loop speaks with accounts' workflows. */
export interface AccountSignals {
  /** Starts the account's workflow if it is not there; else it looks at once. */
  accountChanged(account: { accountId: string; platform: string }): Promise<void>;
}

const perPass = 200;

/**
 * Every account has its workflow: those that are new or asked for are told at once, and so are those whose next look is
 * overdue, because Temporal has lost them. Done twice harmlessly.
 */
export function createAccountLives(options: {
  pool: Pool;
  channels: Partial<Record<PlatformName, unknown>>;
  signals: AccountSignals;
}): () => Promise<void> {
  const { pool, channels, signals } = options;
  return async () => {
    const { rows } = await pool.query<{ accountId: string; platform: string }>(
      `select a.id as "accountId", a.platform from accounts a left join account_healths h on h.account_id = a.id
        where a.platform = any($1::text[])
          and (h.account_id is null or h.asked_at is not null or h.next_look_at < now() - interval '2 minutes')
        order by a.id limit $2`,
      [Object.keys(channels), perPass],
    );
    await forEachLimited(rows, 8, async (account) => {
      const { rows: asked } = await pool.query<{ asked_at: Date | null }>(
        'select asked_at from account_healths where account_id = $1',
        [account.accountId],
      );
      await signals.accountChanged(account);
      // What was asked for meanwhile is told again. Without a look in two minutes it is told again, too.
      await pool.query(
        `insert into account_healths as h (account_id, next_look_at) values ($1, now())
         on conflict (account_id) do update set
           next_look_at = greatest(h.next_look_at, now()),
           asked_at = case when h.asked_at is not distinct from $2 then null else h.asked_at end`,
        [account.accountId, asked[0]?.asked_at ?? null],
      );
    });
  };
}
