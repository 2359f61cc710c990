import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { escapedJson, signatureHeaders } from '../../sandbox/meta/sign.ts';
import { eventually, startFakeDesk } from './support/desk.ts';
import type { FakeDesk } from './support/desk.ts';
import { page, startTestSandbox } from './support/sandbox.ts';
import type { TestSandbox } from './support/sandbox.ts';

const hour = 3_600_000;
let desk: FakeDesk;
let sandbox: TestSandbox;

beforeAll(async () => {
  desk = await startFakeDesk();
  sandbox = await startTestSandbox({ webhookBaseUrl: desk.url, echoFirstProbability: 1 });
});
afterAll(async () => {
  await sandbox.close();
  await desk.close();
});

const webhookWith = (needle: string) =>
  eventually(() => desk.received.find((it) => it.body.includes(needle)));

describe('signatures', () => {
  test('equal the known answers over the escaped bytes', () => {
    const signed = (value: unknown) =>
      signatureHeaders('test_app_secret', Buffer.from(escapedJson(value)))['x-hub-signature-256'];
    expect(escapedJson({ t: 'ä' })).toBe(String.raw`{"t":"\u00e4"}`);
    expect(signed({ t: 'ä' })).toBe(
      'sha256=50daf52e6a4c373be5927cf97fa1da300f00e8b4050de7aedeffdce3e532ab1a',
    );
    expect(signed({ object: 'page', entry: [] })).toBe(
      'sha256=5da47c9c7409e70d7a1851f0cfd9bc27786bd99587a9bf1dd5b51e23a2de03cf',
    );
  });

  test('vouch for webhooks whose body is ASCII, with slashes escaped', async () => {
    await sandbox.inbound('facebook', { customer: '2400100', text: 'Größe 42 / 👟?' });
    const { headers, body, path } = await webhookWith('2400100');
    expect(path).toBe('/webhooks/facebook');
    expect(body).toContain(String.raw`Gr\u00f6\u00dfe 42 \/ \ud83d\udc5f?`);
    const mac = (algorithm: string) =>
      createHmac(algorithm, page.credentials['appSecret']!).update(body).digest('hex');
    expect(headers['x-hub-signature-256']).toBe(`sha256=${mac('sha256')}`);
    expect(headers['x-hub-signature']).toBe(`sha1=${mac('sha1')}`);
    expect(JSON.parse(body)).toMatchObject({
      object: 'page',
      entry: [
        {
          id: page.externalId,
          messaging: [{ sender: { id: '2400100' }, recipient: { id: page.externalId } }],
        },
      ],
    });
  });
});

