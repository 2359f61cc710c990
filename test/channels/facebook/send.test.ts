import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount, OutboundMessage } from '../../../channels/channel.ts';
import { facebook } from '../../../channels/facebook/index.ts';
import { json, lostAnswers, startPlatform } from '../support/platform-server.ts';
import { codeOf, expectNotReached, expectTruthAtDeadline, within } from '../support/sending.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;

beforeAll(async () => {
  platform = await startPlatform();
  account = {
    id: 'account',
    platform: 'facebook',
    externalId: '1100001',
    baseUrl: platform.baseUrl,
    credentials: { pageAccessToken: 'page-token', appSecret: 'app-secret', verifyToken: 'v' },
    webhookSecrets: [],
    humanAgentApproved: true,
  };
});
afterAll(() => platform.stop());

const hour = 60 * 60_000;
const message: OutboundMessage = {
  id: '0d2c2f6e-1111-4222-8333-944455556666',
  recipientExternalId: '2400001',
  threadKey: 'dm:2400001',
  source: 'dm' as const,
  content: 'Checking now',
  attachments: [],
  isHuman: true,
  lastInboundAt: Date.now() - hour,
  submittedAt: Date.now(),
};
const accepted = json(200, { recipient_id: '2400001', message_id: 'm_BBB1' });
const failed = (code: number, subcode?: number, more: object = {}) => ({
  error: {
    message: `(#${String(code)}) said Meta`,
    type: 'OAuthException',
    code,
    ...(subcode !== undefined && { error_subcode: subcode }),
    fbtrace_id: 'A',
    ...more,
  },
});
const send = (change: Partial<OutboundMessage> = {}, of: Partial<ChannelAccount> = {}) =>
  facebook.send({ ...account, ...of }, { ...message, ...change }, within(1_000));

describe('the request', () => {
  test('a text carries our id as metadata, the token as bearer, and the proof', async () => {
    platform.answersWith(accepted);
    const before = Date.now();
    const outcome = await send();
    expect(outcome).toMatchObject({ kind: 'sent', platformMessageId: 'm_BBB1' });
    expect(outcome).toHaveProperty('at', expect.closeTo(before, -3));
    expect(platform.seen).toMatchObject([
      {
        method: 'POST',
        path: '/v26.0/1100001/messages',
        query: {
          appsecret_proof: createHmac('sha256', 'app-secret').update('page-token').digest('hex'),
        },
        headers: { authorization: 'Bearer page-token', 'content-type': 'application/json' },
        body: {
          recipient: { id: '2400001' },
          messaging_type: 'RESPONSE',
          message: { text: 'Checking now', metadata: message.id },
        },
      },
    ]);
  });

  test('an address may end in a slash', async () => {
    platform.answersWith(accepted);
    await send({}, { baseUrl: `${platform.baseUrl}/meta/` });
    expect(platform.seen).toMatchObject([{ path: '/meta/v26.0/1100001/messages' }]);
  });

  test('an attachment goes by its address', async () => {
    platform.answersWith(accepted);
    const attachments = [{ kind: 'image' as const, url: 'https://desk.example/1.png' }];
    expect((await send({ content: '', attachments })).kind).toBe('sent');
    expect(platform.seen[0]?.body).toEqual({
      recipient: { id: '2400001' },
      messaging_type: 'RESPONSE',
      message: {
        attachment: {
          type: 'image',
          payload: { url: 'https://desk.example/1.png', is_reusable: true },
        },
        metadata: message.id,
      },
    });
  });

  test('another version, no proof without an app secret, ids that stay one segment', async () => {
    platform.answersWith(accepted);
    const credentials = { pageAccessToken: 'page-token', graphVersion: 'v27.0' };
    await send({}, { credentials, externalId: 'a/../b?c' });
    expect(platform.seen).toMatchObject([{ path: '/v27.0/a%2F..%2Fb%3Fc/messages', query: {} }]);
  });

  test.each([
    ['within 24 hours', 23, { messaging_type: 'RESPONSE' }],
    ['a day later', 25, { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }],
    ['on the seventh day', 7 * 24 - 1, { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }],
  ])('%s', async (_, hours, permit) => {
    platform.answersWith(accepted);
    await send({ lastInboundAt: Date.now() - hours * hour });
    expect(platform.seen[0]?.body).toMatchObject(permit);
    if (hours < 24) expect(platform.seen[0]?.body).not.toHaveProperty('tag');
  });

  test('when the last message of the customer is not known, Meta decides', async () => {
    platform.answersWith(accepted);
    const { lastInboundAt, ...unknown } = message;
    expect(lastInboundAt).toBeDefined();
    expect((await facebook.send(account, unknown, within())).kind).toBe('sent');
    expect(platform.seen[0]?.body).toMatchObject({ messaging_type: 'RESPONSE' });
  });
});

