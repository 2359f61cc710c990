/** What a file is, by its bytes: what its sender calls it is not believed. */
import { fileTypeFromBuffer } from 'file-type';

/** So many of the first bytes tell. */
export const headBytes = 4_100;

const unknown = 'application/octet-stream';

/** Forms that a browser may run or restyle a page with: they are kept as bytes. */
const active = /svg|xml|html|javascript|ecmascript|x-sh$/;

/** A media type; `application/octet-stream` for what is unknown, text, or could act in a browser. */
export async function sniff(head: Buffer): Promise<string> {
  // It reads on where a container's index lies further behind: then the type is that of the container, or none.
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  // Without its parameters: a voice message is `audio/ogg; codecs=opus`.
  const [type] = (found?.mime ?? '').toLowerCase().split(';');
  if (type === undefined || active.test(type) || !/^[\w.+-]+\/[\w.+-]+$/.test(type)) return unknown;
  return type;
}

/** Pictures made of points, which every browser decodes and none runs. */
export const isRaster = (mimeType: string): boolean =>
  ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'].includes(
    mimeType,
  );

/** For what came without a name. */
export function fallbackName(mimeType: string): string {
  const [, form = ''] = mimeType.split('/');
  const ending = endings.get(form) ?? (/^[a-z0-9]{2,5}$/.test(form) ? form : 'bin');
  return `file.${ending}`;
}

const endings: ReadonlyMap<string, string> = new Map([
  ['jpeg', 'jpg'],
  ['mpeg', 'mp3'],
  ['quicktime', 'mov'],
]);

/** As attachments are sorted. */
export function kindOf(mimeType: string): 'image' | 'video' | 'audio' | 'file' {
  if (isRaster(mimeType)) return 'image';
  const [group] = mimeType.split('/');
  return group === 'video' || group === 'audio' ? group : 'file';
}
