/** Files that a message brings: the row says that they are to be fetched, a loop does (dispatch/files.ts). */
import type { Attachment } from '../../channels/channel.ts';
import { randomKey, uuidFrom } from '../../runtime/ids.ts';
import { plain, type Queryable } from '../../runtime/rows.ts';

export interface Bearer {
  messageId: string;
  attachments: readonly Attachment[];
}

/** Places, contacts and links are what they say: there is nothing to fetch. */
const fetched: ReadonlySet<Attachment['kind']> = new Set([
  ...(['image', 'video', 'audio', 'file', 'sticker'] as const),
]);

/** Done twice harmlessly: a file's id derives from its message and its place. */
export async function insertFiles(
  db: Queryable,
  accountId: string,
  bearers: readonly Bearer[],
): Promise<void> {
  const files = bearers.flatMap(({ messageId, attachments }) =>
    attachments.flatMap(({ kind, url, fileId, name }, position) => {
      const isThere = fetched.has(kind) && (url !== undefined || fileId !== undefined);
      const id = uuidFrom('file', messageId, position);
      return isThere ? [{ id, messageId, position, kind, name }] : [];
    }),
  );
  if (files.length === 0) return;
  await db.query({
    name: 'insert-files',
    text: `with f as (
             select * from unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::text[])
               as f (id, message_id, position, kind, name, storage_key)
           ), used as (
             insert into file_uses (message_id, position, file_id) select message_id, position, id from f
             on conflict do nothing
           )
           insert into files (id, account_id, kind, name, status, next_try_at, storage_key)
           select id, $1, kind, name, 'waiting', date_trunc('milliseconds', now()), storage_key from f on conflict (id) do nothing`,
    values: [
      accountId,
      files.map(({ id }) => id),
      files.map(({ messageId }) => messageId),
      files.map(({ position }) => position),
      files.map(({ kind }) => kind),
      files.map(({ name }) => (name === undefined ? null : plain(name))),
      files.map(randomKey),
    ],
  });
}

/** What a customer took back is not kept: the sweep removes the bytes (dispatch/file-sweep.ts). */
export async function letGoOfFiles(db: Queryable, messageId: string): Promise<void> {
  await db.query({
    name: 'let-go-of-files',
    text: `with gone as (delete from file_uses where message_id = $1 returning file_id)
           update files f set unused_since = now() from gone
            where f.id = gone.file_id
              and not exists (select from file_uses u where u.file_id = f.id and u.message_id <> $1)`,
    values: [messageId],
  });
}
