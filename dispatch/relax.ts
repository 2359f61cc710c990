import type { Pool } from 'pg';
import { forEachLimited } from '../runtime/limited.ts';
import type { Signals, ThreadRef } from './signals.ts';
import { Throttle } from './throttle.ts';

/** For conversations without a team; the same as a team's default. */
const defaultSeconds = 120;

/**
 * Nobody with the skills for too long: the requirement relaxes to the team, after twice as long to its supervisors. The
 * workflow decides, and the row then says so.
 */
export function createRelax(options: { pool: Pool; signals: Signals }): () => Promise<void> {
  const { pool, signals } = options;
  const throttle = new Throttle(5_000, 60_000);
  return async () => {
    const { rows } = await pool.query<ThreadRef & { to: 'team' | 'supervisors' }>(
      `select * from (
         select c.thread_id as "threadId", c.platform, c.account_id as "accountId", c.eligible,
                case when c.waiting_since < now() - make_interval(secs => 2 * coalesce(t.relax_after_seconds, $1))
                     then 'supervisors' else 'team' end as "to"
           from conversations c left join teams t on t.id = c.team_id
          where c.waiting_since < now() - make_interval(secs => coalesce(t.relax_after_seconds, $1))
            and c.status = 'open' and c.eligible <> 'supervisors'
            and not exists (select from claims k where k.conversation_id = c.id)
          order by c.waiting_since) waiting
        where eligible = 'skills' or "to" = 'supervisors' limit 1000`,
      [defaultSeconds],
    );
    const due = rows.filter(({ threadId, to }) => throttle.take(`${threadId}/${to}`));
    await forEachLimited(due, 8, ({ threadId, platform, accountId, to }) =>
      signals.relax({ threadId, platform, accountId }, { to, at: Date.now() }),
    );
  };
}
