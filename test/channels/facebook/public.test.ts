import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ChannelAccount,
  Moderation,
  OutboundMessage,
  RateUsage,
} from '../../../channels/channel.ts';
import { moderationActions } from '../../../domain/moderation.ts';
import { facebook } from '../../../channels/facebook/index.ts';
import { json, lostAnswers, startPlatform } from '../support/platform-server.ts';
import { codeOf, expectNotReached, within } from '../support/sending.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;
beforeAll(async () => {
  platform = await startPlatform();
  account = {
    ...{ id: 'account', platform: 'facebook', externalId: '1100001', baseUrl: platform.baseUrl },
    ...{ credentials: { pageAccessToken: 'page-token' }, webhookSecrets: [] },
    humanAgentApproved: false,
  };
});
afterAll(() => platform.stop());

const submittedAt = Date.parse('2026-11-23T08:00:00.700Z');
const message: OutboundMessage = {
  ...{ id: '0d2c2f6e-1111-4222-8333-944455556666', recipientExternalId: '2400002' },
  ...{ threadKey: 'comment:1100001_900:2400002', source: 'comment', content: 'On its way' },
  answers: { platformMessageId: '900_501', about: { postId: '1100001_900' } },
  ...{ attachments: [], isHuman: true, submittedAt },
};
const send = (change: Partial<OutboundMessage> = {}) =>
  facebook.send(account, { ...message, ...change }, within(1_000));
const refusal = (code: number, subcode?: number) =>
  json(400, { error: { message: 'no', code, ...(subcode && { error_subcode: subcode }) } });

describe('an answer in public', () => {
  test.each(['comment', 'mention', 'review'] as const)(
    'to a %s is a comment below it',
    async (source) => {
      platform.answersWith(json(200, { id: '900_777' }));
      expect(await send({ source })).toMatchObject({ kind: 'sent', platformMessageId: '900_777' });
      expect(platform.seen).toMatchObject([
        { method: 'POST', path: '/v26.0/900_501/comments', body: { message: 'On its way' } },
      ]);
    },
  );

  test('takes one image by its address', async () => {
    platform.answersWith(json(200, { id: '900_778' }));
    await send({ attachments: [{ kind: 'image', url: 'https://desk.example/1.png' }] });
    expect(platform.seen[0]?.body).toEqual({
      message: 'On its way',
      attachment_url: 'https://desk.example/1.png',
    });
  });

  test.each<[string, Partial<OutboundMessage>, string]>([
    ['nothing to answer', { answers: undefined as never }, 'refused nothing_to_answer'],
    ['no words', { content: ' ' }, 'refused rejected'],
    ['too many words', { content: 'x'.repeat(8001) }, 'refused too_long'],
    [
      'a film',
      { attachments: [{ kind: 'video', url: 'https://desk.example/v.mp4' }] },
      'refused unsupported_attachment',
    ],
  ])('%s needs no request', async (_, change, expected) => {
    platform.answersWith(json(200, { id: 'x' }));
    expect(codeOf(await send(change))).toBe(expected);
    expect(platform.seen).toEqual([]);
  });

  test.each([
    [100, 33, 'refused post_gone'],
    [200, undefined, 'refused no_permission'],
    [190, 463, 'refused token_dead'],
    [32, undefined, 'retryAt rate_limited'],
    [506, undefined, 'unknown lost_answer'],
    [1, undefined, 'unknown lost_answer'],
  ])('error %s/%s is %s', async (code, subcode, expected) => {
    platform.answersWith(refusal(code, subcode));
    expect(codeOf(await send())).toBe(expected);
  });

  test.each(Object.entries(lostAnswers))('%s: unknown', async (_, answer) => {
    platform.answersWith(answer);
    expect(codeOf(await send())).toBe('unknown lost_answer');
  });

  test('what never left is tried again', () => expectNotReached(facebook, account, message));
});

