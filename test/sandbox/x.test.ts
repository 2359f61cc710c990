import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountKinds } from '../../sandbox/accounts.ts';
import { eventually, startFakeDesk, type FakeDesk } from './support/desk.ts';
import { startTestSandbox, type TestSandbox } from './support/sandbox.ts';

const { demo } = accountKinds.x;
const { accessToken = '', bearerToken = '', consumerSecret = '' } = demo.credentials;
let desk: FakeDesk;
let sandbox: TestSandbox;
beforeEach(async () => {
  desk = await startFakeDesk();
  sandbox = await startTestSandbox({ webhookBaseUrl: desk.url });
});
afterEach(async () => {
  await sandbox.close();
  await desk.close();
});

const v2 = (method: string, path: string, body?: unknown, token = accessToken) =>
  sandbox.call(method, `/x/2/${path}`, body, { authorization: `Bearer ${token}` });
const setApp = (change: object) => sandbox.call('PATCH', '/sandbox/x/app', change);
const says = async (inbound: object) =>
  String((await sandbox.inbound('x', inbound)).body['platformMessageId']);
const reply = (id: string, text: string) =>
  v2('POST', 'tweets', { text, reply: { in_reply_to_tweet_id: id } });
const direct = (to: string, text: string) =>
  v2('POST', `dm_conversations/with/${to}/messages`, { text });
const rightAnswer = (path: string) => {
  const token = new URL(path, 'http://desk').searchParams.get('crc_token') ?? '';
  const mac = createHmac('sha256', consumerSecret).update(token).digest('base64');
  return { status: 200, body: { response_token: `sha256=${mac}` } };
};

test.each(['xaa', 'aaa'])('that a customer types is told, with no message (%s)', async (events) => {
  await setApp({ events });
  expect((await sandbox.inbound('x', { customer: '222', typing: true })).status).toBe(409);
  await says({ customer: '222', text: 'Hello' });
  await sandbox.inbound('x', { customer: '222', typing: true });
  const told = await eventually(() =>
    desk.received.find(({ body }) => body.includes('indicate_typing')),
  );
  const list = 'direct_message_indicate_typing_events';
  const body = JSON.parse(told.body) as Record<string, unknown>;
  const payload = events === 'xaa' ? (body['data'] as { payload: object }).payload : body;
  expect(payload).toMatchObject({
    [list]: [{ sender_id: '222', target: { recipient_id: demo.externalId } }],
  });
});