describe('sends', () => {
  test('are echoed with metadata, before they are answered, and lie in the ledger', async () => {
    await sandbox.inbound('facebook', { customer: '2400101', text: 'Hi' });
    const sent = await sandbox.sendAsPage('2400101', 'Hello!', {
      message: { text: 'Hello!', metadata: 'out-1' },
    });
    const mid = sent.body['message_id'];
    expect(sent.body).toEqual({ recipient_id: '2400101', message_id: mid });
    const echo = desk.received.find(
      (it) => it.body.includes('is_echo') && it.body.includes(String(mid)),
    );
    expect(JSON.parse(echo!.body)).toMatchObject({
      entry: [
        {
          messaging: [
            {
              message: {
                mid,
                is_echo: true,
                app_id: 555000000000001,
                metadata: 'out-1',
                text: 'Hello!',
              },
            },
          ],
        },
      ],
    });
    expect(await sandbox.ledger('?metadata=out-1')).toMatchObject([
      { platformMessageId: mid, text: 'Hello!', customer: '2400101' },
    ]);
  });

  test('are receipted when they arrive and when they are read', async () => {
    await sandbox.inbound('facebook', { customer: '2400102', text: 'Hi' });
    await sandbox.sendAsPage('2400102', 'Hello!');
    const delivery = await eventually(() =>
      desk.received.find((it) => it.body.includes('"delivery"') && it.body.includes('2400102')),
    );
    expect(delivery.body).toMatch(/"mids":\["m_/);
    await sandbox.call('POST', '/sandbox/customers/facebook/2400102/read');
    const read = await eventually(() =>
      desk.received.find((it) => it.body.includes('"read"') && it.body.includes('2400102')),
    );
    expect(read.body).toMatch(/"watermark":\d+/);
    const phone = await sandbox.call('GET', '/sandbox/customers/facebook/2400102/phone');
    expect(phone.body['messages']).toMatchObject([
      { from: 'me', text: 'Hi', ticks: 'delivered' },
      { from: 'them', text: 'Hello!', ticks: 'read' },
    ]);
    await sandbox.graph('POST', `/${page.externalId}/messages`, {
      recipient: { id: '2400102' },
      sender_action: 'mark_seen',
    });
    const seen = await sandbox.call('GET', '/sandbox/customers/facebook/2400102/phone');
    expect(seen.body['messages']![0]).toMatchObject({ ticks: 'read' });
  });

  test.each([
    {
      when: 'the customer never wrote',
      ago: undefined,
      more: {},
      error: { code: 100, error_subcode: 2018001 },
    },
    {
      when: 'the window is closed',
      ago: 25 * hour,
      more: {},
      error: { code: 10, error_subcode: 2018278 },
    },
    {
      when: 'a tag is older than seven days',
      ago: 8 * 24 * hour,
      more: { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' },
      error: { code: 10, error_subcode: 2018278 },
    },
    {
      when: 'the tag was removed',
      ago: 0,
      more: { messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE' },
      error: { code: 100 },
    },
    {
      when: 'the text is too long',
      ago: 0,
      more: { message: { text: 'x'.repeat(2001) } },
      error: { code: 100 },
    },
    { when: 'there is nothing in it', ago: 0, more: { message: {} }, error: { code: 100 } },
    {
      when: 'it is an action, too',
      ago: 0,
      more: { sender_action: 'typing_on' },
      error: { code: 100 },
    },
  ])('are refused when $when', async ({ ago, more, error }) => {
    const customer = `24002${Math.floor(Math.random() * 1e6)}`;
    if (ago !== undefined)
      await sandbox.inbound('facebook', { customer, text: 'Hi', at: Date.now() - ago });
    const refused = await sandbox.sendAsPage(customer, 'Hello!', more);
    expect(refused.status).toBe(400);
    expect(refused.body['error']).toMatchObject({ type: 'OAuthException', ...error });
    expect(await sandbox.ledger(`?customer=${customer}`)).toEqual([]);
  });

  test('pass with HUMAN_AGENT within seven days', async () => {
    await sandbox.inbound('facebook', {
      customer: '2400103',
      text: 'Hi',
      at: Date.now() - 6 * 24 * hour,
    });
    const sent = await sandbox.sendAsPage('2400103', 'Sorry for the wait', {
      messaging_type: 'MESSAGE_TAG',
      tag: 'HUMAN_AGENT',
    });
    expect(sent.status).toBe(200);
    expect(await sandbox.ledger('?customer=2400103')).toMatchObject([{ tag: 'HUMAN_AGENT' }]);
  });

  test('need a valid token, and the right proof when one is given', async () => {
    const path = `/meta/v26.0/${page.externalId}?fields=name`;
    expect((await sandbox.call('GET', path)).status).toBe(401);
    expect((await sandbox.call('GET', `${path}&access_token=no`)).body['error']).toMatchObject({
      code: 190,
    });
    const token = page.credentials['pageAccessToken']!;
    const proof = createHmac('sha256', page.credentials['appSecret']!).update(token).digest('hex');
    const withProof = (it: string) =>
      sandbox.call('GET', `${path}&access_token=${token}&appsecret_proof=${it}`);
    expect((await withProof(proof)).body).toEqual({ id: page.externalId, name: page.name });
    expect((await withProof('0'.repeat(64))).body['error']).toMatchObject({ code: 100 });
  });
});

describe('history', () => {
  test('shows the twenty newest messages, page by page', async () => {
    for (let number = 1; number <= 25; number += 1) {
      await sandbox.inbound('facebook', {
        customer: { id: '2400300', name: 'Ana Lopez' },
        text: `number ${number}`,
      });
    }
    const list = await sandbox.graph(
      'GET',
      `/${page.externalId}/conversations?platform=messenger&fields=id,updated_time,participants&user_id=2400300`,
    );
    const [conversation] = list.body['data']!;
    expect(conversation!['participants']!['data']![0]).toMatchObject({
      name: 'Ana Lopez',
      id: '2400300',
    });
    const texts: string[] = [];
    let path = `/${String(conversation!['id'])}/messages?fields=id,message,from,created_time&limit=8`;
    for (let next: string | undefined = path; next !== undefined;) {
      const answer = await sandbox.graph('GET', path);
      texts.push(...answer.body['data']!.map((it) => String(it['message'])));
      const paging = answer.body['paging']!;
      next = paging['next'] as string | undefined;
      path = `/${String(conversation!['id'])}/messages?fields=id,message&limit=8&after=${String(paging['cursors']!['after'])}`;
    }
    expect(texts).toEqual(Array.from({ length: 20 }, (_, index) => `number ${25 - index}`));
    const nested = await sandbox.graph(
      'GET',
      `/${String(conversation!['id'])}?fields=messages.limit(2){id,message,from,created_time}`,
    );
    expect(nested.body['messages']!['data']).toMatchObject([
      { message: 'number 25' },
      { message: 'number 24' },
    ]);
  });

  test('is throttled at two calls a second, after a burst', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => sandbox.graph('GET', `/${page.externalId}/conversations`)),
    );
    expect(answers.find((it) => it.status === 400)!.body['error']).toMatchObject({ code: 613 });
  });

  test('has no field that Messenger does not have', async () => {
    const asked = await sandbox.graph('GET', `/2400101?fields=first_name,shoe_size`);
    expect(asked.body['error']).toMatchObject({
      code: 100,
      message: expect.stringContaining('shoe_size'),
    });
  });
});

test('what a page subscribes to is what it hears of', async () => {
  const path = `/${page.externalId}/subscribed_apps`;
  await sandbox.graph('DELETE', path);
  const unheard = await sandbox.inbound('facebook', { customer: '2400400', text: 'anyone?' });
  expect(unheard.body['eventKey']).toBeUndefined();
  await sandbox.graph('POST', `${path}?subscribed_fields=messages,message_echoes`);
  expect((await sandbox.graph('GET', path)).body['data']).toMatchObject([
    { subscribed_fields: ['messages', 'message_echoes'] },
  ]);
  const heard = await sandbox.inbound('facebook', { customer: '2400400', text: 'and now?' });
  expect(heard.body['eventKey']).toBe(
    `facebook/${page.externalId}/message/${String(heard.body['platformMessageId'])}`,
  );
});
