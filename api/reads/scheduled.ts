/** Replies for later: those that wait for their time, and those that ask before they go. */
import type { Pool } from 'pg';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import type { ScheduledJson } from '../schemas/scheduled.ts';
import { visibleTo, type Looker } from '../visibility.ts';
import { messageColumns, messageTables, toMessage, type MessageRow } from './messages.ts';
import { iso, present } from './present.ts';

type Row = MessageRow & {
  send_at: Date;
  customer_id: string;
  customer_name: string | null;
  status: ScheduledJson['conversation']['status'];
  source: ScheduledJson['conversation']['source'];
  author_name: string | null;
};

const order = 'scheduled';

/** Of `messages m`: a reply for later that has not gone, of one in parts the first. */
export const isScheduled = `m.send_at is not null and m.delivery_status in ('queued', 'held')
        and m.metadata->>'scheduled' = 'true'
        and coalesce((m.metadata->'part'->>'number')::int, 1) = 1`;

/** The next one first. @param by whose; undefined: everybody's that the caller sees */
export async function listScheduled(
  pool: Pool,
  {
    caller,
    by,
    cursor,
    limit,
  }: { caller: Looker; by: string | undefined; cursor?: string | undefined; limit: number },
) {
  const after = decodeCursor(order, cursor);
  const values: unknown[] = [];
  const put = (value: unknown) => `$${String(values.push(value))}`;
  const conditions = [visibleTo(caller, put)];
  if (by !== undefined) conditions.push(`m.sender_id = ${put(by)}`);
  if (after) {
    conditions.push(
      `(m.send_at, m.id) > (${put(after.value)}::timestamptz, ${put(after.id)}::uuid)`,
    );
  }
  const { rows } = await pool.query<Row>(
    `select ${messageColumns}, c.customer_id, cu.name as customer_name, c.status, c.source, a.name as author_name
       from ${messageTables} join conversations c on c.id = m.conversation_id
            left join customers cu on cu.id = c.customer_id
            left join agents a on m.sender_id = a.id::text
      where ${isScheduled} and ${conditions.join(' and ')}
      order by m.send_at, m.id limit ${put(limit + 1)}`,
    values,
  );
  return pageOf(rows, limit, toScheduled, (row) => encodeCursor(order, iso(row.send_at), row.id));
}

const toScheduled = (row: Row): ScheduledJson => ({
  message: toMessage(row),
  conversation: {
    id: row.conversation_id,
    platform: row.platform,
    status: row.status,
    source: row.source,
    customerId: row.customer_id,
    customerName: row.customer_name ?? '',
  },
  ...present('authorName', row.author_name),
});
