import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount, OutboundMessage, RateUsage } from '../../../channels/channel.ts';
import { instagram } from '../../../channels/instagram/index.ts';
import { room } from '../../../channels/instagram/room.ts';
import { json, lostAnswers, startPlatform } from '../support/platform-server.ts';
import { codeOf, expectNotReached, expectTruthAtDeadline, within } from '../support/sending.ts';
import { byFacebook, byInstagram, comment, failed, hour, message, refusal } from './support.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;
let ofPage: ChannelAccount;
beforeAll(async () => {
  platform = await startPlatform();
  account = byInstagram(platform.baseUrl);
  ofPage = byFacebook(platform.baseUrl);
});
afterAll(() => platform.stop());

const accepted = json(200, { recipient_id: '9001', message_id: 'aWdfB1' });
const send = (change: Partial<OutboundMessage> = {}, of: Partial<ChannelAccount> = {}) =>
  instagram.send({ ...account, ...of }, { ...message, ...change }, within(1_000));
const image = { kind: 'image' as const, url: 'https://desk.example/1.png' };

describe('the request', () => {
  test('of Instagram Login goes to the account, with its token', async () => {
    platform.answersWith(accepted);
    const credentials = { accessToken: 'ig-token', appSecret: 'ig-secret' };
    expect(await send({}, { credentials })).toMatchObject({
      ...{ kind: 'sent', platformMessageId: 'aWdfB1' },
    });
    expect(platform.seen).toMatchObject([
      {
        ...{ method: 'POST', path: '/v26.0/17841400000000001/messages' },
        headers: { authorization: 'Bearer ig-token' },
        query: {
          appsecret_proof: createHmac('sha256', 'ig-secret').update('ig-token').digest('hex'),
        },
      },
    ]);
    expect(platform.seen[0]?.body).toEqual({
      recipient: { id: '9001' },
      message: { text: 'Checking now', metadata: message.id },
    });
  });

  test.each([
    ['the Page by its id', { pageId: '1100001' }, '/v26.0/1100001/messages'],
    ['the Page whose token it is', {}, '/v26.0/me/messages'],
  ])('of Facebook Login goes to %s', async (_, page, path) => {
    platform.answersWith(accepted);
    await send({}, { credentials: { pageAccessToken: 'page-token', ...page } });
    expect(platform.seen).toMatchObject([
      { path, headers: { authorization: 'Bearer page-token' } },
    ]);
  });

  test.each([
    ['https://graph.instagram.com', { accessToken: 'a' }],
    ['https://graph.facebook.com', { pageAccessToken: 'p' }],
    ['https://graph.instagram.com', { accessToken: 'a', pageAccessToken: 'p' }],
    ['https://graph.facebook.com', { accessToken: 'a', pageAccessToken: 'p', login: 'facebook' }],
  ])('goes to %s with %j', (host, credentials) => {
    expect(room.hostOf({ ...account, credentials: credentials })).toBe(host);
  });

  test('an attachment goes alone, by its address', async () => {
    platform.answersWith(accepted);
    expect((await send({ content: '', attachments: [image] })).kind).toBe('sent');
    expect(platform.seen[0]?.body).toMatchObject({
      message: { attachment: { type: 'image', payload: { url: image.url } } },
    });
  });

  test.each([
    ['within 24 hours nothing', 23, undefined],
    ['a day later HUMAN_AGENT', 25, 'HUMAN_AGENT'],
    ['on the seventh day HUMAN_AGENT', 7 * 24 - 1, 'HUMAN_AGENT'],
  ])('says %s', async (_, hours, tag) => {
    platform.answersWith(accepted);
    await send({ lastInboundAt: Date.now() - hours * hour });
    const { tag: said, messaging_type: type } = platform.seen[0]?.body as Record<string, string>;
    expect([type, said]).toEqual([tag && 'MESSAGE_TAG', tag]);
  });

  test('an answer in private goes through the comment, outside of windows', async () => {
    platform.answersWith(accepted);
    const outcome = await send({ privateReplyTo: '1780001', lastInboundAt: 1 });
    expect(outcome.kind).toBe('sent');
    expect(platform.seen[0]?.body).toEqual({
      recipient: { comment_id: '1780001' },
      message: { text: 'Checking now', metadata: message.id },
    });
  });

  test.each([
    ['1,000 letters', 'x'.repeat(1000), 'sent'],
    ['1,001 letters', 'x'.repeat(1001), 'refused too_long'],
    ['500 umlauts', 'ä'.repeat(500), 'sent'],
    ['501 umlauts', 'ä'.repeat(501), 'refused too_long'],
    ['250 emoji', '👟'.repeat(250), 'sent'],
    ['251 emoji', '👟'.repeat(251), 'refused too_long'],
  ])('%s: bytes are counted, not letters', async (_, content, expected) => {
    platform.answersWith(accepted);
    expect(codeOf(await send({ content }))).toBe(expected);
  });
});