describe('refused without a request', () => {
  const image = { kind: 'image' as const, url: 'https://desk.example/1.png' };
  test.each<[string, string, Partial<OutboundMessage>, Partial<ChannelAccount>]>([
    ['after 7 days', 'window_closed', { lastInboundAt: Date.now() - 169 * hour }, {}],
    [
      'after a day, not approved',
      'window_closed',
      { lastInboundAt: Date.now() - 25 * hour },
      { humanAgentApproved: false },
    ],
    [
      'after a day, by a bot',
      'window_closed',
      { lastInboundAt: Date.now() - 25 * hour, isHuman: false },
      {},
    ],
    ['empty', 'rejected', { content: ' \0\n' }, {}],
    ['too long', 'too_long', { content: 'x'.repeat(2001) }, {}],
    ['text and attachment', 'unsupported_combination', { attachments: [image] }, {}],
    [
      'two attachments',
      'unsupported_combination',
      { content: '', attachments: [image, image] },
      {},
    ],
    [
      'an attachment without address',
      'unsupported_attachment',
      { content: '', attachments: [{ kind: 'image' }] },
      {},
    ],
    [
      'a location',
      'unsupported_attachment',
      { content: '', attachments: [{ kind: 'location', url: image.url }] },
      {},
    ],
    ['no token', 'not_configured', {}, { credentials: {} }],
    [
      'a token that no header can hold',
      'not_configured',
      {},
      { credentials: { pageAccessToken: 'a\nb' } },
    ],
    ['an account id that no path can hold', 'not_configured', {}, { externalId: '..' }],
    ['an address that is none', 'not_configured', {}, { baseUrl: 'nowhere' }],
  ])('%s: %s', async (_, code, change, of) => {
    platform.answersWith(accepted);
    const outcome = await send(change, of);
    expect(codeOf(outcome)).toBe(`refused ${code}`);
    expect(outcome).toHaveProperty('failure.message', expect.stringMatching(/^[A-Z].*\.$/));
    expect(platform.seen).toEqual([]);
  });

  test('2,000 characters are not too long', async () => {
    platform.answersWith(accepted);
    expect((await send({ content: '😀'.repeat(1000) })).kind).toBe('sent');
  });
});

