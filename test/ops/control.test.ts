/** The door to the desk's processes: who may knock, and that they really die. */
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startControl } from '../../ops/control.ts';
import type { Control } from '../../ops/control.ts';
import { readPid } from '../../ops/processes.ts';
import { Supervisor } from '../../ops/supervisor.ts';

let home: string;
let supervisor: Supervisor;
let control: Control;
const said: string[] = [];
const token = 'the-token';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'careline-control-'));
  supervisor = new Supervisor({ runDir: home, logDir: home, say: () => undefined });
  for (const name of ['delivery', 'sandbox']) {
    const args = ['-e', 'setInterval(() => {}, 1000)', home];
    await supervisor.start({ name, command: process.execPath, args, marker: home });
  }
  control = await startControl(supervisor, token, (line) => void said.push(line));
});
afterEach(async () => {
  control.close();
  await supervisor.shutdown([]);
  await rm(home, { recursive: true, force: true });
});

const authorization = `Bearer ${token}`;
const pidOf = (name: string) => readPid(join(home, `${name}.pid`));
/** By node:http, as fetch sets the host and leaves out the origin. */
const ask = (method: string, path: string, headers: Record<string, string> = { authorization }) =>
  new Promise<number>((resolve, reject) => {
    const asked = request(control.url + path, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('error', reject).end();
  });

test('a process is killed without a word, and is there again', async () => {
  const before = await pidOf('delivery');
  expect(await ask('POST', '/processes/delivery/kill')).toBe(202);
  await expect.poll(() => pidOf('delivery'), { timeout: 5_000 }).not.toBe(before);
  const response = await fetch(`${control.url}/processes`, { headers: { authorization } });
  expect(await response.json()).toEqual({
    data: [{ name: 'delivery', isRunning: true, deaths: 1, since: expect.any(Number) }],
  });
  expect(said).toContain("delivery is killed, as the sandbox's page asks");
});

test('while it is down it cannot be killed', async () => {
  expect(await ask('POST', '/processes/delivery/kill')).toBe(202);
  await expect.poll(() => ask('POST', '/processes/delivery/kill'), { interval: 5 }).toBe(409);
});

test.each([
  ['the witness', '/processes/sandbox/kill'],
  ['one that does not exist', '/processes/nobody/kill'],
  ['one that this desk does not run', '/processes/postgres/kill'],
  ['a path for a name', '/processes/..%2Fdelivery/kill'],
])('%s is no process to kill', async (_what, path) => {
  expect(await ask('POST', path)).toBe(404);
});

test.each([
  ['no token', {}],
  ['another token', { authorization: 'Bearer another-one' }],
  ['a web page, even with the token', { authorization, origin: 'http://localhost:3100' }],
  ['another name for this machine', { authorization, host: 'desk.example' }],
])('%s opens nothing', async (_what, headers) => {
  const before = await pidOf('delivery');
  expect(await ask('GET', '/processes', headers)).toBe(403);
  expect(await ask('POST', '/processes/delivery/kill', headers)).toBe(403);
  expect(await pidOf('delivery')).toBe(before);
});

test('it is at this machine’s own address only', async () => {
  expect(control.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const outside = Object.values(networkInterfaces())
    .flatMap((it) => it ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of outside) {
    await expect(fetch(control.url.replace('127.0.0.1', address))).rejects.toThrow();
  }
});
