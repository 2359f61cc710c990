import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ChannelAccount,
  OutboundMessage,
  RateUsage,
  SendOutcome,
} from '../../../channels/channel.ts';
import { x } from '../../../channels/x/index.ts';
import { json, lostAnswers, startPlatform } from '../support/platform-server.ts';
import { codeOf, expectNotReached, expectTruthAtDeadline, within } from '../support/sending.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;

beforeAll(async () => {
  platform = await startPlatform();
  account = {
    id: 'account',
    platform: 'x',
    externalId: '111',
    baseUrl: platform.baseUrl,
    credentials: { accessToken: 'user-token', bearerToken: 'app-token', consumerSecret: 's' },
    webhookSecrets: [],
    humanAgentApproved: false,
  };
});
afterAll(() => platform.stop());

const direct: OutboundMessage = {
  id: '0d2c2f6e-1111-4222-8333-944455556666',
  recipientExternalId: '222',
  threadKey: 'dm:222',
  source: 'dm',
  content: 'Checking now',
  attachments: [],
  isHuman: true,
  submittedAt: Date.now(),
};
const answers = {
  platformMessageId: '2090000000000000001',
  about: { postId: '2080761390344937796' },
};
const reply: OutboundMessage = {
  ...direct,
  threadKey: 'tree:2080761390344937796:222',
  source: 'comment',
  answers,
};
const ways: [string, OutboundMessage][] = [
  ['a direct message', direct],
  ['a reply', reply],
];
const directAccepted = json(201, {
  data: { dm_conversation_id: '111-222', dm_event_id: '2080763914820927863' },
});
const replyAccepted = json(201, {
  data: { id: '2090000000000000002', text: 'Checking now', edit_history_tweet_ids: ['2090'] },
});
const problem = (status: number, detail: string, more: object = {}) => ({
  ...{ title: 'Said X', detail, type: 'about:blank', status },
  ...more,
});
const old = (code: number, message: string) => ({ errors: [{ code, message }] });
const send = (message: OutboundMessage, of: Partial<ChannelAccount> = {}): Promise<SendOutcome> =>
  x.send({ ...account, ...of }, message, within(1_000));
const timeIn = (id: bigint) => Number(id >> 22n) + 1288834974657;

describe('the request', () => {
  test('a direct message goes to the person', async () => {
    platform.answersWith(directAccepted);
    const before = Date.now();
    const outcome = await send(direct);
    expect(outcome).toEqual({
      kind: 'sent',
      platformMessageId: '2080763914820927863',
      at: expect.closeTo(before, -3) as number,
      platformAt: timeIn(2080763914820927863n),
    });
    expect(platform.seen).toMatchObject([
      {
        method: 'POST',
        path: '/2/dm_conversations/with/222/messages',
        headers: { authorization: 'Bearer user-token', 'content-type': 'application/json' },
        body: { text: 'Checking now' },
      },
    ]);
  });

  test.each(['comment', 'mention'] as const)('a reply to a %s names the post', async (source) => {
    platform.answersWith(replyAccepted);
    expect(await send({ ...reply, source })).toMatchObject({
      kind: 'sent',
      platformMessageId: '2090000000000000002',
      platformAt: timeIn(2090000000000000002n),
      url: 'https://x.com/i/web/status/2090000000000000002',
    });
    expect(platform.seen).toMatchObject([
      {
        method: 'POST',
        path: '/2/tweets',
        headers: { authorization: 'Bearer user-token' },
        body: {
          text: 'Checking now',
          reply: { in_reply_to_tweet_id: '2090000000000000001' },
        },
      },
    ]);
  });

  test('a post’s author can be answered by direct message', async () => {
    platform.answersWith(directAccepted);
    await send({ ...reply, privateReplyTo: '2090000000000000001' });
    expect(platform.seen).toMatchObject([{ path: '/2/dm_conversations/with/222/messages' }]);
  });

  test('ids without a time in them are ids all the same', async () => {
    platform.answersWith(json(200, { data: { dm_event_id: '1960' } }));
    const outcome = await send(direct);
    expect(outcome).toMatchObject({ kind: 'sent', platformMessageId: '1960' });
    expect(outcome).not.toHaveProperty('platformAt');
  });

  test('an address may end in a slash; ids stay one segment; the text is clean', async () => {
    platform.answersWith(directAccepted);
    const message = { ...direct, recipientExternalId: 'a/../b?c', content: 'a\0b\ud800' };
    await send(message, { baseUrl: `${platform.baseUrl}/x/` });
    expect(platform.seen).toMatchObject([
      {
        path: '/x/2/dm_conversations/with/a%2F..%2Fb%3Fc/messages',
        body: { text: 'ab\ufffd' },
      },
    ]);
  });
});

