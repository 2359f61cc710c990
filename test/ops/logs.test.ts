import { appendFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { followLogs, summary } from '../../ops/logs.ts';

test.each([
  { role: 'api', line: '{"level":"info","msg":"listening"}', shown: undefined },
  {
    role: 'api',
    line: '{"level":"error","msg":"not recorded","err":{"message":"no table"}}',
    shown: 'error: not recorded: no table',
  },
  { role: 'api', line: 'TypeError: x is not a function', shown: 'TypeError: x is not a function' },
  { role: 'api', line: '    at main (server.ts:3)', shown: undefined },
  { role: 'temporal', line: '{"level":"error","msg":"shard moved"}', shown: undefined },
  {
    role: 'temporal',
    line: '{"level":"fatal","msg":"disk full"}',
    shown: '{"level":"fatal","msg":"disk full"}',
  },
  { role: 'postgres', line: 'LOG:  ready', shown: undefined },
  { role: 'postgres', line: 'FATAL:  the database system is starting up', shown: undefined },
  { role: 'postgres', line: 'PANIC:  could not write', shown: 'PANIC:  could not write' },
])('$role: $line', ({ role, line, shown }) => {
  expect(summary(role, line)).toBe(shown);
});

test('only what is new is shown, a flood is counted, and a large file starts again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'careline-logs-'));
  const file = join(folder, 'api.log');
  const warning = (msg: string) => `${JSON.stringify({ level: 'warn', msg })}\n`;
  await writeFile(file, warning('yesterday'));
  const shown: string[] = [];
  const stop = followLogs(folder, (role, line) => shown.push(`${role} ${line}`));
  try {
    await sleep(900);
    await appendFile(file, warning('today') + warning('half').slice(0, 10));
    await expect.poll(() => shown, { timeout: 3_000 }).toEqual(['api warn: today']);
    await appendFile(file, warning('half').slice(10));
    await expect.poll(() => shown.at(-1), { timeout: 3_000 }).toBe('api warn: half');
    await appendFile(file, warning('again').repeat(9));
    await expect.poll(() => shown.at(-1), { timeout: 3_000 }).toBe('api … and 4 more, see its log');

    await appendFile(file, `${'x'.repeat(21 * 1024 * 1024)}\n`);
    await expect.poll(async () => (await stat(file)).size, { timeout: 5_000 }).toBe(0);
    await appendFile(file, warning('after'));
    await expect.poll(() => shown.at(-1), { timeout: 3_000 }).toBe('api warn: after');
  } finally {
    stop();
    await rm(folder, { recursive: true, force: true });
  }
});
