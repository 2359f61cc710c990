import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import type { FileStore } from './store.ts';

/** Files under random names, outside of anything that a web server would show. */
export function folderStore(folder: string): FileStore {
  const pathOf = (key: string) => {
    if (!/^[a-z0-9]{16,}(\.\d+)?$/.test(key)) throw new Error('this is not a key of a file');
    return join(folder, key.slice(0, 2), key);
  };
  return {
    async keep(key, { path }) {
      const to = pathOf(key);
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      await rename(path, to);
      // The name is durable when its folder is, and the folder when the one above it is.
      await sync(dirname(to));
      await sync(folder);
    },
    async read(key) {
      const stream = createReadStream(pathOf(key));
      try {
        await once(stream, 'open');
        return stream;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    close: () => undefined,
  };
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
