import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signatureOf } from '../../sandbox/linkedin/sign.ts';
import { eventually, startFakeDesk, type FakeDesk } from './support/desk.ts';
import { ana, answerTo, callsTo, encoded, headers, us } from './support/linkedin.ts';
import { organization, startTestSandbox, type TestSandbox } from './support/sandbox.ts';

let desk: FakeDesk;
let sandbox: TestSandbox;
let calls: ReturnType<typeof callsTo>;
const { applicationId = '', personId = '', clientSecret = '' } = organization.credentials;
const subscription = `eventSubscriptions/(developerApplication:${encoded(
  `urn:li:developerApplication:${applicationId}`,
)},user:${encoded(`urn:li:person:${personId}`)},entity:${encoded(us)},eventType:ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS)`;

beforeEach(async () => {
  desk = await startFakeDesk();
  desk.answerGetsWith(answerTo);
});
afterEach(async () => {
  await sandbox.close();
  await desk.close();
});
const begin = async (options: Parameters<typeof startTestSandbox>[0] = {}) => {
  sandbox = await startTestSandbox({ webhookBaseUrl: desk.url, ...options });
  calls = callsTo(sandbox);
};

interface Notice extends Record<string, unknown> {
  action: string;
  notificationId: number;
}
const batches = () =>
  desk.received.map(({ body }) => (JSON.parse(body) as { notifications: Notice[] }).notifications);
const noticeOf = (action: string) =>
  eventually(() =>
    batches()
      .flat()
      .find((it) => it.action === action),
  );

describe('notifications', () => {
  test('tell of comments, edits, deletions, mentions, likes and own answers', async () => {
    await begin();
    const post = await calls.publish('Launch day');
    const id = await calls.says('Wann? „EU“ 👟');
    const { headers: told, body, path } = await eventually(() => desk.received[0]);
    expect(path).toBe('/webhooks/linkedin');
    const signature = signatureOf(clientSecret, Buffer.from(body), undefined);
    expect(told['x-li-signature']).toBe(signature);
    expect(await noticeOf('COMMENT')).toMatchObject({
      organizationalEntity: us,
      sourcePost: expect.stringMatching(/^urn:li:activity:\d{19}$/),
      decoratedSourcePost: { owner: us, text: 'Launch day', entity: post },
      generatedActivity: id.replace('(urn:li:', '('),
      decoratedGeneratedActivity: {
        comment: { owner: ana, text: 'Wann? „EU“ 👟', entity: id },
      },
      subscriber: `urn:li:person:${personId}`,
      lastModifiedAt: expect.any(Number),
    });

    await calls.says('Wann in der EU?', { edit: id });
    expect(await noticeOf('COMMENT_EDIT')).toMatchObject({
      decoratedGeneratedActivity: { comment: { text: 'Wann in der EU?' } },
    });
    await calls.answer(post, 'Im Dezember', id);
    expect(await noticeOf('ADMIN_COMMENT')).toMatchObject({
      decoratedGeneratedActivity: { comment: { owner: us, text: 'Im Dezember' } },
    });
    await calls.says('', { reaction: { to: post, emoji: '👍' } });
    expect(await noticeOf('LIKE')).toMatchObject({
      generatedActivity: expect.stringContaining(`urn:li:like:(${ana},urn:li:activity:`),
    });
    await calls.says('', { remove: id });
    const deletion = await noticeOf('COMMENT_DELETE');
    expect(deletion['generatedActivity']).toBe(id.replace('(urn:li:', '('));
    expect(deletion).not.toHaveProperty('decoratedGeneratedActivity');
    const share = await calls.says('Hey @Harbour Outfitters!', { kind: 'mention' });
    expect(await noticeOf('SHARE_MENTION')).toMatchObject({
      generatedActivity: share,
      decoratedGeneratedActivity: {
        share: { owner: ana, entity: share, text: `Hey @[Harbour Outfitters](${us})!` },
      },
    });
  });

  test('have numbers that a double cannot hold, pushed and pulled alike', async () => {
    await begin();
    await calls.says('one');
    await calls.says('two');
    await eventually(() => batches().flat().length === 2);
    const numbersIn = (text: string) =>
      [...text.matchAll(/"notificationId":(\d+)/g)].map(([, digits = '']) => digits);
    const pushed = desk.received.flatMap(({ body }) => numbersIn(body));
    expect(pushed.every((it) => String(Number(it)) !== it)).toBe(true);
    const query = [
      'q=criteria&actions=List(COMMENT,SHARE_MENTION)',
      `organizationalEntity=${encoded(us)}`,
      `timeRange=(start:${Date.now() - 60_000},end:${Date.now() + 60_000})&start=0&count=50`,
    ].join('&');
    const pulled = await fetch(
      `${sandbox.url}/linkedin/rest/organizationalEntityNotifications?${query}`,
      {
        headers,
      },
    );
    expect(numbersIn(await pulled.text()).sort()).toEqual(pushed.sort());
  });

  test('go ten at a time, and again every five minutes for eight hours', async () => {
    await begin({ clockFactor: 1500 });
    let refusals = 1;
    desk.answerWith(() => (refusals-- > 0 ? 500 : 204));
    await Promise.all(Array.from({ length: 23 }, (_, index) => calls.says(`number ${index}`)));
    const log = await eventually(async () => {
      const { body } = await sandbox.call('GET', '/sandbox/inbox-log?platform=linkedin');
      return body['data']?.length === 23 && body['data'];
    });
    expect(Math.max(...batches().map((it) => it.length))).toBe(10);
    const attempts = log.map((it) => Number(it['attempts']));
    expect(Math.max(...attempts)).toBe(2);
    const [refused] = batches();
    expect(attempts.filter((it) => it === 2)).toHaveLength(refused?.length ?? 0);
  });

  test('that nobody takes within eight hours are given up, and can be pulled', async () => {
    // Eight hours are 96 ms, five minutes 1 ms.
    await begin({ clockFactor: 300_000 });
    desk.answerWith(() => 500);
    await calls.says('lost');
    await eventually(async () => {
      const { body } = await sandbox.call('GET', '/sandbox/pending');
      return desk.received.length > 1 && body['data']?.length === 0;
    });
    const query = `q=criteria&actions=List(COMMENT)&organizationalEntity=${encoded(us)}`;
    const pulled = await calls.rest('GET', `organizationalEntityNotifications?${query}`);
    expect(pulled.body['elements']).toMatchObject([{ action: 'COMMENT' }]);
  });
});

