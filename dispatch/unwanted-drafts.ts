/** Drafts that wait for a person although what let the assistant write them was switched off: it is told to take them back. */
import type { Pool } from 'pg';
import { isSwitchedOn } from '../assist/answering/switched.ts';
import { forEachLimited } from '../runtime/limited.ts';
import type { AssistSignals } from './assist-news.ts';

const atOnce = 50;

/** One pass; what was not taken back by the next is told again. */
export const createUnwantedDrafts =
  ({ pool, signals }: { pool: Pool; signals: Pick<AssistSignals, 'assistNews'> }) =>
  async (): Promise<void> => {
    const { rows } = await pool.query<{ id: string }>({
      name: 'unwanted-drafts',
      text: `select distinct d.conversation_id as id
               from answer_drafts d join conversations c on c.id = d.conversation_id join accounts a on a.id = c.account_id
                    left join answer_policies p on p.id = d.policy_id
              where d.status = 'waiting' and not ${isSwitchedOn} limit $1`,
      values: [atOnce],
    });
    await forEachLimited(rows, 4, ({ id }) => signals.assistNews(id));
  };
