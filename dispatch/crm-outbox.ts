/** Tells the workflows of people for whom there is something to do in a CRM; again where that may have been lost. */
import type { Pool } from 'pg';
import { forEachLimited } from '../runtime/limited.ts';

export interface CrmSignals {
  /** Starts the person's workflow if it is not at work. */
  crmNews(connectionId: string, personKey: string): Promise<void>;
}

interface Person {
  connectionId: string;
  personKey: string;
  ids: string[];
  payloads: string[];
}

const perPass = 100;

/** A task that waits longer than any rest, and whose workflow was told long ago, has lost its workflow. */
export const createCrmOutbox =
  ({ pool, signals }: { pool: Pool; signals: CrmSignals }) =>
  async (): Promise<boolean> => {
    const { rows } = await pool.query<Person>({
      name: 'crm-outbox',
      text: `select t.connection_id as "connectionId", t.person_key as "personKey", array_agg(t.id) as ids,
                    array_agg(t.payload::text) as payloads
               from (select * from crm_tasks
                      where state = 'waiting' and connection_id in (select id from crm_connections where status = 'active')
                        and (told_at is null or told_at < now() - interval '20 minutes'
                                                and coalesce(next_try_at, told_at) < now() - interval '10 minutes')
                      order by told_at nulls first limit $1) t
              group by 1, 2`,
      values: [perPass],
    });
    await forEachLimited(rows, 8, async ({ connectionId, personKey, ids, payloads }) => {
      await signals.crmNews(connectionId, personKey);
      // One that was asked for anew meanwhile is told of again.
      await pool.query(
        `update crm_tasks t set told_at = now() from unnest($1::uuid[], $2::text[]) as told (id, payload)
          where t.id = told.id and t.payload = told.payload::jsonb`,
        [ids, payloads],
      );
    });
    return rows.length > 0;
  };