test('an answer in private goes through the comment, outside of windows', async () => {
  platform.answersWith(json(200, { recipient_id: '2400002', message_id: 'm_1' }));
  const outcome = await send({ source: 'dm', privateReplyTo: '900_501', lastInboundAt: 1 });
  expect(outcome).toMatchObject({ kind: 'sent', platformMessageId: 'm_1' });
  expect(platform.seen[0]?.body).toEqual({
    recipient: { comment_id: '900_501' },
    message: { text: 'On its way', metadata: message.id },
  });
  platform.answersWith(refusal(10900));
  expect(codeOf(await send({ source: 'dm', privateReplyTo: '900_501' }))).toBe(
    'refused already_answered',
  );
});

describe('the proof of a lost one', () => {
  const comment = (
    id: string,
    text: string,
    at = '2026-11-23T08:00:02+0000',
    from = '1100001',
  ) => ({
    ...{ id, message: text, from: { id: from, name: 'Shop' }, created_time: at },
  });
  const proofIn = async (...data: unknown[]) => {
    platform.answersWith(json(200, { data }));
    return facebook.reconcile(account, message, within());
  };

  test('is the one comment of ours with that text, since then', async () => {
    const ours = comment('900_777', 'On its way ');
    const others = [
      comment('900_1', 'On its way', '2026-11-23T07:00:00+0000'),
      comment('900_2', 'On its way', '2026-11-23T08:00:02+0000', '2400002'),
      comment('900_3', 'Another'),
      { id: 'broken' },
    ];
    expect(await proofIn(...others, ours)).toEqual({
      platformMessageId: '900_777',
      at: Date.parse('2026-11-23T08:00:02Z'),
    });
    expect(platform.seen[0]).toMatchObject({ path: '/v26.0/900_501/comments' });
    expect(await proofIn(...others)).toBeUndefined();
    expect(await proofIn(ours, comment('900_778', 'On its way'))).toBeUndefined();
  });
});

describe('moderation', () => {
  const wish: Moderation = {
    ...{ id: 'w', action: 'hide', source: 'comment', platformMessageId: '900_501' },
    ...{ customerExternalId: '2400002', content: 'Better words' },
  };
  const calls: Record<string, object> = {
    hide: { method: 'POST', path: '/v26.0/900_501', body: { is_hidden: true } },
    unhide: { method: 'POST', path: '/v26.0/900_501', body: { is_hidden: false } },
    delete: { method: 'DELETE', path: '/v26.0/900_501' },
    delete_own: { method: 'DELETE', path: '/v26.0/900_501' },
    edit_own: { method: 'POST', path: '/v26.0/900_501', body: { message: 'Better words' } },
    like: { method: 'POST', path: '/v26.0/900_501/likes' },
    unlike: { method: 'DELETE', path: '/v26.0/900_501/likes' },
    block: { method: 'POST', path: '/v26.0/1100001/blocked', body: { user: '2400002' } },
    unblock: { method: 'DELETE', path: '/v26.0/1100001/blocked', query: { user: '2400002' } },
    spam: {
      ...{ method: 'POST', path: '/v26.0/1100001/moderate_conversations' },
      body: { user_ids: [{ id: '2400002' }], actions: ['move_to_spam'] },
    },
  };

  test.each(moderationActions)('%s', async (action) => {
    platform.answersWith(json(200, { success: true }));
    const source = action === 'spam' ? 'dm' : 'comment';
    const outcome = await facebook.moderate(account, { ...wish, action, source }, within());
    const isClaimed = facebook.capabilities.moderation[action] !== undefined;
    expect(isClaimed).toBe(action in calls);
    if (isClaimed) {
      expect(outcome).toEqual({ kind: 'done' });
      expect(platform.seen).toMatchObject([calls[action]]);
    } else {
      expect(outcome).toMatchObject({ kind: 'refused', failure: { code: 'not_offered' } });
      expect(platform.seen).toEqual([]);
    }
  });

  test.each([
    ['a refusal', refusal(200), 'refused'],
    ['a throttle', refusal(613), 'retryAt'],
    ['half an answer', json(500, ''), 'unknown'],
  ])('%s', async (_, answer, kind) => {
    platform.answersWith(answer);
    expect((await facebook.moderate(account, wish, within())).kind).toBe(kind);
  });
});

