/** A whole desk in processes of its own, as `npm start` brings it up, on ports and in folders of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../ops/processes.ts';
import { ask } from './client.ts';

const root = join(import.meta.dirname, '../..');
/** The workflows as one file, by what they are made of: made once for all desks of a run. */
const bundles = join(root, '.careline/bundles');

/** All but the servers. */
const ourRoles = ['api', 'dispatch', 'conversations', 'delivery', 'assist', 'sandbox'];

export interface Credentials {
  adminToken: string;
  users: { name: string; email: string; role: string; token: string }[];
}

export interface RunningDesk {
  api: string;
  sandbox: string;
  databaseUrl: string;
  temporalAddress: string;
  home: string;
  runDir: string;
  credentials: Credentials;
  /** Asks the API, below /api/v1, for what must succeed. */
  asAdmin: <T>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<T>;
  /** What the console said so far. */
  output(): string;
  /** Sends a signal to the process of a role and its children; false when it does not run at the moment. */
  signal(role: string, signal: NodeJS.Signals): Promise<boolean>;
  isRunning(role: string): Promise<boolean>;
  /** Keeps a role that died from being started again, until released. */
  hold(role: string): Promise<void>;
  release(role: string): Promise<void>;
  stop(): Promise<void>;
}

/** @param env further settings, e.g. the pace of the sandbox */
export async function startDesk(env: Record<string, string> = {}): Promise<RunningDesk> {
  const folder = await mkdtemp(join(tmpdir(), 'careline-desk-'));
  await chmod(folder, 0o755); // As root, PostgreSQL runs as another user, who has to get in.
  const [apiPort, sandboxPort, temporalPort, uiPort, postgresPort] = await ports(5);
  const home = join(folder, 'home');
  const runDir = join(folder, 'run');
  await Promise.all([mkdir(home), mkdir(bundles, { recursive: true })]);
  await symlink(bundles, join(home, 'bundles'));
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'ops/start.ts'), '--quiet'],
    {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        CARELINE_HOME: home,
        CARELINE_RUN_DIR: runDir,
        API_PORT: String(apiPort),
        SANDBOX_PORT: String(sandboxPort),
        TEMPORAL_PORT: String(temporalPort),
        TEMPORAL_UI_PORT: String(uiPort),
        POSTGRES_PORT: String(postgresPort),
        ...env,
      },
    },
  );
  let output = '';
  const hear = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  await ready(child, () => output);
  const credentials = JSON.parse(
    await readFile(join(home, 'credentials.json'), 'utf8'),
  ) as Credentials;
  const settings = await readFile(join(home, 'desk.env'), 'utf8');
  const pidOf = async (role: string) =>
    Number(await readFile(join(runDir, `${role}.pid`), 'utf8').catch(() => ''));
  const signal = async (role: string, kind: NodeJS.Signals | 0) => {
    const pid = await pidOf(role);
    if (!pid) return false;
    try {
      return process.kill(-pid, kind);
    } catch {
      return false; // Dead already; its supervisor has not noticed yet.
    }
  };
  const anyRuns = async (roles: readonly string[]) =>
    (await Promise.all(roles.map((role) => signal(role, 0)))).includes(true);
  const api = `http://127.0.0.1:${apiPort}`;
  return {
    api,
    sandbox: `http://127.0.0.1:${sandboxPort}`,
    databaseUrl: /^DATABASE_URL=(.*)$/m.exec(settings)?.[1] ?? '',
    temporalAddress: `127.0.0.1:${temporalPort}`,
    home,
    runDir,
    credentials,
    asAdmin: (method, path, body, headers = {}) =>
      ask(api, method, `/api/v1${path}`, { token: credentials.adminToken, body, headers }),
    output: () => output,
    signal,
    isRunning: (role) => signal(role, 0),
    hold: (role) => writeFile(join(runDir, `${role}.hold`), ''),
    release: (role) => rm(join(runDir, `${role}.hold`), { force: true }),
    async stop() {
      const over = ended(child);
      // Ours end as they do anywhere; what the servers hold nobody reads any more.
      while (child.exitCode === null && (await anyRuns(ourRoles))) await sleep(20);
      await signal('temporal', 'SIGKILL');
      await signal('postgres', 'SIGQUIT');
      await over;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ports(count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) {
    const port = await freePort();
    if (!found.includes(port)) found.push(port);
  }
  return found;
}

function ready(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = setInterval(() => {
      if (output().includes('Careline is ready')) finish(resolve);
    }, 50);
    const finish = (then: () => void) => {
      clearInterval(look);
      then();
    };
    child.once('exit', (code) => {
      finish(() => {
        reject(new Error(`the desk ended with ${code} before it was ready:\n${output()}`));
      });
    });
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await over;
}