describe('lengths', () => {
  const japanese = 'あ'.repeat(140);
  test.each<[string, OutboundMessage, string, Record<string, string>]>([
    ['280 characters', { ...reply, content: 'a'.repeat(280) }, 'sent', {}],
    ['281 characters', { ...reply, content: 'a'.repeat(281) }, 'refused too_long', {}],
    ['140 wide characters', { ...reply, content: japanese }, 'sent', {}],
    ['141 wide characters', { ...reply, content: `${japanese}あ` }, 'refused too_long', {}],
    [
      'an address counts 23',
      { ...reply, content: `${'a'.repeat(256)} https://example.com/${'b'.repeat(500)}` },
      'sent',
      {},
    ],
    [
      'Premium, set up so',
      { ...reply, content: 'a'.repeat(25_000) },
      'sent',
      { maxPostLength: '25000' },
    ],
    [
      'never beyond Premium',
      { ...reply, content: 'a'.repeat(25_001) },
      'refused too_long',
      { maxPostLength: '99999' },
    ],
    ['never below 280', { ...reply, content: 'a'.repeat(280) }, 'sent', { maxPostLength: '10' }],
    [
      'a setting that is none',
      { ...reply, content: 'a'.repeat(281) },
      'refused too_long',
      { maxPostLength: 'long' },
    ],
    ['10,000 in a direct message', { ...direct, content: 'a'.repeat(10_000) }, 'sent', {}],
    ['10,001 in it', { ...direct, content: 'a'.repeat(10_001) }, 'refused too_long', {}],
  ])('%s', async (_, message, expected, more) => {
    platform.answersWith(message.source === 'dm' ? directAccepted : replyAccepted);
    const credentials = { ...account.credentials, ...more };
    expect(codeOf(await send(message, { credentials }))).toBe(expected);
    expect(platform.seen).toHaveLength(expected === 'sent' ? 1 : 0);
  });
});

describe('refused without a request', () => {
  const { answers: _, ...unanswerable } = reply;
  const image = { kind: 'image' as const, url: 'https://desk.example/1.png' };
  test.each<[string, string, OutboundMessage, Partial<ChannelAccount>]>([
    ['empty', 'rejected', { ...direct, content: ' \0\n' }, {}],
    ['an attachment', 'unsupported_attachment', { ...direct, attachments: [image] }, {}],
    ['an attachment in public', 'unsupported_attachment', { ...reply, attachments: [image] }, {}],
    ['nothing to answer', 'nothing_to_answer', unanswerable, {}],
    ['a review', 'rejected', { ...reply, source: 'review' }, {}],
    ['no token', 'not_configured', direct, { credentials: { bearerToken: 'app-token' } }],
    [
      'a token that no header can hold',
      'not_configured',
      direct,
      { credentials: { accessToken: 'a\nb' } },
    ],
    ['nobody', 'not_configured', { ...direct, recipientExternalId: '..' }, {}],
    ['an address that is none', 'not_configured', direct, { baseUrl: 'nowhere' }],
  ])('%s: %s', async (_name, code, message, of) => {
    platform.answersWith(directAccepted);
    const outcome = await send(message, of);
    expect(codeOf(outcome)).toBe(`refused ${code}`);
    expect(outcome).toHaveProperty('failure.message', expect.stringMatching(/^[A-Z].*\.$/));
    expect(platform.seen).toEqual([]);
  });
});

