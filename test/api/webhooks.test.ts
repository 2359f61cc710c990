import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi, type TestApi } from './support/api.ts';

const appSecret = 'the-app-secret';
const oldSecret = 'the-old-app-secret';
const telegramSecret = 'telegram-secret-token';
const relaySecret = 'relay-secret';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({
    env: {
      X_WEBHOOK_SECRET: relaySecret,
      BLUESKY_WEBHOOK_SECRET: relaySecret,
      WEBHOOK_BODY_LIMIT_KB: '64',
    },
  });
  for (const body of [
    {
      platform: 'facebook',
      name: 'Harbour',
      externalId: '1100',
      credentials: { pageAccessToken: 'page', appSecret, verifyToken: 'verify-me' },
      webhookSecrets: [oldSecret],
    },
    {
      platform: 'telegram',
      name: 'bot',
      externalId: '7100',
      credentials: { botToken: '7100:token' },
      webhookSecrets: [telegramSecret],
    },
  ]) {
    const account = { ...body, check: false };
    expect((await api.call('POST', '/api/v1/accounts', { body: account })).status).toBe(201);
  }
});
afterAll(() => api.end());

const hmac = (secret: string, body: string | Buffer) =>
  createHmac('sha256', secret).update(body).digest('hex');
const meta = (body: string | Buffer, secret = appSecret) => ({
  'x-hub-signature-256': `sha256=${hmac(secret, body)}`,
});

const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(api.url + path, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers });

const messenger = (mid: string, text = 'Where is my parcel?') =>
  JSON.stringify({
    object: 'page',
    entry: [
      {
        id: '1100',
        time: 1_795_424_400_000,
        messaging: [
          {
            sender: { id: '42' },
            recipient: { id: '1100' },
            timestamp: 1_795_424_400_000,
            message: { mid, text },
          },
        ],
      },
    ],
  });

const inboxCount = async () => {
  const { rows } = await api.parts.pool.query<{ n: number }>(
    'select (select count(*) from inbox_events) + (select count(*) from dead_letters) as n',
  );
  return Number(rows[0]?.n);
};

describe('a signed webhook', () => {
  test.each([
    ['/webhooks/facebook', appSecret],
    ['/webhooks?platform=facebook', appSecret],
    ['/webhooks/FACEBOOK', oldSecret],
  ])('to %s is acknowledged after its commit', async (path, secret) => {
    const body = messenger(`m_${path}_${secret}`);
    const response = await post(path, body, meta(body, secret));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.text()).toBe('{"received":true}');
    const { rows } = await api.parts.pool.query(
      `select 1 from inbox_events where position($1::bytea in raw) > 0`,
      [Buffer.from(`m_${path}_${secret}`)],
    );
    expect(rows).toHaveLength(1);
  });

  test('that comes again is acknowledged, and is there once', async () => {
    const body = messenger('m_again');
    for (let n = 0; n < 3; n += 1) {
      expect((await post('/webhooks/facebook', body, meta(body))).status).toBe(200);
    }
    const { rows } = await api.parts.pool.query(
      `select 1 from inbox_events where dedupe_key like '%m_again%'`,
    );
    expect(rows).toHaveLength(1);
  });

  test('through a relay, of a kind that nobody knows yet, is kept for later', async () => {
    const body = '{"firehose":[]}';
    const headers = { 'x-webhook-signature': hmac(relaySecret, body) };
    expect((await post('/webhooks/bluesky', body, headers)).status).toBe(200);
    const { rows } = await api.parts.pool.query(
      `select reason from dead_letters where platform = 'bluesky'`,
    );
    expect(rows).toEqual([{ reason: 'unsupported' }]);
  });
});

describe('a webhook that nobody vouches for', () => {
  const body = messenger('m_forged');
  const escaped = messenger('m_é').replace('é', '\\u00e9');
  test.each<[string, string, Record<string, string>]>([
    ['without a signature', body, {}],
    ['with an empty one', body, { 'x-hub-signature-256': '' }],
    ['of another secret', body, meta(body, 'another')],
    ['of another platform’s secret', body, meta(body, telegramSecret)],
    ['cut short', body, { 'x-hub-signature-256': meta(body)['x-hub-signature-256'].slice(0, -2) }],
    ['not in hex', body, { 'x-hub-signature-256': `sha256=${'z'.repeat(64)}` }],
    ['of SHA-1', body, { 'x-hub-signature': `sha1=${hmac(appSecret, body).slice(0, 40)}` }],
    ['of another scheme', body, { 'x-hub-signature-256': `sha1=${hmac(appSecret, body)}` }],
    ['for a body changed by a byte', `${body} `, meta(body)],
    ['for the same JSON written otherwise', messenger('m_é'), meta(escaped)],
    ['twice', body, { 'x-hub-signature-256': `sha256=${hmac(appSecret, body)}, sha256=0` }],
    [
      'of a relay, where the account has none',
      body,
      { 'x-webhook-signature': hmac(appSecret, body) },
    ],
  ])('%s: 401, and nothing is written', async (_what, sent, headers) => {
    const before = await inboxCount();
    const response = await post('/webhooks/facebook', sent, headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await inboxCount()).toBe(before);
  });
});

test.each([
  ['POST', '/webhooks', 400],
  ['POST', '/webhooks?platform=', 400],
  ['POST', '/webhooks?platform=myspace', 400],
  ['POST', '/webhooks?platform=facebook&platform=telegram', 400],
  ['POST', '/webhooks/myspace', 400],
  ['GET', '/webhooks', 400],
  ['GET', '/webhooks/facebook', 403],
  ['POST', '/webhooks/facebook/more', 404],
  ['DELETE', '/webhooks/facebook', 405],
])('%s %s is %i', async (method, path, status) => {
  const response = await fetch(api.url + path, {
    method,
    ...(method === 'POST' ? { body: 'x' } : {}),
  });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
});

