import type { Pool } from 'pg';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import type { CustomerNoteJson } from '../schemas/customer-details.ts';
import { iso, present } from './present.ts';

interface NoteRow {
  id: string;
  customerId: string;
  authorId: string | null;
  content: string;
  createdAt: Date;
}

/** About the person: on whichever identity they were written, the newest first. */
export async function listCustomerNotes(
  pool: Pool,
  customerId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const after = decodeCursor('customer-notes', cursor);
  // Ids are in the order of creation.
  const { rows } = await pool.query<NoteRow>(
    `select n.id, n.customer_id as "customerId", n.author_id as "authorId", n.content, n.created_at as "createdAt"
       from customers c join customers o on o.id = c.id or o.person_id = c.person_id
            join customer_notes n on n.customer_id = o.id
      where c.id = $1 and ($2::uuid is null or n.id < $2)
      order by n.id desc limit $3`,
    [customerId, after?.id ?? null, limit + 1],
  );
  return pageOf(rows, limit, toNote, ({ id }) => encodeCursor('customer-notes', '', id));
}

export const toNote = (row: NoteRow): CustomerNoteJson => ({
  id: row.id,
  customerId: row.customerId,
  ...present('authorId', row.authorId),
  content: row.content,
  createdAt: iso(row.createdAt),
});
