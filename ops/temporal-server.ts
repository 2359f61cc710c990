/** Temporal's development server for one machine: the program found or fetched, and how it is run. */
import { execFile } from 'node:child_process';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../runtime/search-attributes.ts';
import { OpsError } from './processes.ts';
import type { Role } from './supervisor.ts';
import {
  canDownloadFromTemporal,
  findInCache,
  findOnPath,
  installDebianPackage,
  isExecutable,
  makeCacheFolder,
  runLong,
} from './tools.ts';

type Say = (line: string) => void;

/** The newest that `go install` can build: later ones replace modules in their go.mod. Brings server 1.29.1 and the UI. */
const cliVersion = '1.5.1';

/**
 * The `temporal` program: on PATH, in the cache, by the SDK's own download, or built from source by Go.
 * @throws OpsError in one sentence when none of these is possible.
 */
export async function findTemporal(say: Say): Promise<string> {
  const found =
    (await findOnPath('temporal')) ??
    (await findInCache(`temporal-${cliVersion}`)) ??
    (await findInCache('temporal-cli'));
  if (found) return found;
  if (await canDownloadFromTemporal()) {
    const downloaded = await downloadBySdk(say).catch((error: unknown) => {
      say(`Temporal's download failed (${String(error)}); it is built from source instead`);
      return undefined;
    });
    if (downloaded) return downloaded;
  }
  return buildFromSource(say);
}

/** The SDK downloads for its own test server only, so one is started there and ended at once. */
async function downloadBySdk(say: Say): Promise<string | undefined> {
  say('Temporal is downloaded (about 50 MB, once)');
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: await makeCacheFolder() } },
  });
  await environment.teardown();
  return findInCache('temporal-cli');
}

async function buildFromSource(say: Say): Promise<string> {
  const go = await findGo(say);
  say("Temporal's server is built from source with Go: about 5 minutes on 2 cores, once");
  const cache = await makeCacheFolder();
  const bin = await mkdtemp(join(cache, 'build-'));
  try {
    await runLong(
      'building Temporal',
      go,
      ['install', '-ldflags=-s -w', `github.com/temporalio/cli/cmd/temporal@v${cliVersion}`],
      // Its go.mod may ask for a newer Go than this one, which then fetches it.
      { env: { GOBIN: bin, GOTOOLCHAIN: 'auto' }, say },
    );
    const file = join(cache, `temporal-${cliVersion}`);
    await rename(join(bin, 'temporal'), file);
    return file;
  } finally {
    await rm(bin, { recursive: true, force: true });
  }
}

async function findGo(say: Say): Promise<string> {
  const usual = async () =>
    (await findOnPath('go')) ??
    ((await isExecutable('/usr/local/go/bin/go')) ? '/usr/local/go/bin/go' : undefined);
  let go = await usual();
  if (!go && (await installDebianPackage('golang-go', say))) go = await usual();
  const version = go && (await promisify(execFile)(go, ['version'])).stdout;
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (go && (Number(major) > 1 || Number(minor) >= 21)) return go;
  throw new OpsError(
    `Temporal's server is needed and cannot be downloaded here: install the "temporal" program, or Go 1.21 or newer${
      version ? ` (this is ${version.trim()})` : ''
    } to build it, or set TEMPORAL_ADDRESS.`,
  );
}

/**
 * The server as a process of the desk.
 * @param options.dbFile where it keeps its state; undefined: in memory, for tests.
 * @param options.uiPort undefined: without its pages.
 */
export function temporalServer(options: {
  program: string;
  port: number;
  uiPort?: number;
  dbFile?: string;
  namespace: string;
}): Role {
  const { dbFile, port, uiPort, namespace } = options;
  return {
    name: 'temporal',
    command: options.program,
    args: [
      ...[
        'server',
        'start-dev',
        '--ip',
        '127.0.0.1',
        '--port',
        String(port),
        '--namespace',
        namespace,
      ],
      ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
      ...['--log-format', 'json', '--log-level', 'warn'],
      ...(dbFile === undefined ? [] : ['--db-filename', dbFile, ...sqlitePragmas]),
      ...Object.entries(searchAttributes).flatMap(([name, type]) => [
        '--search-attribute',
        `${name}=${type}`,
      ]),
      ...Object.entries(limits).flatMap(([name, value]) => [
        '--dynamic-config-value',
        `${name}=${value}`,
      ]),
    ],
    marker: dbFile ?? `--port ${port}`,
    // A soft limit for Go's heap: the desk is to fit into a small machine.
    env: { ...process.env, GOMEMLIMIT: '700MiB' },
    isReady: () => isServing(`127.0.0.1:${port}`, namespace),
  };
}

/** As it comes, each write waits for the disk: 86 signals/s; with these, 240. A power cut may cost the last moment. */
const sqlitePragmas = [
  '--sqlite-pragma',
  'journal_mode=wal',
  '--sqlite-pragma',
  'synchronous=normal',
  // What is deleted is overwritten, not only let go of (docs/erasure.md).
  '--sqlite-pragma',
  'secure_delete=on',
];

/** Limits meant for clusters that many share; here they would only slow a burst down. */
const limits = {
  'frontend.rps': 20_000,
  'frontend.namespaceRPS': 20_000,
  'frontend.namespaceRPS.visibility': 200,
  'frontend.namespaceCount': 5_000,
  'history.rps': 50_000,
  'matching.rps': 50_000,
};

async function isServing(address: string, namespace: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: '1s' });
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return true;
  } finally {
    await connection.close();
  }
}