test('Meta’s handshake gets its challenge back, for the right token only', async () => {
  const ask = (token: string, challenge: string) =>
    fetch(
      `${api.url}/webhooks/facebook?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=${challenge}`,
    );
  const answer = await ask('verify-me', encodeURIComponent('<b>1158201444</b>'));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  expect(await answer.text()).toBe('<b>1158201444</b>');
  expect((await ask('wrong', '1')).status).toBe(403);
});

test('a body that is too large is 413, said or not', async () => {
  const body = Buffer.alloc(65 * 1024, 0x20);
  expect((await post('/webhooks/facebook', body, meta(body))).status).toBe(413);
  const chunked = await fetch(`${api.url}/webhooks/facebook`, {
    method: 'POST',
    body: new Blob([body]).stream(),
    duplex: 'half',
  });
  expect(chunked.status).toBe(413);
});

test('a compressed body is not unpacked', async () => {
  const response = await post('/webhooks/facebook', 'x', { 'content-encoding': 'gzip' });
  expect(response.status).toBe(415);
});

describe('whatever is sent', () => {
  const paths = ['/webhooks/facebook', '/webhooks/telegram', '/webhooks/x', '/webhooks/instagram'];
  const signed = (body: Buffer) => ({
    ...meta(body),
    'x-telegram-bot-api-secret-token': telegramSecret,
    'x-webhook-signature': hmac(relaySecret, body),
  });

  test('as JSON, signed: never a 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }), fc.constantFrom(...paths), async (json, path) => {
        const body = Buffer.from(json);
        const response = await post(path, body, signed(body));
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: 400 },
    );
  });

  test('in the shape of a webhook, with anything in its place, signed: 200', async () => {
    const anything = fc.jsonValue({ maxDepth: 3 });
    const update = fc.record({ update_id: anything, message: anything, edited_message: anything });
    const page = fc.record({
      object: fc.constant('page'),
      entry: fc.array(
        fc.record({ id: fc.constantFrom('1100', 1100, null), messaging: fc.array(anything) }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(update, page, async (telegram, facebook) => {
        const [one, two] = [JSON.stringify(telegram), JSON.stringify(facebook)];
        const first = await post('/webhooks/telegram', one, signed(Buffer.from(one)));
        expect(first.status).toBe(200);
        const second = await post('/webhooks/facebook', two, signed(Buffer.from(two)));
        expect(second.status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  test('as bytes, signed or not: never a 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2000 }),
        fc.constantFrom(...paths),
        fc.boolean(),
        async (bytes, path, isSigned) => {
          const body = Buffer.from(bytes);
          const response = await post(path, body, isSigned ? signed(body) : {});
          expect(response.status).toBeLessThan(500);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('dead letters are listed, and taken in once their account is there', async () => {
  const body = messenger('m_stranger').replaceAll('"1100"', '"2200"');
  expect((await post('/webhooks/facebook', body, meta(body))).status).toBe(200);
  interface Letters {
    data: { id: string; reason: string; outcome?: string; replayedBy?: string }[];
    nextCursor: string | null;
  }
  const path = '/api/v1/inbox/dead-letters';
  const { body: listed } = await api.call<Letters>('GET', `${path}?limit=1`, { as: 'supervisor' });
  const [letter] = listed.data;
  expect(letter?.reason).toBe('unknown_account');
  const reason = async () => {
    const counts = await api.call<{
      data: { platform: string; reason: string; waiting: number }[];
    }>('GET', '/api/v1/inbox/dead-letter-reasons', { as: 'supervisor' });
    const ours = counts.body.data.filter((it) => it.reason === 'unknown_account');
    expect(ours.map(({ platform }) => platform)).toEqual(['facebook']);
    return ours[0];
  };
  const filtered = async (query: string) =>
    (await api.call<Letters>('GET', `${path}?limit=100&${query}`, { as: 'supervisor' })).body.data;
  const before = await reason();
  expect(await filtered('reason=unknown_account&waiting=true')).toHaveLength(before?.waiting ?? -1);
  expect(await filtered('reason=none')).toEqual([]);
  expect(await filtered('platform=telegram&reason=unknown_account')).toEqual([]);
  const one = await api.call('GET', `${path}/${letter?.id ?? ''}`, { as: 'supervisor' });
  const size = Buffer.byteLength(body);
  expect(one.body).toMatchObject({ id: letter?.id, raw: body, isCut: false, bytes: size });
  expect((await api.call('GET', `${path}/${crypto.randomUUID()}`)).status).toBe(404);
  const account = {
    platform: 'facebook',
    name: 'Second',
    externalId: '2200',
    credentials: { pageAccessToken: 'page', appSecret, verifyToken: 'v' },
    check: false,
  };
  await api.call('POST', '/api/v1/accounts', { body: account });
  const replay = { as: 'supervisor', body: {} } as const;
  const replayed = await api.call('POST', `${path}/${letter?.id ?? ''}/replay`, replay);
  expect(replayed).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
  expect((await reason())?.waiting).toBe((before?.waiting ?? 0) - 1);
  const done = await filtered('reason=unknown_account&waiting=false');
  expect(done.map(({ id }) => id)).toContain(letter?.id);
  const unknown = `${path}/${crypto.randomUUID()}/replay`;
  expect((await api.call('POST', unknown, replay)).status).toBe(404);
});
