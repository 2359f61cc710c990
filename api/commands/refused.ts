import type { Pool } from 'pg';
import type { Refusal } from '../../domain/conversation/items.ts';
import { CareError } from '../../domain/errors.ts';
import { findMessages, toMessage } from '../reads/messages.ts';

/** A refusal of the workflow, with what the caller needs to go on. */
export async function refused(pool: Pool, refusal: Refusal): Promise<CareError> {
  const { code, message, newMessageIds, conversationId } = refusal;
  switch (code) {
    case 'stale_reply': {
      const newMessages = await findMessages(pool, newMessageIds ?? []);
      return new CareError(code, message, {
        members: { newMessages: newMessages.map(toMessage) },
      });
    }
    case 'reason_required':
      return new CareError(code, message, { errors: [{ field: 'reason', message }] });
    case 'conversation_exists':
      return new CareError(code, message, { members: { conversationId } });
    default:
      return new CareError(code, message);
  }
}