describe('a subscription', () => {
  test('needs an address that answers the challenge, over https unless it is here', async () => {
    await begin();
    const subscribe = (webhook: string) => calls.rest('PUT', subscription, { webhook });
    expect((await subscribe('http://desk.example/webhooks')).status).toBe(400);
    desk.answerGetsWith((path) => ({ ...answerTo(path), status: 201 }));
    expect((await subscribe(`${desk.url}/door`)).body).toMatchObject({ code: 'INVALID_WEBHOOK' });
    desk.answerGetsWith((path) => ({ status: 200, body: { ...answerTo(path).body, x: 1 } }));
    expect((await subscribe(`${desk.url}/door?desk=1`)).status).toBe(204);
    expect(desk.asked.at(-1)).toMatch(/^\/door\?desk=1&challengeCode=[0-9a-f-]{36}$/);
    expect((await calls.rest('GET', subscription)).body).toMatchObject({
      webhook: `${desk.url}/door?desk=1`,
      expiresAt: expect.any(Number),
    });
    await calls.says('Anyone?');
    await eventually(() => desk.received.find(({ path }) => path === '/door?desk=1'));
  });

  test('is of the app, the member and the organization that the token is of', async () => {
    await begin();
    const other = subscription.replace(encoded(us), encoded('urn:li:organization:1'));
    expect((await calls.rest('GET', other)).status).toBe(403);
    await calls.setGrant({ scopes: ['w_organization_social_feed'] });
    expect((await calls.rest('GET', subscription)).status).toBe(403);
  });

  test('ends when it is deleted', async () => {
    await begin();
    expect((await calls.rest('DELETE', subscription)).status).toBe(204);
    expect((await calls.rest('GET', subscription)).status).toBe(404);
    const unheard = await sandbox.inbound('linkedin', {
      ...{ kind: 'comment', customer: ana, text: 'Anyone?' },
    });
    expect(unheard.body['eventKey']).toBeUndefined();
  });

  test('is challenged every two hours, blocked after three failures, and open after an answer', async () => {
    await begin({ clockFactor: 100_000 });
    await eventually(() => desk.asked.length > 1);
    desk.answerGetsWith((path) => ({
      status: 200,
      body: { ...answerTo(path).body, challengeResponse: '0'.repeat(64) },
    }));
    const grant = async () => (await sandbox.call('GET', '/sandbox/linkedin/grant')).body;
    await eventually(async () => (await grant())['isBlocked'] === true);
    expect(await grant()).toMatchObject({ failedChallenges: 3, isSubscribed: true });
    const asked = desk.asked.length;
    const lost = await sandbox.inbound('linkedin', {
      ...{ kind: 'comment', customer: ana, text: 'lost' },
    });
    expect(lost.body['eventKey']).toBeUndefined();
    desk.answerGetsWith(answerTo);
    expect((await sandbox.call('POST', '/sandbox/linkedin/validate')).body).toEqual({
      isValid: true,
    });
    expect(desk.asked).toHaveLength(asked + 1);
    await calls.says('heard');
    await eventually(() => desk.received.find(({ body }) => body.includes('heard')));
  });
});

