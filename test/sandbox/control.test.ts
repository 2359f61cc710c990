import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountKinds } from '../../sandbox/accounts.ts';
import { eventually, startFakeDesk } from './support/desk.ts';
import type { FakeDesk } from './support/desk.ts';
import { bot, startTestSandbox } from './support/sandbox.ts';
import type { TestSandbox } from './support/sandbox.ts';

let desk: FakeDesk;
let sandbox: TestSandbox;

beforeAll(async () => {
  desk = await startFakeDesk();
  sandbox = await startTestSandbox({ webhookBaseUrl: desk.url });
});
afterAll(async () => {
  await sandbox.close();
  await desk.close();
});

test('is up', async () => {
  expect((await sandbox.call('GET', '/healthz')).body).toEqual({ status: 'ok' });
});

test('gives the demo accounts in the form that the desk takes', async () => {
  const { body } = await sandbox.call('GET', '/sandbox/accounts');
  expect(body).toEqual(
    Object.values(accountKinds).map(({ demo: it, path }) => ({
      platform: it.platform,
      name: it.name,
      externalId: it.externalId,
      baseUrl: `${sandbox.url}${path}`,
      credentials: it.credentials,
      webhookSecrets: it.webhookSecrets,
      humanAgentApproved: it.humanAgentApproved,
    })),
  );
});

test('further accounts are accounts like the first', async () => {
  const { body, status } = await sandbox.call('POST', '/sandbox/accounts', {
    platform: 'facebook',
    name: 'Harbour Kids',
    externalId: '220',
    requireAppSecretProof: true,
  });
  expect(status).toBe(201);
  await sandbox.inbound('facebook', { account: '220', customer: '2400001', text: 'Hi' });
  await eventually(() => desk.received.find((it) => it.body.includes('"id":"220"')));
  const token = String(body['credentials']!['pageAccessToken']);
  const send = await sandbox.call('POST', `/meta/220/messages?access_token=${token}`, {});
  expect(send.body['error']).toMatchObject({
    code: 100,
    message: expect.stringContaining('appsecret_proof'),
  });
  const twice = await sandbox.call('POST', '/sandbox/accounts', {
    platform: 'facebook',
    name: 'x',
    externalId: '220',
  });
  expect(twice.status).toBe(409);
});

test('a page without the human agent feature may not use its tag', async () => {
  const { body } = await sandbox.call('POST', '/sandbox/accounts', {
    platform: 'facebook',
    name: 'Plain',
    externalId: '221',
  });
  await sandbox.inbound('facebook', { account: '221', customer: '2400001', text: 'Hi' });
  const sent = await sandbox.call(
    'POST',
    `/meta/v26.0/221/messages?access_token=${String(body['credentials']!['pageAccessToken'])}`,
    {
      recipient: { id: '2400001' },
      messaging_type: 'MESSAGE_TAG',
      tag: 'HUMAN_AGENT',
      message: { text: 'Hello' },
    },
  );
  expect(sent.body['error']).toMatchObject({ code: 10, error_subcode: 2018065 });
});

describe('refuses, as problem+json,', () => {
  test.each([
    {
      what: 'an unknown platform',
      path: 'myspace/inbound',
      body: { customer: '1', text: 'x' },
      status: 404,
    },
    { what: 'no customer', path: 'facebook/inbound', body: { text: 'x' }, status: 400 },
    { what: 'no content', path: 'facebook/inbound', body: { customer: '1' }, status: 400 },
    {
      what: 'a name for a Telegram id',
      path: 'telegram/inbound',
      body: { customer: 'ana', text: 'x' },
      status: 400,
    },
    {
      what: 'an unknown account',
      path: 'telegram/inbound',
      body: { account: '9', customer: '1', text: 'x' },
      status: 404,
    },
    {
      what: 'a misspelt field',
      path: 'facebook/inbound',
      body: { customer: '1', txt: 'x' },
      status: 400,
    },
    {
      what: 'an edit of nothing',
      path: 'facebook/inbound',
      body: { customer: '77', edit: 'm_1', text: 'x' },
      status: 409,
    },
    {
      what: 'a webhook fault of an answer kind',
      path: 'faults',
      body: { kind: 'rate_limit', endpoint: 'webhook' },
      status: 400,
    },
    { what: 'an unknown path', path: 'nothing', body: {}, status: 404 },
    {
      what: 'too much',
      path: 'facebook/inbound',
      body: { customer: '1', text: 'x'.repeat(3e6) },
      status: 413,
    },
  ])('$what', async ({ path, body, status }) => {
    const refused = await sandbox.call('POST', `/sandbox/${path}`, body);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.body).toMatchObject({ status, type: 'about:blank', detail: expect.any(String) });
  });

  test.each([
    { what: 'a page of another host', headers: { origin: 'https://evil.example' } },
    { what: 'another name for this machine', headers: { host: 'evil.example' } },
  ])('$what', async ({ headers }) => {
    const status = await new Promise((resolve) => {
      request(`${sandbox.url}/sandbox/reset`, { method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });
});

test('webhooks go where they are told to', async () => {
  await sandbox.call('POST', '/sandbox/webhooks', {
    platform: 'facebook',
    url: `${desk.url}/other-door`,
  });
  await sandbox.inbound('facebook', { customer: '2400009', text: 'Hi' });
  await eventually(() => desk.received.find((it) => it.path === '/other-door'));
});

test('an answer from the page inbox is echoed as nobody’s metadata, and is not in the ledger', async () => {
  await sandbox.inbound('facebook', { customer: '2400010', text: 'Hi' });
  await sandbox.call('POST', '/sandbox/facebook/answer-elsewhere', {
    customer: '2400010',
    text: 'From my phone',
  });
  const echo = await eventually(() =>
    desk.received.find((it) => it.body.includes('From my phone')),
  );
  expect(echo.body).toContain('"app_id":263902037430900');
  expect(echo.body).not.toContain('metadata');
  expect(await sandbox.ledger('?customer=2400010')).toEqual([]);
});

test('what the desk acknowledged is in the log, with the number of attempts', async () => {
  const { body } = await sandbox.inbound('telegram', { customer: '5009', text: 'noted' });
  const line = await eventually(async () => {
    const log = await sandbox.call('GET', '/sandbox/inbox-log?platform=telegram&customer=5009');
    return log.body['data']![0];
  });
  expect(line).toMatchObject({
    eventKey: body['eventKey'],
    platform: 'telegram',
    account: bot.externalId,
    customer: '5009',
    text: 'noted',
    attempts: 1,
    sentAt: expect.any(Number),
    ackedAt: expect.any(Number),
  });
});

test('customers’ pictures can be fetched', async () => {
  await sandbox.inbound('facebook', { customer: { id: '2400011', name: 'Ana Lopez' }, text: 'Hi' });
  const profile = await sandbox.graph('GET', '/2400011?fields=first_name,last_name,profile_pic');
  expect(profile.body).toMatchObject({ first_name: 'Ana', last_name: 'Lopez', id: '2400011' });
  const picture = await fetch(String(profile.body['profile_pic']));
  expect(picture.headers.get('content-type')).toBe('image/png');
  expect((await picture.bytes()).length).toBeGreaterThan(100);
});
