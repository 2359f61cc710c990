import { fetchFile, saveFile } from '../files.ts';
import type { Attachment, StoredFile } from '../model.ts';
import type { World } from '../world.ts';
import type { BotCall, Method } from './call.ts';
import { badRequest, ok } from './errors.ts';

const megabyte = 1024 * 1024;
const limits = { photo: 10 * megabyte, document: 50 * megabyte };

/** The file of a send: an upload, a file that Telegram has, or an address that it fetches. */
export async function sentFile(
  call: BotCall,
  name: 'photo' | 'document',
  kind: Attachment['kind'],
): Promise<Attachment> {
  const { world, account, parameters } = call;
  const given = parameters.text(name);
  const upload = parameters.upload(given?.startsWith('attach://') ? given.slice(9) : name);
  if (upload !== undefined) {
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
    if (upload.bytes.length > limits[name]) throw badRequest(`file is too big`);
    return saveFile(world, kind, upload, { of: account });
  }
  if (given === undefined || given === '') throw badRequest(`there is no ${name} in the request`);
  if (/^https?:\/\/[^/]/i.test(given)) return fetched(call, name, kind, given);
  const known = world.tables.files.get(baseId(given));
  if (known === undefined) {
    throw badRequest('wrong remote file identifier specified: Wrong string length');
  }
  return { kind, fileId: baseId(given), name: known.name, mimeType: known.mimeType };
}

/** Smaller than uploads, and of documents only these kinds (Bot API, sendDocument and "Sending files"). */
const fetchLimits = { photo: 5 * megabyte, document: 20 * megabyte };
const fetchedTypes = {
  photo: /^image\/(jpeg|png|webp|gif)$/,
  document: /^(image\/gif|application\/(pdf|zip))$/,
};

async function fetched(
  { world, account }: BotCall,
  name: 'photo' | 'document',
  kind: Attachment['kind'],
  url: string,
): Promise<Attachment> {
  const found = await fetchFile(url, fetchLimits[name]);
  if (typeof found === 'string') throw badRequest('failed to get HTTP URL content');
  if (!fetchedTypes[name].test(found.mimeType)) {
    throw badRequest('wrong type of the web page content');
  }
  return saveFile(world, kind, { name, ...found }, { of: account });
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

/** What lies at a path that `getFile` gave. */
export function fileAt(world: World, path: string): StoredFile | undefined {
  const fileId = /^files\/([^/]+)\//.exec(path)?.[1];
  return world.tables.files.get(fileId ?? '');
}

/** The small size of a photo has an id of its own; the bytes are the same here. */
const baseId = (fileId: string) => fileId.replace(/_s$/, '');
