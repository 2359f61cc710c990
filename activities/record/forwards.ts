/** What merged conversations tell one another goes by the inbox, with the transaction of what it tells (docs/decisions, 0015). */
import type { Forwarded } from '../../domain/conversation/forwards.ts';
import { json, type Queryable } from '../../runtime/rows.ts';

export async function writeForwards(db: Queryable, forwards: readonly Forwarded[]): Promise<void> {
  if (forwards.length === 0) return;
  await db.query({
    name: 'write-forwards',
    text: `insert into inbox_events (account_id, kind, dedupe_key, thread_id, raw, received_at)
           select f.account_id, 'forwarded', f.key, f.thread_id, convert_to(f.raw, 'UTF8'), f.at
             from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
                  with ordinality as f (account_id, thread_id, key, raw, at, n)
            order by f.n
           on conflict (account_id, kind, dedupe_key) do nothing`,
    values: [
      forwards.map(({ to }) => to.accountId),
      forwards.map(({ to }) => to.threadId),
      forwards.map(({ key }) => key),
      forwards.map(({ forward }) => json(forward)),
      forwards.map(({ at }) => new Date(at)),
    ],
  });
}
