/** The process as it is started: it listens, and ends without dropping anybody (T30). */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../ops/processes.ts';
import { until } from '../support/client.ts';
import { startPostgres, type TestPostgres } from '../support/environment.ts';

const file = join(import.meta.dirname, '../../api/server.ts');

let postgres: TestPostgres;
let port: number;
let url: string;
let api: ChildProcess | undefined;

beforeAll(async () => {
  postgres = await startPostgres();
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  api?.kill('SIGKILL');
  await postgres.drop();
});

function start(): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
    env: {
      PATH: process.env['PATH'],
      API_PORT: String(port),
      DATABASE_URL: postgres.url,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      CARELINE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

const isReady = () =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

test('SIGTERM under load drops no request and ends within 10 s', async () => {
  api = start();
  await until(isReady, (ready) => ready);
  const ended = once(api, 'exit');
  let isStopping = false;
  let answered = 0;
  const dropped: string[] = [];
  const load = Array.from({ length: 16 }, async () => {
    for (;;) {
      // The body comes late, so that there are always requests under way.
      const body = new ReadableStream({
        async start(controller) {
          controller.enqueue(Buffer.from('{'));
          await new Promise((resolve) => setTimeout(resolve, 100));
          controller.enqueue(Buffer.from('}'));
          controller.close();
        },
      });
      const wasStopping = isStopping;
      try {
        const response = await fetch(`${url}/webhooks/facebook`, {
          method: 'POST',
          body,
          duplex: 'half',
        });
        await response.text();
        answered += 1;
      } catch (error) {
        // After the signal new connections are refused; those that had been made are not.
        if (!wasStopping) dropped.push(String((error as Error).cause ?? error));
        if (isStopping) return;
      }
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const begun = performance.now();
  api.kill('SIGTERM');
  isStopping = true;
  const [code] = (await ended) as [number | null];
  await Promise.all(load);
  expect(code).toBe(0);
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(answered).toBeGreaterThan(50);
  expect(dropped).toEqual([]);
}, 60_000);

test('a port in use ends it with an error', async () => {
  api = start();
  await until(isReady, (ready) => ready);
  const second = start();
  const [code] = (await once(second, 'exit')) as [number | null];
  expect(code).toBe(1);
}, 30_000);
