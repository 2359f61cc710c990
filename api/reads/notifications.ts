import type { Pool } from 'pg';
import type { NotificationJson } from '../schemas/notification.ts';
import { iso, isoWhere, present } from './present.ts';

export interface NotificationRow {
  id: string;
  kind: string;
  conversationId: string | null;
  data: Record<string, unknown>;
  createdAt: Date;
  readAt: Date | null;
}
/** Of notifications named `n`. */
export const columns = `n.id, n.kind, n.conversation_id as "conversationId", n.data, n.created_at as "createdAt", n.read_at as "readAt"`;

/** Whoever asks; in no order. */
export async function findNotifications(
  pool: Pool,
  ids: readonly string[],
): Promise<NotificationRow[]> {
  const { rows } = await pool.query<NotificationRow>(
    `select ${columns} from notifications n where n.id = any($1::uuid[])`,
    [ids],
  );
  return rows;
}

export const toNotification = (row: NotificationRow): NotificationJson => ({
  id: row.id,
  kind: row.kind,
  ...present('conversationId', row.conversationId),
  data: row.data,
  createdAt: iso(row.createdAt),
  ...isoWhere('readAt', row.readAt),
});
