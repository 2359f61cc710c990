/** What one caller may take: headers, slow requests, countless sockets (T19). */
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi, type TestApi } from './support/api.ts';

let api: TestApi;
let port: number;
beforeAll(async () => {
  api = await startApi({ mostUnderWay: 4 });
  port = Number(new URL(api.url).port);
});
afterAll(() => api.end());

/** Sends raw bytes and reads until the other side ends. */
function talk(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let heard = '';
    socket.on('data', (data) => (heard += data.toString()));
    socket.on('close', () => {
      resolve(heard);
    });
    socket.on('error', reject);
  });
}

test('headers that are too large are a problem, not a hang', async () => {
  const heard = await talk(`GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(17_000)}\r\n\r\n`);
  expect(heard).toMatch(/^HTTP\/1\.1 431 /);
  expect(heard).toContain('application/problem+json');
});

test('what is not HTTP is a problem', async () => {
  const heard = await talk('HELO there\r\n\r\n');
  expect(heard).toMatch(/^HTTP\/1\.1 400 /);
  expect(heard).toContain('"code":"malformed_request"');
});

test('a body that claims to be huge is refused before it comes', async () => {
  const token = api.tokens.admin;
  const heard = await talk(
    'POST /api/v1/teams HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n' +
      `authorization: Bearer ${token}\r\ncontent-length: 10000000000\r\n\r\n{`,
  );
  expect(heard).toMatch(/^HTTP\/1\.1 413 /);
});

test('one caller with too much under way is told to wait; others are not', async () => {
  const ask = (as: 'agent' | 'viewer') => api.call('GET', '/api/v1/conversations?q=parcel', { as });
  const [mine, others] = await Promise.all([
    Promise.all(Array.from({ length: 40 }, () => ask('agent'))),
    ask('viewer'),
  ]);
  const refused = mine.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.headers.get('retry-after')).toBe('1');
  expect(mine.some(({ status }) => status === 200)).toBe(true);
  expect(others.status).toBe(200);
  expect((await ask('agent')).status).toBe(200);
});

test('callers who never finish are sent away, and the others hardly notice', async () => {
  const sockets: Socket[] = [];
  const ended: number[] = [];
  const begun = performance.now();
  for (let n = 0; n < 300; n += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    socket.on('close', () => ended.push(performance.now() - begun));
    socket.write(
      n % 2 === 0
        ? 'GET /healthz HTTP/1.1\r\nhost: x\r\n'
        : 'POST /webhooks/facebook HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n',
    );
    sockets.push(socket);
  }
  // A byte a second keeps nobody in.
  const drip = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x');
  }, 1_000);
  const times: number[] = [];
  while (ended.length < 300 && performance.now() - begun < 20_000) {
    const asked = performance.now();
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    times.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  clearInterval(drip);
  for (const socket of sockets) socket.destroy();
  expect(ended).toHaveLength(300);
  expect(Math.max(...ended)).toBeLessThan(18_000);
  times.sort((a, b) => a - b);
  expect(times[Math.floor(times.length * 0.95)]).toBeLessThan(250);
}, 40_000);