describe('limits', () => {
  test('of a day hold until 00:00 UTC, for the app and for the member', async () => {
    let now = Date.UTC(2026, 10, 27, 23, 59);
    await begin({ now: () => now });
    await calls.setGrant({ callsPerDay: { application: 2, member: 100 } });
    const read = () => calls.rest('GET', `organizations/${organization.externalId}`);
    await read();
    await read();
    expect((await read()).body).toEqual({
      status: 429,
      serviceErrorCode: 101,
      code: 'TOO_MANY_REQUESTS',
      message:
        'Resource level throttle APPLICATION DAY limit for calls to this resource is reached.',
    });
    now += 60_000;
    expect((await read()).status).toBe(200);
    await calls.setGrant({ callsPerDay: { application: 100, member: 1 } });
    expect((await read()).body['message']).toContain('MEMBER DAY');
  });

  test('of comments hold for a minute, and nothing tells how long', async () => {
    let now = Date.now();
    await begin({ now: () => now });
    const post = await calls.publish('Launch day');
    await calls.setGrant({ commentsPerMinute: 2 });
    await calls.answer(post, 'one');
    await calls.answer(post, 'two');
    const refused = await calls.answer(post, 'three');
    expect(refused.body).toMatchObject({
      status: 429,
      message: 'Comment create throttled: creation rate limit exceeded for member',
    });
    expect(refused.headers.get('retry-after')).toBeNull();
    now += 60_000;
    expect((await calls.answer(post, 'three')).status).toBe(201);
  });
});

test('faults of sends, history and profiles are told in LinkedIn’s words', async () => {
  await begin();
  const post = await calls.publish('Launch day');
  const order = (fault: object) =>
    sandbox.call('POST', '/sandbox/faults', { platform: 'linkedin', count: 1, ...fault });
  await order({ endpoint: 'send', kind: 'rate_limit' });
  expect((await calls.answer(post, 'one')).body).toMatchObject({ status: 429 });
  await order({ endpoint: 'send', kind: 'rate_limit', retryAfterSeconds: 50_000 });
  expect((await calls.answer(post, 'one')).body['message']).toContain('APPLICATION DAY');
  await order({ endpoint: 'history', kind: 'server_error', status: 503 });
  expect((await calls.rest('GET', calls.commentsPath(post))).status).toBe(503);
  await order({ endpoint: 'profile', kind: 'server_error' });
  expect((await calls.rest('GET', 'people/(id:AbC)')).status).toBe(500);
  await order({ endpoint: 'send', kind: 'accept_then_drop' });
  await expect(calls.answer(post, 'taken')).rejects.toThrow();
  expect(await sandbox.ledger('?platform=linkedin')).toMatchObject([{ text: 'taken' }]);
});
