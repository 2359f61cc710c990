/** What the customer wrote in a conversation: since anybody answered, and before that. As it was recorded: platforms tell whole seconds. */
import type { Said } from '../../domain/assist/wants-person.ts';
import type { Sentiment } from '../../domain/assist/triage.ts';
import type { Queryable } from '../../runtime/rows.ts';

const most = 20;

export async function readSaid(db: Queryable, conversationId: string): Promise<Said> {
  const { rows } = await db.query<{
    text: string;
    sentiment: Sentiment | null;
    isAnswered: boolean;
  }>({
    name: 'customers-words',
    text: `select b.content as text, t.sentiment, exists (
                    select from messages o
                     where o.conversation_id = m.conversation_id and o.direction = 'outbound'
                       and o.delivery_status not in ('failed', 'cancelled')
                       and (o.recorded_at, o.ordinal) > (m.recorded_at, m.ordinal)) as "isAnswered"
             from messages m join message_bodies b on b.message_id = m.id left join triages t on t.message_id = m.id
            where m.conversation_id = $1 and m.direction = 'inbound' and b.content <> ''
            order by m.recorded_at desc, m.ordinal desc limit $2`,
    values: [conversationId, most],
  });
  const since = rows.filter(({ isAnswered }) => !isAnswered);
  return {
    since: since.map(({ text, sentiment }) => ({ text, ...(sentiment && { sentiment }) })),
    before: rows.filter(({ isAnswered }) => isAnswered).map(({ text }) => text),
  };
}