describe('what Meta answers', () => {
  test.each<[number, object, string, string]>([
    [400, failed(10, 2018278), 'refused window_closed', '10/2018278'],
    [400, failed(10, 2018065), 'refused no_permission', '10/2018065'],
    [403, failed(10), 'refused no_permission', '10'],
    [400, failed(10, 2018108), 'refused user_gone', '10/2018108'],
    [400, failed(10, 1893063), 'refused restricted', '10/1893063'],
    [400, failed(100, 2018001), 'refused user_gone', '100/2018001'],
    [400, failed(100, 2018008), 'refused attachment_failed', '100/2018008'],
    [400, failed(100, 2018047), 'refused attachment_failed', '100/2018047'],
    [400, failed(100, 2018109), 'refused attachment_failed', '100/2018109'],
    [400, failed(100, 2018294), 'refused attachment_failed', '100/2018294'],
    [400, failed(100), 'refused rejected', '100'],
    [401, failed(190, 460), 'refused token_dead', '190/460'],
    [400, failed(190), 'refused token_dead', '190'],
    [400, failed(200), 'refused no_permission', '200'],
    [400, failed(200, 1545041), 'refused user_gone', '200/1545041'],
    [400, failed(368), 'refused restricted', '368'],
    [400, failed(551, 1545041), 'refused user_gone', '551/1545041'],
    [400, failed(551), 'refused user_gone', '551'],
    [400, failed(10, 2018300), 'refused thread_elsewhere', '10/2018300'],
    [400, failed(9000001), 'refused rejected', '9000001'],
    [400, failed(4711), 'refused rejected', '4711'],
    [404, {}, 'refused rejected', '404'],
    [400, failed(1), 'unknown lost_answer', '1'],
    [400, failed(1, 1357046), 'unknown lost_answer', '1/1357046'],
    [400, failed(2), 'unknown lost_answer', '2'],
    [400, failed(99), 'unknown lost_answer', '99'],
    [400, failed(506), 'unknown lost_answer', '506'],
    [400, failed(4711, undefined, { is_transient: true }), 'unknown lost_answer', '4711'],
    [500, failed(1), 'unknown lost_answer', '1'],
    [503, failed(2), 'unknown lost_answer', '2'],
    [500, failed(4), 'unknown lost_answer', '4'],
    [400, failed(4), 'retryAt rate_limited', '4'],
    [400, failed(17), 'retryAt rate_limited', '17'],
    [400, failed(32), 'retryAt rate_limited', '32'],
    [400, failed(341), 'retryAt rate_limited', '341'],
    [400, failed(613), 'retryAt rate_limited', '613'],
    [400, failed(613, 2018338), 'retryAt rate_limited', '613/2018338'],
    [400, failed(80006), 'retryAt rate_limited', '80006'],
    [429, failed(80001), 'retryAt rate_limited', '80001'],
    [200, failed(10, 2018278), 'refused window_closed', '10/2018278'],
  ])('HTTP %i %j: %s', async (status, body, expected, platformCode) => {
    platform.answersWith(json(status, body));
    const outcome = await send();
    expect(codeOf(outcome)).toBe(expected);
    expect(outcome).toHaveProperty('failure.platformCode', platformCode);
    expect(outcome).toHaveProperty('failure.message', expect.stringMatching(/^[A-Z]/));
  });

  const usage = (minutes: unknown) => ({
    'x-business-use-case-usage': JSON.stringify({
      '1100001': [
        { type: 'pages', estimated_time_to_regain_access: 0 },
        { type: 'messenger', call_count: 100, estimated_time_to_regain_access: minutes },
      ],
    }),
  });
  test.each<[string, number, object, Record<string, string>, number]>([
    ['as long as Meta estimates', 400, failed(80006), usage(7), 7 * 60],
    ['some seconds without an estimate', 400, failed(4), {}, 5],
    ['some seconds when the estimate is 0', 400, failed(80006), usage(0), 5],
    ['some seconds when the estimate is odd', 400, failed(80006), usage('soon'), 5],
    [
      'some seconds when the header is no JSON',
      400,
      failed(4),
      { 'x-business-use-case-usage': '{' },
      5,
    ],
    ['as Retry-After says', 429, {}, { 'retry-after': '8' }, 8],
    ['the longer of both', 400, failed(80006), { ...usage(1), 'retry-after': '600' }, 600],
    ['never longer than a day', 400, failed(80006), usage(1e9), 24 * 3600],
  ])('slowing down: %s', async (_, status, body, headers, seconds) => {
    platform.answersWith(json(status, body, headers));
    const now = 1795420800000;
    const outcome = await facebook.send(
      account,
      { ...message, lastInboundAt: now },
      { deadline: now + 5_000, now: () => now },
    );
    expect(outcome).toMatchObject({ kind: 'retryAt', at: now + seconds * 1000 });
  });

  test.each(Object.entries(lostAnswers))('%s: unknown', async (_, answer) => {
    platform.answersWith(answer);
    const from = Date.now();
    expect(codeOf(await send())).toBe('unknown lost_answer');
    expect(Date.now() - from).toBeLessThan(2_000);
    expect(platform.seen).toHaveLength(1);
  });
});

test('what cannot have left is tried again in 5 seconds', async () => {
  await expectNotReached(facebook, account, message);
}, 20_000);

test('a deadline during the connection is told apart from one after it', async () => {
  await expectTruthAtDeadline(facebook, account, message, accepted);
});
