import { z } from 'zod';
import type { Attachment } from '../model.ts';
import type { Platform } from '../platform.ts';
import { saveFile } from '../telegram/files.ts';
import type { ControlParts } from './parts.ts';

export const ReceivedFile = z.object({
  kind: z.enum(['image', 'video', 'audio', 'file']).default('image'),
  url: z.url().optional(),
  name: z.string().max(200).optional(),
  mimeType: z.string().max(100).optional(),
  /** The file itself; a tiny one stands in for it when absent. */
  base64: z.base64().max(1_000_000).optional(),
});

/** One grey pixel, for pictures that nobody supplied. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOor6//DwAFgwKB8bL1XQAAAABJRU5ErkJggg==';

const mimeTypes = {
  image: 'image/png',
  video: 'video/mp4',
  audio: 'audio/ogg',
  file: 'text/plain',
};
const names = { image: 'photo.png', video: 'video.mp4', audio: 'voice.ogg', file: 'document.txt' };

/** A customer's file as the platform keeps it; most give an address, Telegram an id. */
export function receivedFile(
  { world, url }: Pick<ControlParts, 'world' | 'url'>,
  platform: Platform,
  file: z.infer<typeof ReceivedFile>,
): Attachment {
  const { kind } = file;
  const bytes =
    kind === 'image' || file.base64 !== undefined
      ? Buffer.from(file.base64 ?? pixel, 'base64')
      : Buffer.from('a file from the sandbox\n');
  const mimeType = file.mimeType ?? mimeTypes[kind];
  if (platform.files.by === 'url' && file.url !== undefined) {
    return { kind, url: file.url, mimeType, ...(file.name !== undefined && { name: file.name }) };
  }
  const saved = saveFile(world, kind, { name: file.name ?? names[kind], mimeType, bytes });
  if (platform.files.by === 'id') return saved;
  return { ...saved, url: `${url()}/sandbox/media/${saved.fileId ?? ''}?oh=sandbox` };
}
