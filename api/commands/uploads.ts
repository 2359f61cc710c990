/** Files that agents upload, and the replies that name them. */
import type { Pool } from 'pg';
import type { Attachment } from '../../channels/channel.ts';
import { CareError, invalid } from '../../domain/errors.ts';
import { kindOf } from '../../files/sniff.ts';
import type { Spooled } from '../../files/spool.ts';
import { objectKey, type FileStore } from '../../files/store.ts';
import { newId, randomKey } from '../../runtime/ids.ts';
import type { Queryable } from '../../runtime/rows.ts';
import type { Caller } from '../authenticate.ts';
import { dense } from '../dense.ts';
import { unavailable } from '../failures.ts';
import type { NewAttachmentJson, UploadedFileJson } from '../schemas/message.ts';

/** Of one caller, uploaded and not yet sent. */
const mostUnsent = 200;

/** The row comes first, so that bytes without one can always be found and swept. */
export async function keepUpload(
  { pool, store }: { pool: Pool; store: FileStore },
  upload: Spooled,
  { name, caller }: { name: string | undefined; caller: Caller },
): Promise<UploadedFileJson> {
  const [id, key, kind] = [newId(), randomKey(), kindOf(upload.mimeType)];
  const { size, sha256, mimeType } = upload;
  const { rowCount } = await pool.query(
    `insert into files (id, kind, name, status, attempts, storage_key, uploaded_by, unused_since)
     select $1, $2, $3, 'arriving', 1, $4, $5, now()
      where (select count(*) from files where unused_since is not null and uploaded_by = $5) < $6`,
    [id, kind, name ?? null, key, caller.key, mostUnsent],
  );
  if (rowCount === 0) {
    throw new CareError(
      'too_many_requests',
      `${String(mostUnsent)} of your files are not sent yet.`,
      {
        retryAfterSeconds: 60,
      },
    );
  }
  await store.keep(objectKey(key, 1), upload).catch((error: unknown) => {
    throw unavailable('The store of files', error);
  });
  await pool.query(
    `update files set status = 'stored', stored_at = now(), size = $2, sha256 = $3, mime_type = $4 where id = $1`,
    [id, size, sha256, mimeType],
  );
  return { fileId: id, kind, ...(name === undefined ? {} : { name }), mimeType, size };
}

/**
 * What a reply attaches, files as they were uploaded.
 * @throws CareError naming the one that is not the caller's, or not there
 */
export async function attachmentsOf(
  pool: Pool,
  caller: Caller,
  given: readonly NewAttachmentJson[],
): Promise<Attachment[]> {
  const ids = given.flatMap(({ fileId }) => fileId ?? []);
  const uploads = ids.length === 0 ? [] : await uploadsOf(pool, caller, ids);
  const byId = new Map(uploads.map((upload) => [upload.deskFileId, upload]));
  return given.map(({ fileId, kind, ...rest }, index) => {
    const field = `attachments[${String(index)}]`;
    if (fileId === undefined) return dense({ kind: kind ?? 'file', ...rest });
    const upload = byId.get(fileId);
    if (!upload) throw invalid(`${field}.fileId`, 'is not a file that you uploaded');
    return upload;
  });
}

async function uploadsOf(pool: Pool, caller: Caller, ids: readonly string[]) {
  const { rows } = await pool.query<{
    id: string;
    kind: Attachment['kind'];
    name: string | null;
    mime_type: string;
    size: number;
  }>(
    `select id, kind, name, mime_type, size from files
      where id = any($1::uuid[]) and uploaded_by = $2 and status = 'stored'`,
    [ids, caller.key],
  );
  return rows.map(({ id, kind, name, mime_type: mimeType, size }) => ({
    ...{ kind, deskFileId: id, ...(name === null ? {} : { name }) },
    ...{ mimeType, size },
  }));
}

/**
 * From now on this message shows them, and no sweep takes them.
 * @throws CareError when one was swept in the meantime
 */
export async function useFiles(
  db: Queryable,
  messageId: string,
  attachments: readonly Attachment[],
): Promise<void> {
  const uses = attachments.flatMap(({ deskFileId }, position) =>
    deskFileId === undefined ? [] : [{ position, fileId: deskFileId }],
  );
  if (uses.length === 0) return;
  const ids = [...new Set(uses.map(({ fileId }) => fileId))];
  const { rowCount } = await db.query(
    `update files set unused_since = null where id = any($1::uuid[]) and status = 'stored'`,
    [ids],
  );
  if (rowCount !== ids.length)
    throw invalid('attachments', 'names a file that is not here any more');
  await db.query(
    `insert into file_uses (message_id, position, file_id)
     select $1, u.position, u.file_id from unnest($2::int[], $3::uuid[]) as u (position, file_id)
     on conflict do nothing`,
    [messageId, uses.map(({ position }) => position), uses.map(({ fileId }) => fileId)],
  );
}
