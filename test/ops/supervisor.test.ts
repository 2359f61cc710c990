import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive, OpsError, readPid } from '../../ops/processes.ts';
import { Supervisor } from '../../ops/supervisor.ts';
import type { Role } from '../../ops/supervisor.ts';

let home: string;
let said: string[];
let supervisor: Supervisor;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'careline-supervisor-'));
  said = [];
  supervisor = aSupervisor();
});
afterEach(async () => {
  await supervisor.shutdown([]);
  await rm(home, { recursive: true, force: true });
});

const aSupervisor = () =>
  new Supervisor({ runDir: home, logDir: home, say: (line) => void said.push(line) });

/** A process of Node that runs this source; `home` is its mark. */
const aRole = (source: string, more: Partial<Role> = {}): Role => ({
  name: 'worker',
  command: process.execPath,
  args: ['-e', source, home],
  marker: home,
  ...more,
});
const forEver = 'setInterval(() => {}, 1000);';
const pidOf = async (name: string) => (await readPid(join(home, `${name}.pid`))) ?? 0;

test('a role that is killed is started again, and the console says so', async () => {
  await supervisor.start(aRole(forEver));
  const first = await pidOf('worker');
  process.kill(first, 'SIGKILL');
  await expect.poll(() => pidOf('worker'), { timeout: 5_000 }).not.toBe(first);
  expect(await isAlive(await pidOf('worker'))).toBe(true);
  expect(said).toEqual([
    'worker died (SIGKILL); it is started again in 0.2 s',
    'worker is started again',
  ]);
});

test('each death in a row makes it wait twice as long', async () => {
  await supervisor.start(aRole('if (process.uptime() < 9) setTimeout(() => process.exit(3), 50)'));
  await expect
    .poll(() => said.filter((it) => it.includes('died')).length, { timeout: 8_000 })
    .toBe(4);
  expect(said.filter((it) => it.includes('died'))).toEqual(
    ['0.2', '0.4', '0.8', '1.6'].map(
      (it) => `worker died (exit 3); it is started again in ${it} s`,
    ),
  );
});

test('a role that cannot start at all is given up, with the end of its log', async () => {
  const failing = aRole("console.error('no such table'); process.exit(1)", {
    isReady: () => Promise.resolve(false),
  });
  const start = supervisor.start(failing);
  await expect(start).rejects.toThrow(OpsError);
  await expect(start).rejects.toThrow(/worker dies at its start[\s\S]*no such table/);
});

test('while it is held it stays down', async () => {
  await supervisor.start(aRole(forEver));
  const first = await pidOf('worker');
  await writeFile(join(home, 'worker.hold'), '');
  process.kill(first, 'SIGKILL');
  await sleep(1_000);
  expect(await pidOf('worker')).toBe(first);
  await rm(join(home, 'worker.hold'));
  await expect.poll(() => pidOf('worker'), { timeout: 5_000 }).not.toBe(first);
});

test('it is asked to end, and killed when it does not', async () => {
  const wrote = join(home, 'ended');
  const polite = `process.on('SIGTERM', () => { require('fs').writeFileSync(${JSON.stringify(wrote)}, 'yes'); process.exit(); }); console.log('up'); ${forEver}`;
  const isUp = async (name: string) =>
    (await readFile(join(home, `${name}.log`), 'utf8')).includes('up');
  await supervisor.start(aRole(polite, { isReady: () => isUp('worker') }));
  await supervisor.stop('worker');
  expect(await readFile(wrote, 'utf8')).toBe('yes');
  expect(await readPid(join(home, 'worker.pid'))).toBeUndefined();

  const deaf = `process.on('SIGTERM', () => {}); console.log('up'); ${forEver}`;
  await supervisor.start(
    aRole(deaf, { name: 'deaf', stopWithinMs: 300, isReady: () => isUp('deaf') }),
  );
  const pid = await pidOf('deaf');
  await supervisor.stop('deaf');
  expect(await isAlive(pid)).toBe(false);
  expect(said).toContain('deaf did not end in time and was killed');
});

test('what an earlier run left is ended, suspended or not; a stranger with its number is not', async () => {
  await supervisor.start(aRole(forEver));
  const left = await pidOf('worker');
  process.kill(left, 'SIGSTOP');

  const stranger = aRole(forEver, { marker: 'something else' });
  await aSupervisor().endLeftover(stranger);
  expect(await isAlive(left)).toBe(true);

  await writeFile(join(home, 'worker.pid'), `${left}\n`);
  await aSupervisor().endLeftover(aRole(forEver));
  expect(await isAlive(left)).toBe(false);
});

test('groups end in their order, and nothing starts afterwards', async () => {
  const order = join(home, 'order');
  // The one that is asked first takes its time: if both were asked at once, it would be last in the file.
  const leaving = (name: string, afterMs: number) =>
    `process.on('SIGTERM', () => setTimeout(() => { fs.appendFileSync(${JSON.stringify(order)}, '${name} '); process.exit(0); }, ${afterMs})); console.log('up'); ${forEver}`;
  for (const [name, afterMs] of [
    ['first', 0],
    ['second', 300],
  ] as const) {
    const isReady = async () => (await readFile(join(home, `${name}.log`), 'utf8')).includes('up');
    await supervisor.start(aRole(leaving(name, afterMs), { name, isReady }));
  }
  await supervisor.shutdown([['second'], ['first']]);
  expect(await readFile(order, 'utf8')).toBe('second first ');
  await expect(supervisor.start(aRole(forEver))).rejects.toThrow('ending');
});
