/** What was said, and what it came to in short. */
import type { Pool } from 'pg';
import type { Said } from '../../domain/assist/prompt.ts';
import { uuidFrom } from '../../runtime/ids.ts';
import { plain } from '../../runtime/rows.ts';

/** The oldest first, on all threads of the conversation; of a long one the newest. */
export async function saidIn(pool: Pool, conversationId: string): Promise<Said[]> {
  const { rows } = await pool.query<Said>({
    name: 'said-in-conversation',
    text: `select by, text from (
             select case m.direction when 'inbound' then 'customer' when 'note' then 'note' else 'agent' end as by,
                    b.content as text, m.timestamp, m.ordinal
               from messages m join message_bodies b on b.message_id = m.id
              where m.conversation_id in (select id from conversations where id = $1 or merged_into = $1)
                and b.content <> '' and m.delivery_status not in ('failed', 'cancelled') and not m.metadata ? 'unsentAt'
              order by m.timestamp desc, m.ordinal desc limit $2) newest
            order by timestamp, ordinal`,
    values: [conversationId, mostMessages],
  });
  return rows;
}

const mostMessages = 200;

export interface NewSummary {
  conversationId: string;
  occasion: 'transfer' | 'resolve' | 'asked';
  /** The same cause has one summary. */
  cause: string;
  language: string;
  content: string;
  madeBy: string;
}

export async function keepSummary(pool: Pool, it: NewSummary): Promise<void> {
  const id = uuidFrom('summary', it.conversationId, it.cause);
  await pool.query({
    name: 'keep-summary',
    text: `with kept as (
             insert into summaries (id, conversation_id, occasion, language, content, made_by)
             select $1, $2, $3, $4, $5, $6 where exists (select from conversations where id = $2)
             on conflict do nothing returning id)
           insert into changes (kind, conversation_id) select 'assist', $2 from kept`,
    values: [id, it.conversationId, it.occasion, it.language, plain(it.content), it.madeBy],
  });
}
