import type { Pool } from 'pg';
import { nobodysId } from '../../runtime/ids.ts';
import { ofEachPart, partsOf } from './parts-of-conversation.ts';

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

/** How many messages of a conversation somebody has not seen; no agent: a token that is nobody's. */
export type UnreadOf = (conversationId: string, agentId: string | undefined) => number;

/** Of many conversations for whoever asks: who never opened one misses the same as all who never did. */
export async function unreadOf(pool: Pool, conversationIds: readonly string[]): Promise<UnreadOf> {
  const { rows } = await pool.query<{ id: string; reader: string | null; unread: number }>({
    name: 'unread-of',
    text: `select c.id, reader.id as reader, ${unreadFor('reader.id')} as unread
             from conversations c cross join lateral (
               select null::uuid as id union all select '${nobodysId}'::uuid
               union all select agent_id from conversation_reads where conversation_id = c.id) as reader
            where c.id = any($1::uuid[])`,
    values: [conversationIds],
  });
  const counts = new Map(rows.map(({ id, reader, unread }) => [`${id}/${reader ?? ''}`, unread]));
  return (id, agentId) =>
    counts.get(`${id}/${agentId ?? ''}`) ?? counts.get(`${id}/${nobodysId}`) ?? 0;
}

/** More are not told apart. */
const counted = 1_000;

const lastAnswer = `select * from messages m
  where m.conversation_id = part.id and m.direction = 'outbound'
    and m.delivery_status not in ('queued', 'held', 'failed', 'cancelled')
  order by m.recorded_at desc, m.ordinal desc limit 1`;

const unseen = (reader: string): string =>
  `select from (
     select coalesce(r.read_until, answered.at, '-infinity') as at, coalesce(r.read_ordinal, 9223372036854775807) as ordinal,
            answered.said
       from (select) as one
            left join conversation_reads r on r.agent_id = ${reader}::uuid and r.conversation_id = c.id
            left join lateral (
              select o.recorded_at as at, o.timestamp as said from ${ofEachPart('c.id', lastAnswer, 'o')}
               where r.read_until is null order by o.recorded_at desc limit 1) answered on true) as mark
     join lateral (
       select from messages m where m.conversation_id = any(${partsOf('c.id')}) and m.direction = 'inbound'
          and m.recorded_at >= mark.at
          and ((m.recorded_at, m.ordinal) > (mark.at, mark.ordinal)
               -- Recorded with our answer, in one go: the platform's time tells which was first.
               or (m.recorded_at = mark.at and m.timestamp >= mark.said))) as unseen on true`;
