import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['workflows', 'domain'];

/**
 * The workflows as one script. Bundling takes some seconds of CPU, so the script is kept under `home` by the hash of its
 * sources: a worker that was killed is back without it.
 */
export async function workflowBundle(home: string): Promise<WorkflowBundle> {
  const file = join(home, 'bundles', `${await sourcesHash()}.js`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) {
    await utimes(file, new Date(), new Date());
    return { code: kept };
  }
  const bundle = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows/index.ts'),
    // Evaluated once for all conversations of a thread of the worker, not for each: no module of ours keeps state.
    preloadModules: [join(root, 'workflows/conversation.ts')],
    logger: quiet,
  });
  await mkdir(join(home, 'bundles'), { recursive: true });
  // Written aside and renamed: another worker that starts now sees a whole file or none.
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, bundle.code);
  await rename(aside, file);
  return bundle;
}

async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256');
  const sdk = await readFile(join(root, 'node_modules/@temporalio/worker/package.json'), 'utf8');
  hash.update(sdk).update(await readFile(fileURLToPath(import.meta.url)));
  for (const folder of folders) {
    const names = await readdir(join(root, folder), { recursive: true });
    for (const name of names.sort()) {
      const path = join(root, folder, name);
      if (!(await stat(path)).isFile()) continue;
      hash
        .update(name)
        .update('\0')
        .update(await readFile(path))
        .update('\0');
    }
  }
  return hash.digest('hex').slice(0, 32);
}

const nothing = () => undefined;
/** The bundler's progress is of no interest to a desk. */
const quiet = {
  log: nothing,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};
