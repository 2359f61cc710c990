import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount, OutboundMessage } from '../../../channels/channel.ts';
import { linkedin } from '../../../channels/linkedin/index.ts';
import { json, lostAnswers, startPlatform, type Answer } from '../support/platform-server.ts';
import { codeOf, expectNotReached, expectTruthAtDeadline, within } from '../support/sending.ts';
import { accountAt, failed, inPath, message, post, submittedAt, told, urn, us } from './support.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;

beforeAll(async () => {
  platform = await startPlatform();
  account = accountAt(platform.baseUrl);
});
afterAll(() => platform.stop());

const accepted = json(201, told(71009, 'December'), { 'x-restli-id': '71009' });
const send = (change: Partial<OutboundMessage> = {}, of: Partial<ChannelAccount> = {}) =>
  linkedin.send({ ...account, ...of }, { ...message, ...change }, within(1_000));
const onPost = { source: 'mention' as const, answers: { platformMessageId: 'urn:li:share:72001' } };

describe('the request', () => {
  test('an answer to a comment stands under it, as the organization', async () => {
    platform.answersWith(accepted);
    const outcome = await send();
    expect(outcome).toEqual({
      kind: 'sent',
      platformMessageId: urn(71009),
      at: expect.closeTo(Date.now(), -3) as number,
      platformAt: submittedAt + 1_000,
    });
    expect(platform.seen).toMatchObject([
      {
        method: 'POST',
        path: `/rest/socialActions/${inPath(urn(71001))}/comments`,
        headers: {
          authorization: 'Bearer token',
          'content-type': 'application/json',
          'linkedin-version': '202607',
          'x-restli-protocol-version': '2.0.0',
        },
      },
    ]);
    expect(platform.seen[0]?.body).toEqual({
      actor: us,
      object: post,
      message: { text: 'December' },
      parentComment: urn(71001),
    });
  });

  test('an answer to an answer stands under the same comment', async () => {
    platform.answersWith(accepted);
    const about = { postId: post, parentId: 'urn:li:comment:(activity:71000,71001)' };
    await send({ answers: { platformMessageId: urn(71002), about } });
    expect(platform.seen).toMatchObject([
      {
        path: `/rest/socialActions/${inPath(urn(71001))}/comments`,
        body: { object: post, parentComment: urn(71001) },
      },
    ]);
  });

  test('where nobody said that it is one, LinkedIn’s refusal leads there', async () => {
    platform.answersWith((request, response) => {
      const answer =
        request.method === 'GET'
          ? json(200, told(71002, 'and in the UK?', { parentComment: urn(71001) }))
          : request.path.includes('71002')
            ? json(400, failed(400, 'parentComment is not a top level comment'))
            : accepted;
      answer(request, response);
    });
    const answers = { platformMessageId: urn(71002), about: { postId: post } };
    expect(await send({ answers })).toMatchObject({ platformMessageId: urn(71009) });
    expect(platform.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST /rest/socialActions/${inPath(urn(71002))}/comments`,
      `GET /rest/socialActions/${inPath(post)}/comments/71002`,
      `POST /rest/socialActions/${inPath(urn(71001))}/comments`,
    ]);
  });

  test('a post that names us is answered by a comment', async () => {
    platform.answersWith(accepted);
    expect((await send(onPost)).kind).toBe('sent');
    expect(platform.seen[0]?.path).toBe('/rest/socialActions/urn%3Ali%3Ashare%3A72001/comments');
    expect(platform.seen[0]?.body).toEqual({
      actor: us,
      object: 'urn:li:share:72001',
      message: { text: 'December' },
    });
  });

  test('another version, an account known by its URN, an address that ends in a slash', async () => {
    platform.answersWith(accepted);
    const credentials = { accessToken: 'token', linkedinVersion: '202701' };
    await send({}, { credentials, externalId: us, baseUrl: `${platform.baseUrl}/linkedin/` });
    expect(platform.seen).toMatchObject([
      {
        path: `/linkedin/rest/socialActions/${inPath(urn(71001))}/comments`,
        headers: { 'linkedin-version': '202701' },
        body: { actor: us },
      },
    ]);
  });

  test.each<[string, object, Record<string, string>, string]>([
    [
      'its URN, in the other spelling',
      { commentUrn: 'urn:li:comment:(activity:71000,71009)' },
      {},
      urn(71009),
    ],
    ['its $URN', { $URN: urn(71009) }, {}, urn(71009)],
    ['the id in the header', {}, { 'x-restli-id': '71009' }, urn(71009)],
    [
      'a URN in the header',
      {},
      { 'x-restli-id': 'urn:li:comment:(ugcPost:7,71009)' },
      urn(71009, 'urn:li:ugcPost:7'),
    ],
    [
      'the body before the header',
      { commentUrn: urn(71009, 'urn:li:ugcPost:7') },
      { 'x-restli-id': '71009' },
      urn(71009, 'urn:li:ugcPost:7'),
    ],
  ])('the new comment is known by %s', async (_, body, headers, expected) => {
    platform.answersWith(json(201, body, headers));
    expect(await send()).toMatchObject({ kind: 'sent', platformMessageId: expected });
  });
});

describe('refused without a request', () => {
  const image = { kind: 'image' as const, url: 'https://desk.example/1.png' };
  test.each<[string, string, Partial<OutboundMessage>, Partial<ChannelAccount>]>([
    ['empty', 'rejected', { content: ' \0\n' }, {}],
    ['too long', 'too_long', { content: 'x'.repeat(1251) }, {}],
    ['an attachment', 'unsupported_attachment', { attachments: [image] }, {}],
    ['a direct message', 'not_offered', { source: 'dm' }, {}],
    ['a review', 'not_offered', { source: 'review' }, {}],
    ['a private reply', 'not_offered', { privateReplyTo: urn(71001) }, {}],
    ['nothing to answer', 'nothing_to_answer', { answers: { platformMessageId: '' } }, {}],
    ['no token', 'not_configured', {}, { credentials: {} }],
    [
      'a token that no header can hold',
      'not_configured',
      {},
      { credentials: { accessToken: 'a\nb' } },
    ],
    [
      'a target that no path can hold',
      'not_configured',
      { answers: { platformMessageId: '..' } },
      {},
    ],
    ['an address that is none', 'not_configured', {}, { baseUrl: 'nowhere' }],
  ])('%s: %s', async (_, code, change, of) => {
    platform.answersWith(accepted);
    const outcome = await send(change, of);
    expect(codeOf(outcome)).toBe(`refused ${code}`);
    expect(outcome).toHaveProperty('failure.message', expect.stringMatching(/^[A-Z].*\.$/));
    expect(platform.seen).toEqual([]);
  });

  test('without any target there is nothing to answer', async () => {
    platform.answersWith(accepted);
    const { answers, ...alone } = message;
    expect(answers).toBeDefined();
    expect(codeOf(await linkedin.send(account, alone, within()))).toBe('refused nothing_to_answer');
    expect(platform.seen).toEqual([]);
  });

  test('1,250 characters are not too long', async () => {
    platform.answersWith(accepted);
    expect((await send({ content: '😀'.repeat(625) })).kind).toBe('sent');
  });
});

describe('what LinkedIn answers', () => {
  const day =
    'Resource level throttle APPLICATION DAY limit for calls to this resource is reached.';
  test.each<[number, object, string, string]>([
    [400, failed(400, 'no'), 'refused rejected', '400'],
    [400, failed(400, 'no', { serviceErrorCode: 100 }), 'refused rejected', '400/100'],
    [422, failed(422, 'no', { code: 'INVALID' }), 'refused rejected', '422/INVALID'],
    [409, failed(409, 'twice'), 'refused rejected', '409'],
    [401, failed(401, 'revoked', { serviceErrorCode: 65601 }), 'refused token_dead', '401/65601'],
    [403, failed(403, 'no', { serviceErrorCode: 100 }), 'refused no_permission', '403/100'],
    [
      403,
      failed(403, 'no', { code: 'ACCESS_DENIED' }),
      'refused no_permission',
      '403/ACCESS_DENIED',
    ],
    [404, failed(404, 'gone'), 'refused post_gone', '404'],
    [426, failed(426, 'old'), 'refused not_configured', '426'],
    [
      426,
      failed(426, 'old', { code: 'NONEXISTENT_VERSION' }),
      'refused not_configured',
      '426/NONEXISTENT_VERSION',
    ],
    [400, failed(400, 'NONEXISTENT_VERSION: 202001'), 'refused not_configured', '400'],
    [400, {}, 'refused rejected', '400'],
    [429, failed(429, day, { serviceErrorCode: 101 }), 'retryAt rate_limited', '429/101'],
    [429, {}, 'retryAt rate_limited', '429'],
    [500, failed(500, 'oops'), 'unknown lost_answer', '500'],
    [503, failed(503, 'oops', { serviceErrorCode: 1 }), 'unknown lost_answer', '503/1'],
    [504, {}, 'unknown lost_answer', '504'],
  ])('HTTP %i %j: %s', async (status, body, expected, platformCode) => {
    platform.answersWith(json(status, body));
    const outcome = await send(onPost);
    expect(codeOf(outcome)).toBe(expected);
    expect(outcome).toHaveProperty('failure.platformCode', platformCode);
    expect(outcome).toHaveProperty('failure.message', expect.stringMatching(/^[A-Z].*\.?$/));
    expect(platform.seen).toHaveLength(1);
  });

  test('its words are passed on', async () => {
    platform.answersWith(json(400, failed(400, 'Comments are closed')));
    expect(await send()).toHaveProperty(
      'failure.message',
      'LinkedIn refused this (HTTP 400). It says: Comments are closed',
    );
  });

  const burst = 'Comment create throttled: creation rate limit exceeded for member';
  const midnight = Date.parse('2026-11-24T00:00:05Z');
  test.each<[string, string, string, Record<string, string>, number]>([
    ['the day’s limit: at 00:00 UTC', '2026-11-23T08:00:00Z', day, {}, midnight],
    ['just before midnight', '2026-11-23T23:59:59.999Z', day, {}, midnight],
    ['at midnight: the next', '2026-11-24T00:00:00Z', day, {}, midnight + 86_400_000],
    ['a member’s day', '2026-11-23T08:00:00Z', 'throttle MEMBER DAY limit', {}, midnight],
    [
      'too many comments: a minute',
      '2026-11-23T08:00:00Z',
      burst,
      {},
      Date.parse('2026-11-23T08:01:00Z'),
    ],
    ['without words: a minute', '2026-11-23T08:00:00Z', '', {}, Date.parse('2026-11-23T08:01:00Z')],
    [
      'Retry-After',
      '2026-11-23T08:00:00Z',
      burst,
      { 'retry-after': '120' },
      Date.parse('2026-11-23T08:02:00Z'),
    ],
    [
      'never longer than a day',
      '2026-11-23T08:00:00Z',
      burst,
      { 'retry-after': '999999999' },
      Date.parse('2026-11-24T08:00:00Z'),
    ],
  ])('slowing down: %s', async (_, time, words, headers, at) => {
    platform.answersWith(json(429, failed(429, words), headers));
    const now = Date.parse(time);
    const options = { deadline: now + 5_000, now: () => now };
    expect(await linkedin.send(account, message, options)).toMatchObject({ kind: 'retryAt', at });
  });

  test.each(Object.entries(lostAnswers))('%s: unknown', async (_, answer) => {
    platform.answersWith(answer);
    const from = Date.now();
    expect(codeOf(await send())).toBe('unknown lost_answer');
    expect(Date.now() - from).toBeLessThan(2_000);
    expect(platform.seen).toHaveLength(1);
  });
});

describe('a refusal that may be about a third level', () => {
  const first = json(400, failed(400, 'no third level'));
  const afterIt =
    (lookup: Answer, second: Answer): Answer =>
    (request, response) => {
      const isFirst = request.method === 'POST' && request.path.includes('71002');
      const answer = request.method === 'GET' ? lookup : isFirst ? first : second;
      answer(request, response);
    };
  const answers = { platformMessageId: urn(71002), about: { postId: post } };
  const nested = json(200, told(71002, 'x', { parentComment: urn(71001) }));

  test.each<[string, Answer, number]>([
    ['it is at the top', json(200, told(71002, 'x')), 2],
    ['it is its own parent', json(200, told(71002, 'x', { parentComment: urn(71002) })), 2],
    ['LinkedIn does not tell', json(403, {}), 2],
    ['LinkedIn is down', json(500, ''), 2],
    ['the answer is lost', lostAnswers['a reset after the request'] ?? first, 2],
  ])('stands where %s', async (_, lookup, requests) => {
    platform.answersWith(afterIt(lookup, accepted));
    expect(codeOf(await send({ answers }))).toBe('refused rejected');
    expect(platform.seen).toHaveLength(requests);
  });

  test('and the second attempt says what became of it', async () => {
    platform.answersWith(afterIt(nested, json(500, '')));
    expect(codeOf(await send({ answers }))).toBe('unknown lost_answer');
    platform.answersWith(afterIt(nested, json(400, failed(400, 'closed'))));
    expect(codeOf(await send({ answers }))).toBe('refused rejected');
    expect(platform.seen).toHaveLength(3);
  });
});

test('what cannot have left is tried again in 5 seconds', async () => {
  await expectNotReached(linkedin, account, message);
}, 20_000);

test('a deadline during the connection is told apart from one after it', async () => {
  await expectTruthAtDeadline(linkedin, account, message, accepted);
});