describe('what X answers', () => {
  const duplicate = 'You are not allowed to create a Tweet with duplicate content.';
  const type = (name: string) => ({ type: `https://api.x.com/2/problems/${name}` });
  test.each<[number, object, string, string]>([
    [403, problem(403, duplicate), 'refused duplicate', '403'],
    [403, old(187, 'Status is a duplicate.'), 'refused duplicate', '403/187'],
    [403, old(349, 'You cannot send messages to this user.'), 'refused blocked', '403/349'],
    [
      403,
      problem(403, 'You do not have permission to DM one or more participants.'),
      'refused blocked',
      '403',
    ],
    [403, old(136, 'You have been blocked from …'), 'refused blocked', '403/136'],
    [403, old(433, 'The original Tweet author …'), 'refused reply_restricted', '403/433'],
    [
      403,
      problem(403, 'Reply to this conversation is not allowed because you have not been mentioned'),
      'refused reply_restricted',
      '403',
    ],
    [403, old(385, 'You attempted to reply to …'), 'refused post_gone', '403/385'],
    [
      400,
      problem(400, 'You attempted to reply to a Tweet that is deleted or not visible to you.'),
      'refused post_gone',
      '400',
    ],
    [404, problem(404, 'Could not find user with id: [222].'), 'refused user_gone', '404'],
    [403, old(108, 'Cannot find specified user.'), 'refused user_gone', '403/108'],
    [403, old(326, 'To protect our users …'), 'refused restricted', '403/326'],
    [403, problem(403, 'Your account is suspended'), 'refused restricted', '403'],
    [400, old(186, 'Tweet needs to be a bit shorter.'), 'refused too_long', '400/186'],
    [
      403,
      problem(403, 'You are not permitted to perform this action.'),
      'refused no_permission',
      '403',
    ],
    [
      403,
      problem(403, 'When authenticating …', type('client-forbidden')),
      'refused no_permission',
      '403/client-forbidden',
    ],
    [402, problem(402, 'no credits', type('credits')), 'refused quota_exceeded', '402/credits'],
    [
      429,
      problem(429, 'Usage cap exceeded: Monthly product cap', type('usage-capped')),
      'refused quota_exceeded',
      '429/usage-capped',
    ],
    [401, problem(401, 'Unauthorized'), 'refused token_dead', '401'],
    [401, {}, 'refused token_dead', '401'],
    [
      400,
      problem(400, 'Something new', type('invalid-request')),
      'refused rejected',
      '400/invalid-request',
    ],
    [404, {}, 'refused rejected', '404'],
    [200, { errors: [{ message: 'Status is a duplicate.' }] }, 'refused duplicate', '200'],
    [200, { errors: [{ message: 'Something else' }] }, 'unknown lost_answer', '200'],
    [500, problem(500, duplicate), 'unknown lost_answer', '500'],
    [503, problem(503, 'Over capacity'), 'unknown lost_answer', '503'],
    [500, old(88, 'Rate limit exceeded'), 'unknown lost_answer', '500/88'],
    [429, problem(429, 'Too Many Requests'), 'retryAt rate_limited', '429'],
    [429, {}, 'retryAt rate_limited', '429'],
    [403, old(88, 'Rate limit exceeded'), 'retryAt rate_limited', '403/88'],
    [403, old(185, 'User is over daily status update limit.'), 'retryAt rate_limited', '403/185'],
  ])('HTTP %i %j: %s', async (status, body, expected, platformCode) => {
    platform.answersWith(json(status, body, { 'content-type': 'application/problem+json' }));
    for (const [, message] of ways) {
      const outcome = await send(message);
      expect(codeOf(outcome)).toBe(expected);
      expect(outcome).toHaveProperty('failure.platformCode', platformCode);
      expect(outcome).toHaveProperty('failure.message', expect.stringMatching(/^[A-Z]/));
    }
  });

  test('what X says and we don’t know is passed on', async () => {
    platform.answersWith(json(403, problem(403, 'The moon is in the wrong place.')));
    expect(await send(direct)).toHaveProperty(
      'failure.message',
      'X refused this (HTTP 403). It says: The moon is in the wrong place.',
    );
  });

  test('problems beside data are about something else', async () => {
    platform.answersWith(
      json(201, { data: { id: '2090000000000000002' }, errors: [{ message: 'duplicate' }] }),
    );
    expect((await send(reply)).kind).toBe('sent');
  });

  const now = 1795420800000;
  const seconds = (after: number) => String(now / 1000 + after);
  const window = (left: string, after: number) => ({
    'x-rate-limit-limit': '15',
    'x-rate-limit-remaining': left,
    'x-rate-limit-reset': seconds(after),
  });
  test.each<[string, Record<string, string>, number]>([
    ['until the window is over', window('0', 420), 420],
    [
      'until the day is over, where that is used up',
      {
        ...window('3', 420),
        'x-user-limit-24hour-remaining': '0',
        'x-user-limit-24hour-reset': seconds(7200),
      },
      7200,
    ],
    [
      'no longer than what is used up',
      {
        ...window('0', 420),
        'x-app-limit-24hour-remaining': '9',
        'x-app-limit-24hour-reset': seconds(7200),
      },
      420,
    ],
    ['by the reset alone', { 'x-rate-limit-reset': seconds(60) }, 60],
    ['a moment, where the reset has passed', { ...window('0', -5), 'retry-after': '0' }, 60],
    ['a minute without headers', {}, 60],
    ['a minute where they make no sense', { 'x-rate-limit-reset': 'soon' }, 60],
    ['as Retry-After says', { 'retry-after': '8' }, 8],
    ['never longer than a day', window('0', 1e6), 24 * 3600],
  ])('429: %s', async (_, headers, expected) => {
    platform.answersWith(json(429, problem(429, 'Too Many Requests'), headers));
    const outcome = await x.send(account, direct, { deadline: now + 5_000, now: () => now });
    expect(outcome).toMatchObject({ kind: 'retryAt', at: now + expected * 1000 });
  });

  describe.each(ways)('%s', (_, message) => {
    test.each(Object.entries(lostAnswers))('%s: unknown', async (_name, answer) => {
      platform.answersWith(answer);
      const from = Date.now();
      expect(codeOf(await send(message))).toBe('unknown lost_answer');
      expect(Date.now() - from).toBeLessThan(2_000);
      expect(platform.seen).toHaveLength(1);
    });
  });
});

