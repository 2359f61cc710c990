/** How far an agent has read a conversation (reads/unread.ts). */
import type { Pool } from 'pg';
import { CareError, invalid } from '../../domain/errors.ts';
import { partsOf } from '../reads/parts-of-conversation.ts';
import { hintLive, toldOfReads } from '../../runtime/changes.ts';

interface Reading {
  agentId: string;
  conversationId: string;
}

/** Up to this message, or all there is; never back. */
export async function markRead(
  pool: Pool,
  { agentId, conversationId }: Reading,
  untilMessageId: string | undefined,
): Promise<void> {
  const { rowCount } = await pool.query({
    name: 'mark-read',
    text: toldOfReads(`insert into conversation_reads (agent_id, conversation_id, read_until, read_ordinal)
      select $1, $2, m.recorded_at, m.ordinal from messages m
       where m.conversation_id = any(${partsOf('$2::uuid')}) and ($3::uuid is null and m.direction = 'inbound' or m.id = $3)
       order by m.recorded_at desc, m.ordinal desc limit 1
      on conflict (agent_id, conversation_id) do update
         set read_until = excluded.read_until, read_ordinal = excluded.read_ordinal
       where (conversation_reads.read_until, conversation_reads.read_ordinal) < (excluded.read_until, excluded.read_ordinal)`),
    values: [agentId, conversationId, untilMessageId ?? null],
  });
  if (rowCount) hintLive(pool);
}

/**
 * This message of the customer's and what came after it, or their newest alone.
 * @throws CareError when it is none of theirs here, or they wrote nothing
 */
export async function markUnread(
  pool: Pool,
  { agentId, conversationId }: Reading,
  fromMessageId: string | undefined,
): Promise<void> {
  const { rowCount } = await pool.query({
    name: 'mark-unread',
    text: toldOfReads(`insert into conversation_reads (agent_id, conversation_id, read_until, read_ordinal)
      select $1, $2, m.recorded_at, m.ordinal - 1 from messages m
       where m.conversation_id = any(${partsOf('$2::uuid')}) and m.direction = 'inbound' and ($3::uuid is null or m.id = $3)
       order by m.recorded_at desc, m.ordinal desc limit 1
      on conflict (agent_id, conversation_id) do update
         set read_until = excluded.read_until, read_ordinal = excluded.read_ordinal`),
    values: [agentId, conversationId, fromMessageId ?? null],
  });
  if (rowCount) return hintLive(pool);
  if (fromMessageId === undefined) {
    throw new CareError('nothing_to_do', 'The customer has written nothing here.');
  }
  throw invalid('fromMessageId', 'is not a message of the customer in this conversation');
}
