import { z } from 'zod';
import { saveFile } from '../files.ts';
import type { Account, Attachment } from '../model.ts';
import type { Platform } from '../platform.ts';
import type { ControlParts } from './parts.ts';
import { samples } from './samples.ts';

export const ReceivedFile = z.object({
  kind: z.enum(['image', 'video', 'audio', 'file']).default('image'),
  url: z.url().optional(),
  name: z.string().max(200).optional(),
  mimeType: z.string().max(100).optional(),
  /** The file itself; a tiny one stands in for it when absent. */
  base64: z.base64().max(1_000_000).optional(),
});

/** A customer's file as the platform keeps it; most give an address, Telegram an id. */
export function receivedFile(
  { world, url }: Pick<ControlParts, 'world' | 'url'>,
  platform: Platform,
  account: Account,
  file: z.infer<typeof ReceivedFile>,
): Attachment {
  const { kind } = file;
  const sample = samples[kind];
  const mimeType = file.mimeType ?? sample.mimeType;
  if (platform.files.by === 'url' && file.url !== undefined) {
    return { kind, url: file.url, mimeType, ...(file.name !== undefined && { name: file.name }) };
  }
  const bytes = file.base64 === undefined ? sample.bytes : Buffer.from(file.base64, 'base64');
  const given = { name: file.name ?? sample.name, mimeType, bytes };
  const saved = saveFile(world, kind, given, {
    of: account,
    ...(platform.files.newId && { fileId: platform.files.newId(world) }),
  });
  if (platform.files.by === 'id') return saved;
  return { ...saved, url: `${url()}/sandbox/media/${saved.fileId}?oh=sandbox` };
}
