import type { Pool } from 'pg';
import { besideTheStory } from '../domain/conversation/events.ts';
import { forEachLimited } from '../runtime/limited.ts';
import type { Signals, ThreadRef } from './signals.ts';
import { Throttle } from './throttle.ts';

/** Each asks a workflow how it stands, and so needs a worker. */
const perPass = 50;

interface Overdue extends ThreadRef {
  /** Of the last event that is the workflow's own. */
  version: number;
}

/**
 * Wakes conversations whose log has more than their workflow heard of (docs/decisions, 0024), and where it matters: they should
 * have woken, or a reply lies in the queue that they may not know of. Any other learns it with the next thing that comes.
 */
export function createWakeBehind(options: { pool: Pool; signals: Signals }): () => Promise<void> {
  const { pool, signals } = options;
  const throttle = new Throttle(30_000, 300_000);
  return async () => {
    const { rows } = await pool.query<Overdue>({
      name: 'wake-behind',
      text: `select c.thread_id as "threadId", c.platform, c.account_id as "accountId",
                    (select max(e.version) from events e
                      where e.conversation_id = c.id and e.type <> all($1::text[])) as version
               from conversations c
              where c.status <> 'closed'
                and (c.next_wake_at < now() - interval '10 seconds'
                     or c.id in (select conversation_id from messages
                                  where delivery_status = 'queued' and attempt = 1 and retry_at is null and send_at is null
                                    and recorded_at between now() - interval '1 day' and now() - interval '15 seconds'))
              order by c.updated_at desc limit 1000`,
      values: [besideTheStory],
    });
    const due = rows.filter(({ threadId }) => throttle.mayTake(threadId)).slice(0, perPass);
    await forEachLimited(due, 8, async ({ version, ...thread }) => {
      const known = await signals.knownVersion(thread);
      if (known !== undefined && known < version) await signals.wake(thread);
      throttle.take(thread.threadId);
    });
  };
}
