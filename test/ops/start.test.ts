import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort, requireFreePort } from '../../ops/processes.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'careline-start-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** `npm start` with these settings and servers that are not embedded, until it ends by itself. */
async function start(
  settings: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../ops/start.ts')], {
    env: {
      PATH: process.env['PATH'],
      CARELINE_HOME: join(home, 'desk'),
      CARELINE_RUN_DIR: join(home, 'run'),
      DATABASE_URL: 'postgres://127.0.0.1:1/none',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      API_PORT: String(await freePort()),
      SANDBOX_PORT: String(await freePort()),
      ...settings,
    },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

test('a port in use is said in one sentence', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as AddressInfo;
  try {
    const { code, output } = await start({ API_PORT: String(port) });
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      `Port ${port} (api) is in use by another program: end that one, or set API_PORT to a free port.`,
    );
  } finally {
    taken.close();
  }
  await expect(requireFreePort(port, 'api', 'API_PORT')).resolves.toBeUndefined();
});

test('wrong settings are all said at once', async () => {
  const { code, output } = await start({ API_PORT: 'x', LOG_LEVEL: 'y' });
  expect(code).toBe(1);
  expect(output).toMatch(/API_PORT: .*\n.*LOG_LEVEL: |LOG_LEVEL: .*\n.*API_PORT: /);
  expect(output).not.toMatch(/^\s+at /m);
});

test('a database that is not there ends it, saying so', async () => {
  const { code, output } = await start({});
  expect(code).toBe(1);
  expect(output).toMatch(/migrations[\s\S]*ECONNREFUSED/);
});

test('a second start in the same folder is refused', async () => {
  await mkdir(join(home, 'run'));
  const other = spawn('sh', ['-c', 'sleep 30; : ops/start.ts']);
  await writeFile(join(home, 'run/start.pid'), String(other.pid));
  try {
    const { code, output } = await start({});
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      `This desk is running already (process ${String(other.pid)}): end that one first.`,
    );
  } finally {
    other.kill('SIGKILL');
  }
});
