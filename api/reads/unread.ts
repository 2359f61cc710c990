/**
 * How many of the customer's messages in `conversations c` somebody has not seen. Each agent has a mark of their own, in the order
 * in which messages came to us: one that the platform dates back is news all the same. Who never opened it misses what came
 * after our last answer. A token that is nobody's has the count that the workflow keeps.
 */

/** @param reader the placeholder of the agent's id; null: nobody's */
export const unreadFor = (reader: string): string =>
  `case when ${reader}::uuid is null then c.unread
        else (select count(*)::int from (${unseen(reader)} limit ${String(counted)}) as u) end`;

export const isUnreadFor = (reader: string): string =>
  `case when ${reader}::uuid is null then c.unread > 0 else exists (${unseen(reader)}) end`;

/** More are not told apart. */
const counted = 1_000;

const unseen = (reader: string): string =>
  `select from (
     select coalesce(r.read_until, answered.at, '-infinity') as at, coalesce(r.read_ordinal, 9223372036854775807) as ordinal
       from (select) as one
            left join conversation_reads r on r.agent_id = ${reader}::uuid and r.conversation_id = c.id
            left join lateral (
              select o.recorded_at as at from messages o
               where r.read_until is null and o.conversation_id = c.id and o.direction = 'outbound'
                 and o.delivery_status not in ('queued', 'held', 'failed', 'cancelled')
               order by o.recorded_at desc limit 1) answered on true) as mark
     join lateral (
       select from messages m where m.conversation_id = c.id and m.direction = 'inbound'
          and (m.recorded_at, m.ordinal) > (mark.at, mark.ordinal)) as unseen on true`;
