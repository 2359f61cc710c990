/** What answers at the desk's address while it comes up, and how it makes room for the api. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { listenInTurn } from '../../api/handover.ts';
import { freePort } from '../../ops/processes.ts';
import { createProgress } from '../../ops/progress.ts';
import type { Progress } from '../../ops/progress.ts';
import { startProgressServer } from '../../ops/progress-server.ts';
import type { ProgressServer } from '../../ops/progress-server.ts';

let port: number;
let url: string;
let progress: Progress;
let holder: ProgressServer;
let now: number;
const token = 'handover';

beforeEach(async () => {
  now = 0;
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
  progress = createProgress(
    () => undefined,
    () => now,
  );
  holder = await startProgressServer({ host: '127.0.0.1', port, token, progress });
});
afterEach(() => holder.close());

const page = (path = '/') => fetch(url + path, { headers: { accept: 'text/html' } });

test('a person sees a page at every address, a platform is asked to come again', async () => {
  for (const path of ['/', '/inbox/mine', '/docs']) {
    const response = await page(path);
    expect(response.status).toBe(503);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await response.text();
    expect(html).toContain('Careline is starting');
    for (const [, asset] of html.matchAll(/(?:href|src)="([^"]+)"/g)) {
      expect((await fetch(url + String(asset))).status).toBe(200);
    }
  }
  const webhook = await fetch(`${url}/webhooks/telegram`, { method: 'POST', body: '{}' });
  expect(webhook.status).toBe(503);
  expect(webhook.headers.get('retry-after')).toBe('5');
});

test('each step is waiting, running, done or failed, with its seconds and the latest word', async () => {
  const gate = Promise.withResolvers<undefined>();
  const building = progress.step('Temporal', async (told) => {
    told('built from source, about 5 minutes');
    await gate.promise;
  });
  await progress.step('PostgreSQL', () => {
    now = 1_340;
    return Promise.resolve();
  });
  await progress.step('Migrations', () => Promise.reject(new Error('x'))).catch(() => undefined);
  progress.elsewhere('Demo desk', 'not ours');
  progress.fail('no room on the disk');
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  expect(await (await fetch(`${url}/starting.json`)).json()).toEqual({
    failure: 'no room on the disk',
    steps: [
      { name: 'PostgreSQL', state: 'done', seconds: 1.3 },
      { name: 'Migrations', state: 'failed', seconds: 0 },
      {
        ...{ name: 'Temporal', state: 'running', seconds: 1.3 },
        detail: 'built from source, about 5 minutes',
      },
      { name: 'Workspace', state: 'waiting' },
      { name: 'Demo desk', state: 'elsewhere', detail: 'not ours' },
      { name: 'Processes', state: 'waiting' },
    ],
  });
  gate.resolve(undefined);
  await building;
});

test('the api gets the port when the rest is ready, and hardly anybody finds it closed', async () => {
  const api = createServer((_request, response) => response.end('the api'));
  onTestFinished(() => void api.close());
  const listening = listenInTurn(api, {
    ...{ host: '127.0.0.1', port, handoverToken: token },
    ...{ trustedProxies: 0, webhookBodyLimitBytes: 0, ingestQueueLimit: 0 },
  });
  await sleep(100);
  expect((await page()).status).toBe(503);
  const missed: number[] = [];
  const answers: string[] = [];
  const asking = (async () => {
    while (answers.at(-1) !== 'the api') {
      const begun = performance.now();
      await page()
        .then(async (it) => void answers.push(await it.text()))
        .catch(() => void missed.push(begun));
    }
  })();
  holder.letGo();
  await listening;
  await asking;
  expect((missed.at(-1) ?? 0) - (missed[0] ?? 0)).toBeLessThan(500);
});

test('nobody else gets it', async () => {
  holder.letGo();
  const headers = { authorization: 'Bearer another' };
  expect((await fetch(`${url}/handover`, { method: 'POST', headers })).status).toBe(403);
  expect((await page()).status).toBe(503);
});

test('an api that is started again finds nobody to ask', async () => {
  await holder.close();
  const api = createServer();
  await listenInTurn(api, {
    ...{ host: '127.0.0.1', port, handoverToken: token },
    ...{ trustedProxies: 0, webhookBodyLimitBytes: 0, ingestQueueLimit: 0 },
  });
  expect(api.listening).toBe(true);
  api.close();
});

test('a start that fails shows why to whoever looks', async () => {
  const home = await mkdtemp(join(tmpdir(), 'careline-start-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  await holder.close();
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../ops/start.ts')], {
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      CARELINE_HOME: join(home, 'desk'),
      CARELINE_RUN_DIR: join(home, 'run'),
      DATABASE_URL: 'postgres://127.0.0.1:1/none',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      API_PORT: String(port),
      SANDBOX_PORT: String(await freePort()),
    },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let failure: unknown;
  while (failure === undefined && child.exitCode === null) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    const answer = (await response?.json()) as { failure?: string } | undefined;
    failure = answer?.failure;
    await sleep(50);
  }
  expect(failure).toMatch(/migrations[\s\S]*ECONNREFUSED/);
  expect(await ended).toBe(1);
});
