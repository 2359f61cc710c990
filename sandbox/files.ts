/** Files on the simulated platforms: what customers and accounts attached, and how a platform fetches one from an address. */
import { randomBytes } from 'node:crypto';
import type { Answer } from './answer.ts';
import type { Account, Attachment, StoredFile } from './model.ts';
import type { World, WorldChange } from './world.ts';

export interface NewFile {
  name: string;
  mimeType: string;
  bytes: Buffer;
}

/** Keeps the bytes under a new file id. `of`: whose platform has them. */
export function saveFile(
  world: World,
  kind: Attachment['kind'],
  { name, mimeType, bytes }: NewFile,
  { fileId = `AgAC${randomBytes(24).toString('base64url')}`, of }: FileOptions,
): Attachment & { fileId: string } {
  const row: StoredFile = {
    ...{ name, mimeType, base64: bytes.toString('base64') },
    ...{ platform: of.platform, account: of.externalId },
  };
  const change: WorldChange = ['files', fileId, row];
  world.commit([change]);
  return { kind, fileId, name, mimeType, size: bytes.length };
}

interface FileOptions {
  fileId?: string;
  of: Pick<Account, 'platform' | 'externalId'>;
}

export const bytesAnswer = ({ mimeType, base64 }: StoredFile): Answer => ({
  status: 200,
  headers: { 'content-type': mimeType || 'application/octet-stream' },
  body: Buffer.from(base64, 'base64'),
});

const withinMs = 10_000;

export type Fetched = { bytes: Buffer; mimeType: string } | 'unreachable' | 'too_large';

/** As platforms do it: once, redirects followed, within a time and a size. */
export async function fetchFile(url: string, maxBytes: number): Promise<Fetched> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(withinMs) });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      return 'unreachable';
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) return 'too_large';
      chunks.push(chunk);
    }
    const [mimeType = ''] = (response.headers.get('content-type') ?? '').split(';');
    return { bytes: Buffer.concat(chunks), mimeType: mimeType.trim().toLowerCase() };
  } catch {
    return 'unreachable';
  }
}
