import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount } from '../../../channels/channel.ts';
import { instagram } from '../../../channels/instagram/index.ts';
import { json, startPlatform } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';
import { byFacebook, byInstagram, failed, refusal } from './support.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;
let ofPage: ChannelAccount;
beforeAll(async () => {
  platform = await startPlatform();
  account = byInstagram(platform.baseUrl);
  ofPage = byFacebook(platform.baseUrl);
});
afterAll(() => platform.stop());

const { life } = instagram;
const url = 'https://care.example/webhooks/instagram';
const check = (of: ChannelAccount) => life.check(of, within(1_000));
const reviews = { feature: 'reviews', reason: 'Instagram has no reviews.' };

/** By the end of the path; what is not named is an empty list. */
function answering(answers: Record<string, [status: number, body: unknown]>) {
  platform.answersWith((request, response) => {
    const known = Object.entries(answers).find(([end]) => request.path.endsWith(end));
    json(...(known?.[1] ?? ([200, { data: [] }] as const)))(request, response);
  });
}

describe('who the token belongs to', () => {
  const me = { user_id: '17841400000000001', username: 'shop', name: 'Shop' };

  test.each([
    ['as it is', me],
    ['in a list, as the documentation has it', { data: [me] }],
    ['as a number', { ...me, user_id: 178414000000 }],
  ])('is asked of Instagram: %s', async (_, body) => {
    answering({ '/me': [200, body] });
    const found = await check(account);
    expect(found).toMatchObject({ name: 'Shop', lacking: [reviews] });
    expect(found.externalId).toMatch(/^178414/);
    expect(found).not.toHaveProperty('tokenExpiresAt');
    expect(platform.seen[0]).toMatchObject({ path: '/v26.0/me' });
  });

  const linked = { id: '17841400000000001', username: 'shop' };

  test('is asked of the Page that it is linked to', async () => {
    answering({
      '/1100001': [200, { instagram_business_account: linked, id: '1100001' }],
      '/me/permissions': [400, failed(100)],
    });
    expect(await check(ofPage)).toEqual({
      ...{ externalId: '17841400000000001', name: 'shop', lacking: [reviews] },
    });
  });

  test('a Page without an Instagram account is told as such', async () => {
    answering({ '/1100001': [200, { id: '1100001' }] });
    await expect(check(ofPage)).rejects.toMatchObject({ code: 'not_configured' });
  });

  test('what was not granted is told', async () => {
    const granted = ['instagram_basic', 'instagram_manage_messages', 'pages_manage_metadata'];
    answering({
      '/1100001': [200, { instagram_business_account: linked }],
      '/me/permissions': [
        200,
        { data: granted.map((permission) => ({ permission, status: 'granted' })) },
      ],
    });
    const reason = 'The token lacks instagram_manage_comments, pages_read_engagement.';
    expect((await check(ofPage)).lacking).toEqual([{ feature: 'comments', reason }, reviews]);
  });

  test('what is not answered is told, with what to do', async () => {
    answering({
      '/me': [200, me],
      '/conversations': [400, failed(200, 2534041)],
      '/media': [403, failed(10)],
    });
    expect((await check(account)).lacking).toEqual([
      { feature: 'messages', reason: expect.stringContaining('Switch that on') as string },
      { feature: 'comments', reason: 'The token may not read comments (error 10).' },
      reviews,
    ]);
  });

  test.each([
    ['a dead token', { '/me': [401, failed(190)] as [number, object] }, 'token_dead'],
    [
      'a throttle while asking what it may do',
      { '/me': [200, me] as [number, object], '/media': [400, failed(4)] as [number, object] },
      'rate_limited',
    ],
  ])('%s is thrown', async (_, answers, code) => {
    answering(answers);
    await expect(check(account)).rejects.toMatchObject({ code });
  });
});

describe('webhooks', () => {
  test('of an account are subscribed to all that the desk reads', async () => {
    platform.answersWith(json(200, { success: true }));
    await life.subscribe?.(account, url, within());
    expect(platform.seen).toMatchObject([
      { method: 'POST', path: '/v26.0/17841400000000001/subscribed_apps' },
    ]);
    expect(platform.seen[0]?.query.subscribed_fields?.split(',')).toEqual(
      expect.arrayContaining(['messages', 'messaging_seen', 'standby', 'comments', 'mentions']),
    );
  });

  test('of a Page are added to what it has', async () => {
    platform.answersWith((request, response) => {
      const has = { data: [{ subscribed_fields: ['feed', 'messages'] }] };
      json(200, request.method === 'GET' ? has : { success: true })(request, response);
    });
    await life.subscribe?.(ofPage, url, within());
    expect(platform.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v26.0/1100001/subscribed_apps',
      'POST /v26.0/1100001/subscribed_apps',
    ]);
    const fields = platform.seen[1]?.query.subscribed_fields?.split(',') ?? [];
    expect(fields).toEqual(expect.arrayContaining(['feed', 'messages', 'message_reads']));
    expect(new Set(fields).size).toBe(fields.length);
  });

  test('are sent where messages are among the fields', async () => {
    platform.answersWith(json(200, { data: [{ subscribed_fields: ['messages'] }] }));
    expect(await life.isSubscribed?.(account, url, within())).toBe(true);
    platform.answersWith(json(200, { data: [{ subscribed_fields: ['comments'] }] }));
    expect(await life.isSubscribed?.(ofPage, url, within())).toBe(false);
    platform.answersWith(refusal(190));
    await expect(life.isSubscribed?.(account, url, within())).rejects.toMatchObject({
      code: 'token_dead',
    });
  });
});

describe('the token', () => {
  test('of Instagram Login is renewed for sixty days, beside all versions', async () => {
    const days = 60 * 24 * 3600;
    platform.answersWith(
      json(200, { access_token: 'next', token_type: 'bearer', expires_in: days }),
    );
    const now = Date.now();
    const renewed = await life.refreshToken?.(account, {
      ...{ deadline: now + 5_000, now: () => now },
    });
    expect(renewed).toEqual({
      credentials: { accessToken: 'next', login: 'instagram' },
      expiresAt: now + days * 1000,
    });
    expect(platform.seen).toMatchObject([
      {
        ...{ method: 'GET', path: '/refresh_access_token' },
        query: { grant_type: 'ig_refresh_token', access_token: 'ig-token' },
      },
    ]);
  });

  test('that is dead, or too young, stays what it is', async () => {
    platform.answersWith(refusal(190, 463));
    await expect(life.refreshToken?.(account, within())).rejects.toMatchObject({
      code: 'token_dead',
    });
    platform.answersWith(refusal(100));
    await expect(life.refreshToken?.(account, within())).rejects.toMatchObject({
      code: 'platform_failed',
    });
  });

  test('of a Page does not run out', async () => {
    platform.answersWith(json(500, ''));
    expect(await life.refreshToken?.(ofPage, within())).toEqual({
      credentials: ofPage.credentials,
    });
    expect(platform.seen).toEqual([]);
  });
});
