import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFaults } from '../../sandbox/faults.ts';
import { eventually, startFakeDesk } from './support/desk.ts';
import type { FakeDesk } from './support/desk.ts';
import { startTestSandbox } from './support/sandbox.ts';
import type { TestSandbox } from './support/sandbox.ts';

let desk: FakeDesk;
let sandbox: TestSandbox;

beforeEach(async () => {
  desk = await startFakeDesk();
  sandbox = await startTestSandbox({ webhookBaseUrl: desk.url });
  await sandbox.inbound('facebook', { customer: '2400001', text: 'Hi' });
  await sandbox.inbound('telegram', { customer: '5001', text: 'Hi' });
});
afterEach(async () => {
  await sandbox.close();
  await desk.close();
});

const order = (fault: object) => sandbox.call('POST', '/sandbox/faults', fault);
const sendAsBot = () => sandbox.botMethod('sendMessage', { chat_id: 5001, text: 'Hello' });

test('accept_then_drop: the platform has the message, the caller has a broken connection', async () => {
  await order({ kind: 'accept_then_drop', endpoint: 'send', count: 2 });
  await expect(sendAsBot()).rejects.toThrow();
  await expect(sandbox.sendAsPage('2400001', 'Hello')).rejects.toThrow();
  expect(await sandbox.ledger()).toMatchObject([
    { platform: 'telegram', text: 'Hello' },
    { platform: 'facebook', text: 'Hello' },
  ]);
  await eventually(() => desk.received.find((it) => it.body.includes('is_echo')));
  expect((await sendAsBot()).status).toBe(200);
});

test('reset: neither has it', async () => {
  await order({ kind: 'reset', platform: 'telegram', count: 1 });
  await expect(sendAsBot()).rejects.toThrow();
  expect(await sandbox.ledger()).toEqual([]);
});

test('rate_limit: each platform says it in its own way', async () => {
  await order({ kind: 'rate_limit', retryAfterSeconds: 8 });
  const telegram = await sendAsBot();
  expect(telegram.status).toBe(429);
  expect(telegram.headers.get('retry-after')).toBe('8');
  expect(telegram.body['parameters']).toEqual({ retry_after: 8 });
  const facebook = await sandbox.sendAsPage('2400001', 'Hello');
  expect(facebook.body['error']).toMatchObject({ code: 613, is_transient: true });
  await sandbox.call('DELETE', '/sandbox/faults');
  await order({ kind: 'rate_limit', retryAfterSeconds: 120 });
  const throttled = await sandbox.sendAsPage('2400001', 'Hello');
  expect(throttled.body['error']).toMatchObject({ code: 80006 });
  expect(throttled.headers.get('x-business-use-case-usage')).toContain(
    '"estimated_time_to_regain_access":2',
  );
});

test('server_error: before the message is taken or, when asked, after', async () => {
  await order({ kind: 'server_error', status: 503, count: 1 });
  expect((await sandbox.sendAsPage('2400001', 'Hello')).body['error']).toMatchObject({ code: 2 });
  expect(await sandbox.ledger()).toEqual([]);
  await order({ kind: 'server_error', afterAccept: true, count: 1 });
  expect((await sandbox.sendAsPage('2400001', 'Hello')).status).toBe(500);
  expect(await sandbox.ledger()).toHaveLength(1);
});

test('hang and slow: the answer does not come, or comes late', async () => {
  await order({ kind: 'hang', delaySeconds: 0.2, count: 1 });
  await expect(sendAsBot()).rejects.toThrow();
  await order({ kind: 'slow', delaySeconds: 0.2, count: 1 });
  const before = Date.now();
  expect((await sendAsBot()).status).toBe(200);
  expect(Date.now() - before).toBeGreaterThan(150);
  expect(await sandbox.ledger()).toHaveLength(1);
});

test('faults are listed until they are over or removed', async () => {
  const { body } = await order({ kind: 'reset', endpoint: 'history', probability: 0.5 });
  expect((await sandbox.call('GET', '/sandbox/faults')).body['data']).toMatchObject([
    { id: body['id'], kind: 'reset' },
  ]);
  expect((await sandbox.call('DELETE', `/sandbox/faults/${String(body['id'])}`)).status).toBe(204);
  expect((await sandbox.call('GET', '/sandbox/faults')).body['data']).toEqual([]);
  const wrong = await order({ kind: 'earthquake' });
  expect(wrong.status).toBe(400);
  expect(wrong.headers.get('content-type')).toContain('application/problem+json');
});

test('the same seed brings the same faults', () => {
  const call = { platform: 'telegram', account: '1', endpoint: 'send' } as const;
  const run = (seed: string) => {
    const faults = createFaults(seed, () => 0);
    faults.add({ kind: 'reset', probability: 0.3 });
    return Array.from({ length: 50 }, () => faults.strike(call) !== undefined);
  };
  expect(run('a')).toEqual(run('a'));
  expect(run('a')).not.toEqual(run('b'));
});
