import type { Pool } from 'pg';
import type { Refusal } from '../../domain/conversation/items.ts';
import { CareError } from '../../domain/errors.ts';
import { findMessages, toMessage, type MessageRow } from '../reads/messages.ts';
import { present } from '../reads/present.ts';

/** A refusal of the workflow, with what the caller needs to go on. */
export async function refused(pool: Pool, refusal: Refusal): Promise<CareError> {
  const { code, message, newMessageIds, conversationId } = refusal;
  switch (code) {
    case 'stale_reply': {
      const newMessages = await findMessages(pool, newMessageIds ?? []);
      return new CareError(code, message, {
        members: {
          newMessages: newMessages.map(toMessage),
          writtenBy: await writersOf(pool, newMessages),
        },
      });
    }
    case 'reason_required':
      return new CareError(code, message, { errors: [{ field: 'reason', message }] });
    case 'conversation_exists':
    case 'merged':
      return new CareError(code, message, { members: { conversationId } });
    case 'not_for_assistant':
      return new CareError('forbidden', message);
    default:
      return new CareError(code, message);
  }
}

/** Who came before, in the order in which they did: so that it can be said by name. */
async function writersOf(pool: Pool, messages: readonly MessageRow[]) {
  const { rows } = await pool.query<{ id: string; name: string }>({
    name: 'writers-of-messages',
    text: `select m.id, coalesce(a.name, cu.name, '') as name
             from messages m left join agents a on m.sender_type = 'agent' and a.id::text = m.sender_id
                  left join conversations c on m.sender_type = 'customer' and c.id = m.conversation_id
                  left join customers cu on cu.id = c.customer_id
            where m.id = any($1::uuid[])`,
    values: [messages.map(({ id }) => id)],
  });
  const names = new Map(rows.map((row) => [row.id, row.name]));
  return messages.map(({ id, sender_type, sender_id, metadata }) => ({
    messageId: id,
    type: metadata['external'] === true ? 'external' : sender_type,
    ...(sender_type === 'agent' && metadata['external'] !== true ? { agentId: sender_id } : {}),
    ...present('name', names.get(id) || undefined),
  }));
}