describe('the allowance', () => {
  const told = async (headers: Record<string, string>) => {
    platform.answersWith(json(400, {}, headers));
    const usages: RateUsage[] = [];
    await x.send(account, direct, { ...within(), onUsage: (usage) => usages.push(usage) });
    return usages;
  };

  test('is told, as far as it is used', async () => {
    expect(
      await told({
        ...{ 'x-rate-limit-limit': '15', 'x-rate-limit-remaining': '12' },
        'x-rate-limit-reset': '1795420800',
      }),
    ).toEqual([{ used: expect.closeTo(0.2) as number, resetAt: 1795420800000 }]);
  });

  test('of several the fullest counts', async () => {
    expect(
      await told({
        ...{ 'x-rate-limit-limit': '100', 'x-rate-limit-remaining': '100' },
        ...{ 'x-user-limit-24hour-limit': '10', 'x-user-limit-24hour-remaining': '1' },
        'x-app-limit-24hour-limit': '0',
      }),
    ).toEqual([{ used: expect.closeTo(0.9) as number }]);
  });

  test.each([
    ['no headers', {}],
    ['no limit', { 'x-rate-limit-remaining': '1' }],
    ['nonsense', { 'x-rate-limit-limit': '-1', 'x-rate-limit-remaining': 'many' }],
  ])('%s: nothing is told', async (_, headers) => {
    expect(await told(headers)).toEqual([]);
  });
});

test.each(ways)(
  '%s that cannot have left is tried again in 5 seconds',
  async (_, message) => {
    await expectNotReached(x, account, message);
  },
  20_000,
);

test.each(ways)('a deadline during the connection is told apart: %s', async (_, message) => {
  const accepted = message.source === 'dm' ? directAccepted : replyAccepted;
  await expectTruthAtDeadline(x, account, message, accepted);
});
