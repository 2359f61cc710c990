import { randomBytes } from 'node:crypto';
import type { Attachment } from '../model.ts';
import type { World, WorldChange } from '../world.ts';
import type { BotCall, Method } from './call.ts';
import { badRequest, ok } from './errors.ts';
import type { Upload } from './parameters.ts';

const megabyte = 1024 * 1024;
const limits = { photo: 10 * megabyte, document: 50 * megabyte };

/** The file of a send: an upload, a file that Telegram has, or an address (which is not fetched here). */
export function sentFile(
  call: BotCall,
  name: 'photo' | 'document',
  kind: Attachment['kind'],
): Attachment {
  const { world, parameters } = call;
  const given = parameters.text(name);
  const upload = parameters.upload(given?.startsWith('attach://') ? given.slice(9) : name);
  if (upload !== undefined) {
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
    if (upload.bytes.length > limits[name]) throw badRequest(`file is too big`);
    return saveFile(world, kind, upload);
  }
  if (given === undefined || given === '') throw badRequest(`there is no ${name} in the request`);
  if (/^https?:\/\/[^/]/i.test(given)) return { kind, fileId: newFileId(), url: given };
  const known = world.tables.files.get(baseId(given));
  if (known === undefined) {
    throw badRequest('wrong remote file identifier specified: Wrong string length');
  }
  return { kind, fileId: baseId(given), name: known.name, mimeType: known.mimeType };
}

/** Keeps the bytes under a new file id. */
export function saveFile(world: World, kind: Attachment['kind'], upload: Upload): Attachment {
  const { name, mimeType, bytes } = upload;
  const fileId = newFileId();
  const row = { name, mimeType, base64: bytes.toString('base64') };
  const change: WorldChange = ['files', fileId, row];
  world.commit([change]);
  return { kind, fileId, name, mimeType, size: bytes.length };
}

export const getFile: Method = ({ world, parameters }) => {
  const fileId = parameters.text('file_id') ?? '';
  const file = world.tables.files.get(baseId(fileId));
  if (file === undefined) throw badRequest('invalid file_id');
  const bytes = Buffer.from(file.base64, 'base64');
  if (bytes.length > 20 * megabyte) throw badRequest('file is too big');
  return ok({
    file_id: fileId,
    file_unique_id: fileId.slice(-12),
    file_size: bytes.length,
    file_path: `files/${baseId(fileId)}/${encodeURIComponent(file.name)}`,
  });
};

/** The bytes at a path that `getFile` gave. */
export function download(
  world: World,
  path: string,
): { mimeType: string; bytes: Buffer } | undefined {
  const fileId = /^files\/([^/]+)\//.exec(path)?.[1];
  const file = world.tables.files.get(fileId ?? '');
  return file && { mimeType: file.mimeType, bytes: Buffer.from(file.base64, 'base64') };
}

const newFileId = () => `AgAC${randomBytes(24).toString('base64url')}`;

/** The small size of a photo has an id of its own; the bytes are the same here. */
const baseId = (fileId: string) => fileId.replace(/_s$/, '');
