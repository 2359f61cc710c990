/** Files as the api shows them, and their bytes. */
import type { Pool } from 'pg';
import type { Attachment } from '../../channels/channel.ts';
import { CareError } from '../../domain/errors.ts';
import { objectKey, type FileStore } from '../../files/store.ts';
import { unavailable } from '../failures.ts';
import type { FileAnswer } from '../operation.ts';
import { visibleTo, type Looker } from '../visibility.ts';
import type { AttachmentJson } from '../schemas/message.ts';
import { fileHeaders } from '../send-file.ts';
import { present } from './present.ts';

export interface FileRow {
  id: string;
  kind: 'image' | 'video' | 'audio' | 'file' | 'sticker';
  name: string | null;
  status: 'waiting' | 'arriving' | 'stored' | 'failed' | 'refused' | 'discarded';
  reason: string | null;
  attempts: number;
  storage_key: string;
  sha256: string | null;
  size: number | null;
  mime_type: string | null;
  uploaded_by: string | null;
  /** A message of a conversation that the caller sees shows it. */
  is_shown: boolean;
}

export async function findFile(
  pool: Pool,
  caller: Looker,
  id: string,
): Promise<FileRow | undefined> {
  const values: unknown[] = [id];
  const visible = visibleTo(caller, (value) => `$${String(values.push(value))}`);
  const { rows } = await pool.query<FileRow>({
    name: caller.scope === 'all' ? 'file-by-id' : 'file-by-id-for-team',
    text: `select f.id, f.kind, f.name, f.status, f.reason, f.attempts, f.storage_key, f.sha256, f.size, f.mime_type,
                  f.uploaded_by, exists (
                    select from file_uses u join messages m on m.id = u.message_id
                                join conversations c on c.id = m.conversation_id
                     where u.file_id = f.id and ${visible}) as is_shown
             from files f where f.id = $1`,
    values,
  });
  return rows[0];
}

/** @throws CareError not_ready, or gone and why */
export function fileAnswer(
  store: FileStore,
  file: FileRow,
  asked: { inline: boolean },
): FileAnswer {
  const { id, name, status, reason, attempts, storage_key: key, mime_type: mimeType } = file;
  if (status === 'waiting' || status === 'arriving') {
    throw new CareError('not_ready', 'The file is still on its way to us.', {
      retryAfterSeconds: 2,
    });
  }
  if (status !== 'stored' || mimeType === null) {
    const members = { fileId: id, ...present('reason', reason) };
    throw new CareError('gone', 'The file is not here: it never came, or was let go of.', {
      members,
    });
  }
  return {
    size: file.size ?? 0,
    sha256: file.sha256 ?? '',
    headers: fileHeaders({ mimeType, name }, asked),
    open: async () => {
      const body = await store.read(objectKey(key, attempts)).catch((error: unknown) => {
        throw unavailable('The store of files', error);
      });
      if (body) return body;
      throw new CareError('gone', 'The file is not in the store any more.');
    },
  };
}

/** What a message shows of a file. */
export type ShownFile = Pick<FileRow, 'id' | 'kind' | 'name' | 'status' | 'reason' | 'size'> & {
  position: number;
  mimeType: string | null;
};

export const shownFiles = `(
    select json_agg(json_build_object('position', u.position, 'id', f.id, 'kind', f.kind, 'name', f.name,
             'status', f.status, 'reason', f.reason, 'size', f.size, 'mimeType', f.mime_type))
      from file_uses u join files f on f.id = u.file_id where u.message_id = m.id) as files`;

/** Of what is a file the address is ours; of a place or a link it is what the platform gave. */
export function toAttachment(given: Attachment, file: ShownFile | undefined): AttachmentJson {
  const { kind, url, name, mimeType, size } = given;
  if (!file) {
    return {
      kind,
      ...present('url', url),
      ...present('name', name),
      ...present('mimeType', mimeType),
      ...present('size', size),
    };
  }
  return {
    kind,
    fileId: file.id,
    url: `/api/v1/files/${file.id}`,
    status: file.status,
    ...present('reason', file.reason),
    ...present('name', file.name ?? name),
    ...present('mimeType', file.mimeType),
    ...present('size', file.size ?? size),
  };
}