describe('tokens', () => {
  test.each([
    ['none', ''],
    ['a made-up one', 'Bearer void'],
    ['another scheme', `Basic ${accessToken}`],
  ])('%s: 401', async (_, authorization) => {
    const answer = await sandbox.call('GET', '/x/2/users/me', undefined, { authorization });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  test('run out after their time, and open nothing that was not granted', async () => {
    expect((await v2('GET', 'users/me')).body['data']).toMatchObject({ id: demo.externalId });
    await setApp({ scopes: ['users.read', 'tweet.read'] });
    expect((await v2('GET', 'dm_events')).body).toMatchObject({
      ...{ status: 403, detail: expect.stringContaining('dm.read') as string },
    });
    await setApp({ tokensExpireInSeconds: 0 });
    expect((await v2('GET', 'users/me')).status).toBe(401);
  });

  test('of the app act for nobody, and the account’s manage no webhooks', async () => {
    expect((await v2('GET', 'users/me', undefined, bearerToken)).status).toBe(403);
    expect((await v2('GET', 'webhooks')).status).toBe(403);
    expect((await v2('GET', 'webhooks', undefined, bearerToken)).status).toBe(200);
  });
});

describe('posts', () => {
  test.each([
    ['280 weighted characters', 'a'.repeat(280), 201],
    ['281', 'a'.repeat(281), 400],
    ['140 of those that count two', '漢'.repeat(140), 201],
    ['141 of them', '漢'.repeat(141), 400],
    ['an address counts 23', `${'a'.repeat(256)} https://example.org/${'long/'.repeat(30)}`, 201],
    ['nothing', '', 400],
  ])('%s', async (_, text, status) => {
    const id = await says({ kind: 'mention', customer: '2400901', text: '@harbour hi' });
    expect((await reply(id, text)).status).toBe(status);
  });

  test('show the fields that were asked for, and no others', async () => {
    const id = await says({ kind: 'comment', customer: '2400902', text: 'Price?' });
    expect((await v2('GET', `tweets/${id}`)).body['data']).toEqual({
      ...{ id, text: 'Price?', edit_history_tweet_ids: [id] },
    });
    const asked = '?tweet.fields=author_id,conversation_id&expansions=author_id';
    expect((await v2('GET', `tweets/${id}${asked}`)).body).toMatchObject({
      data: { author_id: '2400902' },
      includes: { users: [{ id: '2400902' }] },
    });
    const both = await v2('GET', `tweets?ids=${id},123`);
    expect(both.status).toBe(200);
    expect(both.body).toMatchObject({ data: [{ id }], errors: [{ value: '123' }] });
  });

  test('that are gone can’t be answered; others’ can’t be deleted; nobody likes for another', async () => {
    const id = await says({ kind: 'comment', customer: '2400903', text: 'Oops' });
    expect((await v2('DELETE', `tweets/${id}`)).status).toBe(403);
    expect((await v2('POST', 'users/999/likes', { tweet_id: id })).status).toBe(400);
    await sandbox.inbound('x', { kind: 'comment', customer: '2400903', remove: id });
    expect((await reply(id, 'Hello')).body['detail']).toContain('deleted or not visible');
  });

  test('are paged, newest first', async () => {
    for (let n = 0; n < 7; n += 1) {
      await says({ kind: 'mention', customer: '2400904', text: `@harbour ${n}` });
    }
    const path = `users/${demo.externalId}/mentions?max_results=5`;
    const first = (await v2('GET', path)).body;
    const token = String(first['meta']?.['next_token']);
    const second = (await v2('GET', `${path}&pagination_token=${token}`)).body;
    const shown = [6, 5, 4, 3, 2, 1, 0].map((n) => ({ text: `@harbour ${n}` }));
    expect(first['data']).toMatchObject(shown.slice(0, 5));
    expect(second['data']).toMatchObject(shown.slice(5));
    expect((await v2('GET', path.replace('=5', '=4'))).status).toBe(400);
    expect((await v2('GET', `${path}&pagination_token=void`)).status).toBe(400);
  });
});

test('the sixteenth direct message within 15 minutes waits, and the headers say until when', async () => {
  await says({ customer: '2400911', text: 'Hi' });
  for (let n = 15; n > 0; n -= 1) {
    const { status, headers } = await direct('2400911', `Message ${n}`);
    expect([status, headers.get('x-rate-limit-remaining')]).toEqual([201, String(n - 1)]);
  }
  const { status, headers, body } = await direct('2400911', 'One more');
  expect([status, body['title']]).toEqual([429, 'Too Many Requests']);
  const wait = Number(headers.get('x-rate-limit-reset')) - Date.now() / 1000;
  expect(wait).toBeGreaterThan(800);
  expect(await sandbox.ledger('?platform=x')).toHaveLength(15);
});

describe('webhooks', () => {
  const register = (url: string) => v2('POST', 'webhooks', { url }, bearerToken);

  test('are registered by a challenge, once, and no others', async () => {
    const url = `${desk.url}/webhooks/x`;
    desk.answerGetsWith(() => ({ status: 200, body: { response_token: 'sha256=not' } }));
    expect((await register(url)).body['detail']).toContain('CrcValidationFailed');
    desk.answerGetsWith(rightAnswer);
    expect((await register(url)).body['data']).toMatchObject({ url, valid: true });
    expect((await register(url)).body['detail']).toContain('DuplicateUrlFailed');
    expect((await register('http://desk.example/x')).body['detail']).toContain('UrlValidation');
    expect((await register('https://desk.example:8443/x')).body['detail']).toContain(
      'UrlValidation',
    );
  });

  test('whose challenge fails later get nothing more, until they answer again', async () => {
    desk.answerGetsWith(rightAnswer);
    const { body } = await register(`${desk.url}/webhooks/x`);
    const id = String(body['data']?.['id']);
    const all = (await v2('GET', 'activity/subscriptions', undefined, bearerToken)).body['data']!;
    for (const it of all) {
      const path = `activity/subscriptions/${String(it['subscription_id'])}`;
      await v2('PUT', path, { webhook_id: id }, bearerToken);
    }
    desk.answerGetsWith(() => ({ status: 200, body: { response_token: 'sha256=not' } }));
    const retried = await v2('PUT', `webhooks/${id}`, undefined, bearerToken);
    expect(retried.body['data']).toEqual({ valid: false });
    await says({ customer: '2400921', text: 'Nobody hears me' });
    desk.answerGetsWith(rightAnswer);
    await v2('PUT', `webhooks/${id}`, undefined, bearerToken);
    await says({ customer: '2400921', text: 'You do' });
    await eventually(() => desk.received.find(({ body: sent }) => sent.includes('You do')));
    expect(desk.received.filter(({ body: sent }) => sent.includes('Nobody'))).toEqual([]);
  });

  test('are challenged every hour', async () => {
    await sandbox.close();
    sandbox = await startTestSandbox({ webhookBaseUrl: desk.url, clockFactor: 36_000 });
    let asked = 0;
    desk.answerGetsWith((path) => {
      asked += 1;
      return rightAnswer(path);
    });
    await register(`${desk.url}/webhooks/x`);
    await eventually(() => asked >= 3);
  });

  test('carry a signature over their very bytes', async () => {
    await says({ customer: '2400922', text: 'Größe <b>&amp;' });
    const { headers, body } = await eventually(() => desk.received[0]);
    const mac = createHmac('sha256', consumerSecret).update(body).digest('base64');
    expect(headers['x-twitter-webhooks-signature']).toBe(`sha256=${mac}`);
  });

  test('a subscription that is not granted, known or one’s own is refused', async () => {
    const created = (body: object, token = accessToken) =>
      v2('POST', 'activity/subscriptions', body, token);
    const own = { filter: { user_id: demo.externalId }, webhook_id: '14600' };
    expect((await created({ ...own, event_type: 'dm.received' })).body['detail']).toContain(
      'Duplicate',
    );
    expect((await created({ ...own, event_type: 'chat.received' })).status).toBe(403);
    expect((await created({ ...own, event_type: 'nonsense' })).status).toBe(400);
    const other = { ...own, filter: { user_id: '1' }, event_type: 'post.create' };
    expect((await created(other)).status).toBe(400);
    expect((await created({ ...own, event_type: 'dm.read' }, bearerToken)).status).toBe(403);
  });
});

test('what X knows is kept across a restart', async () => {
  const home = mkdtempSync(join(tmpdir(), 'careline-sandbox-'));
  const first = await startTestSandbox({ home });
  const said = (await first.inbound('x', { customer: '2400931', text: 'Hi' })).body;
  await first.call('PATCH', '/sandbox/x/app', { isSelfServe: false });
  const app = (await first.call('GET', '/sandbox/x/app')).body;
  await first.close();
  const second = await startTestSandbox({ home });
  expect((await second.call('GET', '/sandbox/x/app')).body).toEqual(app);
  const list = await second.call('GET', '/x/2/dm_events', undefined, {
    authorization: `Bearer ${accessToken}`,
  });
  expect(list.body['data']).toMatchObject([{ id: said['platformMessageId'], text: 'Hi' }]);
  await second.close();
  rmSync(home, { recursive: true });
});