describe('a post', () => {
  test('is shown with its picture and address', async () => {
    const post = {
      ...{ id: '1100001_900', message: 'Sale!\0', permalink_url: 'https://facebook.example/p' },
      ...{ full_picture: 'javascript:alert(1)', created_time: '2026-11-23T08:00:00+0000' },
      from: { id: '1100001', name: 'Shop' },
    };
    platform.answersWith(json(200, post));
    expect(await facebook.fetchPost(account, '1100001_900', within())).toEqual({
      ...{ id: '1100001_900', text: 'Sale!', url: 'https://facebook.example/p' },
      ...{ authorName: 'Shop', at: Date.parse('2026-11-23T08:00:00Z') },
    });
  });

  test('that is gone is none; an outage is no answer', async () => {
    platform.answersWith(refusal(100, 33));
    expect(await facebook.fetchPost(account, '1100001_900', within())).toBeUndefined();
    platform.answersWith(json(500, ''));
    await expect(facebook.fetchPost(account, '1100001_900', within())).rejects.toThrow();
  });
});

describe('the account', () => {
  const granted = (...names: string[]) => ({
    data: names.map((permission) => ({ permission, status: 'granted' })),
  });

  test('is checked with what its token may not do', async () => {
    platform.answersWith((request, response) => {
      const body = request.path.endsWith('/me/permissions')
        ? granted('pages_messaging', 'pages_manage_metadata', 'pages_read_user_content')
        : { id: '1100001', name: 'Shop' };
      json(200, body)(request, response);
    });
    expect(await facebook.life.check(account, within())).toEqual({
      ...{ externalId: '1100001', name: 'Shop' },
      lacking: [
        {
          feature: 'comments',
          reason: 'The token lacks pages_read_engagement, pages_manage_engagement.',
        },
      ],
    });
  });

  test('a dead token is told as such', async () => {
    platform.answersWith(refusal(190));
    await expect(facebook.life.check(account, within())).rejects.toMatchObject({
      code: 'token_dead',
    });
  });

  test('is subscribed to all that the desk reads', async () => {
    platform.answersWith(json(200, { success: true }));
    await facebook.life.subscribe?.(account, 'https://care.example/webhooks/facebook', within());
    expect(platform.seen[0]?.query.subscribed_fields?.split(',')).toEqual(
      expect.arrayContaining(['messages', 'message_echoes', 'standby', 'feed', 'ratings']),
    );
    platform.answersWith(json(200, { data: [{ subscribed_fields: ['messages'] }] }));
    expect(await facebook.life.isSubscribed?.(account, '', within())).toBe(true);
    platform.answersWith(json(200, { data: [] }));
    expect(await facebook.life.isSubscribed?.(account, '', within())).toBe(false);
  });
});

test('what is used of the allowance is told from the headers', async () => {
  const usages: RateUsage[] = [];
  const business = {
    '1100001': [{ type: 'messenger', call_count: 97, estimated_time_to_regain_access: 2 }],
  };
  platform.answersWith(
    json(
      200,
      { id: '900_777' },
      {
        'x-app-usage': JSON.stringify({ call_count: 28, total_time: 25, total_cputime: 'x' }),
        'x-business-use-case-usage': JSON.stringify(business),
      },
    ),
  );
  const now = () => 1_000_000;
  const onUsage = (usage: RateUsage) => usages.push(usage);
  await facebook.send(account, message, { deadline: 1_005_000, now, onUsage });
  expect(usages).toEqual([{ used: 0.97, resetAt: 1_120_000 }]);
  platform.answersWith(json(200, { id: '900_777' }, { 'x-app-usage': '{"call' }));
  await facebook.send(account, message, { deadline: 1_005_000, now, onUsage });
  expect(usages).toHaveLength(1);
});
