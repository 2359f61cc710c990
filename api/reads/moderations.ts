import type { Pool } from 'pg';
import type { Failure } from '../../domain/conversation/events.ts';
import { notFound } from '../../domain/errors.ts';
import type { ModerationJson } from '../schemas/moderation.ts';
import { requireVisible, type Looker } from '../visibility.ts';
import { iso, isoWhere, present } from './present.ts';

interface Row {
  id: string;
  conversation_id: string;
  message_id: string;
  action: ModerationJson['action'];
  status: ModerationJson['status'];
  retry_at: Date | null;
  failure: Failure | null;
  created_at: Date;
  done_at: Date | null;
}

/** @throws CareError not_found: it is not there, or of a conversation that is not for the caller's eyes */
export async function findModeration(
  pool: Pool,
  caller: Looker,
  id: string,
): Promise<ModerationJson> {
  const moderation = await readModeration(pool, id);
  await requireVisible(pool, caller, moderation.conversationId, 'moderation');
  return moderation;
}

/** Whoever asks. @throws CareError not_found */
export async function readModeration(pool: Pool, id: string): Promise<ModerationJson> {
  const { rows } = await pool.query<Row>({
    name: 'moderation-by-id',
    text: `select id, conversation_id, message_id, action, status, retry_at, failure, created_at, done_at
             from moderations where id = $1`,
    values: [id],
  });
  const [row] = rows;
  if (!row) throw notFound('moderation');
  return {
    id: row.id,
    conversationId: row.conversation_id,
    messageId: row.message_id,
    action: row.action,
    status: row.status,
    ...isoWhere('retryAt', row.retry_at),
    ...present('failure', row.failure),
    createdAt: iso(row.created_at),
    ...isoWhere('doneAt', row.done_at),
  };
}