describe('refused without a request', () => {
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
    ['text and attachment', 'unsupported_combination', { attachments: [image] }, {}],
    [
      'two attachments',
      'unsupported_combination',
      { content: '', attachments: [image, image] },
      {},
    ],
    [
      'a file',
      'unsupported_attachment',
      { content: '', attachments: [{ kind: 'file', url: image.url }] },
      {},
    ],
    ['a review', 'not_offered', { source: 'review' }, {}],
    ['no token', 'not_configured', {}, { credentials: {} }],
    [
      'the token of the other login',
      'not_configured',
      {},
      { credentials: { accessToken: 'a', login: 'facebook' } },
    ],
    ['an account id that no path can hold', 'not_configured', {}, { externalId: '..' }],
  ])('%s: %s', async (_, code, change, of) => {
    platform.answersWith(accepted);
    const outcome = await send(change, of);
    expect(codeOf(outcome)).toBe(`refused ${code}`);
    expect(outcome).toHaveProperty('failure.message', expect.stringMatching(/^[A-Z].*\.$/));
    expect(platform.seen).toEqual([]);
  });

  test.each<[string, string, Partial<OutboundMessage>]>([
    ['nothing to answer', 'nothing_to_answer', { answers: undefined as never }],
    ['no words', 'rejected', { content: ' ' }],
    ['too many words', 'too_long', { content: 'x'.repeat(2201) }],
    ['a picture', 'unsupported_attachment', { attachments: [image] }],
  ])('in public, %s: %s', async (_, code, change) => {
    platform.answersWith(json(200, { id: 'x' }));
    expect(codeOf(await send({ ...comment, ...change }))).toBe(`refused ${code}`);
    expect(platform.seen).toEqual([]);
  });
});

describe('an answer in public', () => {
  const posted = json(200, { id: '1780099' });

  test('to a comment is a reply to it', async () => {
    platform.answersWith(posted);
    expect(await send(comment)).toMatchObject({ kind: 'sent', platformMessageId: '1780099' });
    expect(platform.seen).toMatchObject([
      { method: 'POST', path: '/v26.0/1780001/replies', body: { message: 'Checking now' } },
    ]);
  });

  test.each([
    ['in a comment', 'mention/1790007/1780011', { media_id: '1790007', comment_id: '1780011' }],
    ['in a caption', 'mention/1790008', { media_id: '1790008' }],
  ])('to a mention %s goes through the account', async (_, postId, place) => {
    for (const of of [account, ofPage]) {
      platform.answersWith(posted);
      const answers = { platformMessageId: '1780011', about: { postId } };
      const outcome = await send({ ...comment, source: 'mention', answers }, of);
      expect(outcome).toMatchObject({ kind: 'sent', platformMessageId: '1780099' });
      expect(platform.seen).toMatchObject([
        { method: 'POST', path: '/v26.0/17841400000000001/mentions' },
      ]);
      expect(platform.seen[0]?.body).toEqual({ ...place, message: 'Checking now' });
    }
  });

  test.each(Object.entries(lostAnswers))('%s: unknown', async (_, answer) => {
    platform.answersWith(answer);
    expect(codeOf(await send(comment))).toBe('unknown lost_answer');
  });

  test('what never left is tried again', () => expectNotReached(instagram, account, comment));
});

