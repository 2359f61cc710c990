/** `npm run generate`: writes Prisma's client (prisma/client), unless the one there fits the schema. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const schemaFile = join(root, 'prisma/schema.prisma');
const stampFile = join(root, 'prisma/client/.made-from');

/** @returns whether it had to be written. */
export async function generate(): Promise<boolean> {
  const stamp = await fingerprint();
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return false;
  await promisify(execFile)(
    process.execPath,
    [join(root, 'node_modules/prisma/build/index.js'), 'generate', '--schema', schemaFile],
    {
      cwd: root,
      env: {
        ...process.env,
        // The CLI downloads its native engine even for this, where none is used; any file that exists contents it.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    },
  );
  await writeFile(stampFile, stamp);
  return true;
}

async function fingerprint(): Promise<string> {
  const { version } = JSON.parse(
    await readFile(join(root, 'node_modules/prisma/package.json'), 'utf8'),
  ) as { version: string };
  return createHash('sha256')
    .update(version)
    .update(await readFile(schemaFile))
    .digest('hex');
}

if (import.meta.main) {
  const written = await generate();
  if (written) console.log('prisma/client is written anew');
}
