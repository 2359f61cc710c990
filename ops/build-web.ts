/** `npm run build:web`: builds the workspace into web/dist, unless what lies there was built from the same sources. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const web = join(root, 'web');
const stampFile = join(web, 'dist/.made-from');
/** What the workspace is made of besides web/: rules, types and counts that it shares with the server. */
const shared = ['package-lock.json', 'domain', 'channels'];

/** @returns whether it had to be built. */
export async function buildWeb(): Promise<boolean> {
  const stamp = await fingerprint();
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return false;
  const { build } = await import('vite');
  await build({ root: web, configFile: join(web, 'vite.config.ts'), logLevel: 'warn' });
  await writeFile(stampFile, stamp);
  return true;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const folders = ['web', ...shared].map((name) => join(root, name));
  for (const folder of folders)
    for (const file of await filesIn(folder)) hash.update(file).update(await readFile(file));
  return hash.digest('hex');
}

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
    () => undefined,
  );
  if (!entries) return [path];
  return entries
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name))
    .filter((file) => !file.startsWith(join(web, 'dist')))
    .sort();
}

if (import.meta.main) {
  const built = await buildWeb();
  if (built) console.log('web/dist is built anew');
}