describe('what Meta answers', () => {
  test.each<[number, object, string, string]>([
    [400, failed(10, 2534022), 'refused window_closed', '10/2534022'],
    [400, failed(10, 2018065), 'refused no_permission', '10/2018065'],
    [403, failed(10), 'refused no_permission', '10'],
    [400, failed(10, 1893063), 'refused restricted', '10/1893063'],
    [400, failed(10, 2534077), 'refused no_permission', '10/2534077'],
    [400, failed(100, 2534014), 'refused user_gone', '100/2534014'],
    [400, failed(100, 2018008), 'refused attachment_failed', '100/2018008'],
    [400, failed(100, 2018109), 'refused attachment_failed', '100/2018109'],
    [400, failed(100, 2534015), 'refused rejected', '100/2534015'],
    [400, failed(100, 2534025), 'refused post_gone', '100/2534025'],
    [400, failed(100, 2534029), 'refused blocked', '100/2534029'],
    [400, failed(100, 2534037), 'refused thread_elsewhere', '100/2534037'],
    [400, failed(10, 2018300), 'refused thread_elsewhere', '10/2018300'],
    [400, failed(100), 'refused rejected', '100'],
    [401, failed(190, 463), 'refused token_dead', '190/463'],
    [400, failed(200), 'refused no_permission', '200'],
    [400, failed(200, 2534041), 'refused no_permission', '200/2534041'],
    [400, failed(368), 'refused restricted', '368'],
    [400, failed(551, 1545041), 'refused user_gone', '551/1545041'],
    [400, failed(9010), 'refused user_gone', '9010'],
    [400, failed(10900), 'refused already_answered', '10900'],
    [400, failed(9000001), 'refused rejected', '9000001'],
    [404, {}, 'refused rejected', '404'],
    [400, failed(1), 'unknown lost_answer', '1'],
    [400, failed(2), 'unknown lost_answer', '2'],
    [400, failed(506), 'unknown lost_answer', '506'],
    [400, failed(4711, undefined, { is_transient: true }), 'unknown lost_answer', '4711'],
    [500, failed(1), 'unknown lost_answer', '1'],
    [400, failed(4), 'retryAt rate_limited', '4'],
    [400, failed(613, 2534040), 'retryAt rate_limited', '613/2534040'],
    [400, failed(80002), 'retryAt rate_limited', '80002'],
  ])('HTTP %i %j: %s', async (status, body, expected, platformCode) => {
    platform.answersWith(json(status, body));
    const outcome = await send();
    expect(codeOf(outcome)).toBe(expected);
    expect(outcome).toHaveProperty('failure.platformCode', platformCode);
    expect(outcome).toHaveProperty('failure.message', expect.not.stringContaining('Facebook'));
  });

  test('slowing down takes as long as Meta estimates, and what is used is told', async () => {
    const uses = [{ type: 'instagram', call_count: 97, estimated_time_to_regain_access: 7 }];
    const header = JSON.stringify({ '17841400000000001': uses });
    platform.answersWith(json(400, failed(80002), { 'x-business-use-case-usage': header }));
    const now = Date.now();
    const usages: RateUsage[] = [];
    const outcome = await instagram.send(
      account,
      { ...message, lastInboundAt: now },
      { deadline: now + 5_000, now: () => now, onUsage: (usage) => usages.push(usage) },
    );
    expect(outcome).toMatchObject({ kind: 'retryAt', at: now + 7 * 60_000 });
    expect(usages).toEqual([{ used: 0.97, resetAt: now + 7 * 60_000 }]);
  });

  test.each(Object.entries(lostAnswers))('%s: unknown', async (_, answer) => {
    platform.answersWith(answer);
    expect(codeOf(await send())).toBe('unknown lost_answer');
    expect(platform.seen).toHaveLength(1);
  });
});

test('what cannot have left is tried again in 5 seconds', async () => {
  await expectNotReached(instagram, account, message);
}, 20_000);

test('a deadline during the connection is told apart from one after it', async () => {
  await expectTruthAtDeadline(instagram, account, message, accepted);
});

describe('sender actions', () => {
  test('are requests of their own, of the account or its Page', async () => {
    platform.answersWith(json(200, { recipient_id: '9001' }));
    await instagram.markAsRead(account, '9001', within());
    await instagram.typing(account, '9001', true, within());
    await instagram.typing(ofPage, '9001', false, within());
    expect(platform.seen.map(({ path }) => path)).toEqual([
      ...['/v26.0/17841400000000001/messages', '/v26.0/17841400000000001/messages'],
      '/v26.0/1100001/messages',
    ]);
    expect(platform.seen.map(({ body }) => body)).toEqual(
      ['mark_seen', 'typing_on', 'typing_off'].map((sender_action) => ({
        ...{ recipient: { id: '9001' }, sender_action },
      })),
    );
  });

  test('throw when they fail', async () => {
    platform.answersWith(refusal(10, 2534022));
    await expect(instagram.markAsRead(account, '9001', within())).rejects.toMatchObject({
      code: 'platform_failed',
    });
  });
});
