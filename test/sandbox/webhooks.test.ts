import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, startFakeDesk } from './support/desk.ts';
import type { FakeDesk } from './support/desk.ts';
import { page, startTestSandbox } from './support/sandbox.ts';
import type { TestSandbox } from './support/sandbox.ts';

let desk: FakeDesk;
let sandbox: TestSandbox;

beforeEach(async () => {
  desk = await startFakeDesk();
  sandbox = await startTestSandbox({ webhookBaseUrl: desk.url, clockFactor: 20 });
});
afterEach(async () => {
  await sandbox.close();
  await desk.close();
});

const inboxLog = async () => (await sandbox.call('GET', '/sandbox/inbox-log')).body['data']!;
const texts = () => desk.received.map((it) => /"text":"([^"]*)"/.exec(it.body)?.[1]);

describe('Messenger', () => {
  test('tries again until it gets 200, and lets later events go ahead', async () => {
    let refusals = 4;
    desk.answerWith(({ body }) => (body.includes('first') && refusals-- > 0 ? 503 : 200));
    const { body } = await sandbox.inbound('facebook', { customer: '2400001', text: 'first' });
    await sandbox.inbound('facebook', { customer: '2400001', text: 'second' });
    await eventually(() => texts().filter((it) => it === 'first').length === 5);
    expect(texts().indexOf('second')).toBeLessThan(texts().lastIndexOf('first'));
    const log = await eventually(async () => (await inboxLog()).length === 2 && (await inboxLog()));
    expect(log.find((it) => it['text'] === 'first')).toMatchObject({
      eventKey: body['eventKey'],
      attempts: 5,
    });
  });

  test('gives a page up after an hour of failures, until it subscribes again', async () => {
    await sandbox.close();
    sandbox = await startTestSandbox({ webhookBaseUrl: desk.url, clockFactor: 10_000 });
    desk.answerWith(() => 500);
    await sandbox.inbound('facebook', { customer: '2400001', text: 'lost' });
    const path = `/${page.externalId}/subscribed_apps`;
    await eventually(async () => (await sandbox.graph('GET', path)).body['data']!.length === 0);
    desk.answerWith(() => 200);
    await sandbox.graph('POST', `${path}?subscribed_fields=messages`);
    await sandbox.inbound('facebook', { customer: '2400001', text: 'heard' });
    await eventually(async () => (await inboxLog()).length === 1);
    expect(await inboxLog()).toMatchObject([{ text: 'heard' }]);
  });
});

describe('Telegram', () => {
  test('holds a chat back behind a failing update, and only that chat', async () => {
    let refusals = 3;
    desk.answerWith(({ body }) => (body.includes('one') && refusals-- > 0 ? 500 : 200));
    for (const text of ['one', 'two', 'three'])
      await sandbox.inbound('telegram', { customer: '5001', text });
    await sandbox.inbound('telegram', { customer: '5002', text: 'other' });
    await eventually(() => texts().includes('three'));
    expect(texts().filter((it) => it !== 'other')).toEqual([
      'one',
      'one',
      'one',
      'one',
      'two',
      'three',
    ]);
    expect(texts().indexOf('other')).toBeLessThan(texts().indexOf('two'));
  });

  test('waits as long as Retry-After says', async () => {
    let refusals = 1;
    desk.answerWith(() => (refusals-- > 0 ? { status: 503, retryAfter: 1 } : 200));
    await sandbox.inbound('telegram', { customer: '5001', text: 'later' });
    await eventually(() => desk.received.length === 2);
    expect(desk.received[1]!.at - desk.received[0]!.at).toBeGreaterThan(950);
  });
});

describe('faults', () => {
  test('deliver twice', async () => {
    await sandbox.call('POST', '/sandbox/faults', { kind: 'duplicate_webhooks', count: 1 });
    await sandbox.inbound('facebook', { customer: '2400001', text: 'twice' });
    await sandbox.inbound('facebook', { customer: '2400001', text: 'once' });
    await eventually(() => texts().filter((it) => it === 'twice').length === 2);
    expect(await inboxLog()).toHaveLength(2);
  });

  test('deliver out of order', async () => {
    await sandbox.call('POST', '/sandbox/faults', {
      kind: 'shuffle_webhooks',
      platform: 'telegram',
    });
    const numbers = Array.from({ length: 12 }, (_, index) => String(index));
    for (const text of numbers) await sandbox.inbound('telegram', { customer: '5001', text });
    await eventually(() => desk.received.length === 12);
    expect(texts()).not.toEqual(numbers);
    expect(texts().toSorted()).toEqual(numbers.toSorted());
  });
});
