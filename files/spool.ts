/** A file on its way: written beside the kept ones while it comes, then kept or thrown away. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { headBytes, sniff } from './sniff.ts';

export interface Spooled {
  path: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex. */
  sha256: string;
  mimeType: string;
}

/**
 * Writes it down to the disk, and tells what came.
 * @throws what `body` throws, and then nothing is left
 */
export async function spool(folder: string, body: AsyncIterable<Buffer>): Promise<Spooled> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomBytes(16).toString('hex'));
  const file = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    const head: Buffer[] = [];
    let size = 0;
    for await (const chunk of body) {
      await file.writeFile(chunk);
      hash.update(chunk);
      if (size < headBytes) head.push(chunk);
      size += chunk.length;
    }
    await file.sync();
    const mimeType = await sniff(Buffer.concat(head).subarray(0, headBytes));
    return { path, size, sha256: hash.digest('hex'), mimeType };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** Harmless when it was kept meanwhile. */
export const unspool = ({ path }: Pick<Spooled, 'path'>): Promise<void> =>
  rm(path, { force: true });

/** What crashes left. */
export async function sweepSpool(folder: string, olderThanMs: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && found.mtimeMs < Date.now() - olderThanMs) await rm(path, { force: true });
  }
}
