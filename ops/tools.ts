/** Programs that npm does not bring: found, or fetched once into the user's cache folder. */
import { execFile, spawn } from 'node:child_process';
import { access, constants, mkdir, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { OpsError } from './processes.ts';

export const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'careline');

export async function makeCacheFolder(): Promise<string> {
  await mkdir(cacheFolder(), { recursive: true });
  return cacheFolder();
}

export const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/** The program of this name on PATH. */
export async function findOnPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    if (await isExecutable(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

/** The file of the cache whose name begins so, such as what Temporal's SDK has downloaded. */
export async function findInCache(prefix: string): Promise<string | undefined> {
  const names = await readdir(cacheFolder()).catch(() => []);
  const name = names.find((it) => it.startsWith(prefix) && !it.includes('download'));
  return name && (await isExecutable(join(cacheFolder(), name)))
    ? join(cacheFolder(), name)
    : undefined;
}

/** Whether Temporal's own downloads can be had here; else the SDK would try for minutes. */
export const canDownloadFromTemporal = (): Promise<boolean> =>
  fetch('https://temporal.download/', { method: 'HEAD', signal: AbortSignal.timeout(4_000) }).then(
    () => true,
    () => false,
  );

/**
 * Runs a program that may take minutes, with a line of progress every 20 s.
 * @throws OpsError with the end of what it wrote.
 */
export async function runLong(
  what: string,
  command: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; say: (line: string) => void },
): Promise<void> {
  const startedAt = Date.now();
  const ticking = setInterval(() => {
    options.say(`${what}: ${Math.round((Date.now() - startedAt) / 1000)} s so far`);
  }, 20_000);
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(command, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...options.env },
        ...(options.cwd !== undefined && { cwd: options.cwd }),
      });
      let output = '';
      const keep = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-2_000);
      };
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      child.once('error', reject);
      child.once('close', (code) => {
        if (code === 0) resolve();
        else
          reject(
            new OpsError(`${what}: \`${command} ${args.join(' ')}\` failed:\n${output.trim()}`),
          );
      });
    });
  } finally {
    clearInterval(ticking);
  }
}

/** Installs a Debian package where that is possible without asking: as root, or by a sudo that wants no password. */
export async function installDebianPackage(
  name: string,
  say: (line: string) => void,
): Promise<boolean> {
  if (!(await findOnPath('apt-get'))) return false;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const apt = [...sudo, 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120'];
  if (
    sudo.length > 0 &&
    !(await promisify(execFile)('sudo', ['-n', 'true']).then(
      () => true,
      () => false,
    ))
  ) {
    return false;
  }
  try {
    say(`${name} is installed (apt-get)`);
    const [command = '', ...args] = apt;
    await runLong('apt-get update', command, [...args, 'update'], { env, say });
    await runLong(name, command, [...args, 'install', '-y', '--no-install-recommends', name], {
      env,
      say,
    });
    return true;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return false;
  }
}
