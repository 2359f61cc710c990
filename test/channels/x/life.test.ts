import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount } from '../../../channels/channel.ts';
import { x } from '../../../channels/x/index.ts';
import { json, startPlatform, type Answer, type SeenRequest } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;

const credentials = {
  accessToken: 'user-token',
  bearerToken: 'app-token',
  consumerSecret: 'consumer-secret',
};
beforeAll(async () => {
  platform = await startPlatform();
  account = {
    id: 'account',
    platform: 'x',
    externalId: '111',
    baseUrl: platform.baseUrl,
    credentials,
    webhookSecrets: [],
    humanAgentApproved: false,
  };
});
afterAll(() => platform.stop());

const { life } = x;
const url = 'https://care.example/hooks/x';
const calls = () => platform.seen.map(({ method, path }) => `${method} ${path}`);

describe('who the token belongs to', () => {
  const check = (of: Partial<ChannelAccount> = {}) =>
    life.check({ ...account, ...of }, within(1_000));
  const me = json(200, { data: { id: '111', name: 'Shop', username: 'shop' } });

  test('is asked of X', async () => {
    platform.answersWith(me);
    expect(await check()).toEqual({
      externalId: '111',
      name: 'Shop',
      lacking: [{ feature: 'reviews', reason: 'X has no reviews.' }],
    });
    expect(calls()).toEqual(['GET /2/users/me']);
    expect(platform.seen[0]?.headers.authorization).toBe('Bearer user-token');
  });

  test('without a secret nothing can be received', async () => {
    platform.answersWith(me);
    const { lacking } = await check({ credentials: { accessToken: 'user-token' } });
    expect(lacking.map(({ feature }) => feature)).toEqual(['messages', 'comments', 'reviews']);
  });

  test('a dead token is thrown', async () => {
    platform.answersWith(json(401, { title: 'Unauthorized' }));
    await expect(check()).rejects.toMatchObject({ code: 'token_dead' });
  });
});

/** X as far as subscriptions go. `nesting`: how it shows one, for which its sources have three forms. */
function subscribing({
  webhooks = [] as { id: string; url: string; valid?: boolean }[],
  subscriptions = [] as object[],
  nesting = (one: object): object => ({ data: { subscription: one } }),
  refuses = (_request: SeenRequest): number | undefined => undefined,
  isAll = false,
} = {}) {
  let all = isAll;
  const answer: Answer = (request, response) => {
    const say = (status: number, body: object) => {
      json(status, body)(request, response);
    };
    const refusal = refuses(request);
    if (refusal !== undefined) return say(refusal, { title: 'Forbidden', detail: 'no' });
    const { method, path } = request;
    const body = (request.body ?? {}) as Record<string, unknown>;
    if (path === '/2/webhooks' && method === 'GET') return say(200, { data: webhooks });
    if (path === '/2/webhooks') {
      const one = { id: '14600', url: String(body.url), valid: true };
      webhooks.push(one);
      return say(200, { data: one });
    }
    if (path.startsWith('/2/webhooks/')) return say(200, { data: { valid: true } });
    if (path.endsWith('/subscriptions/all')) {
      all ||= method === 'POST';
      return say(200, { data: { subscribed: all } });
    }
    if (method === 'GET') return say(200, { data: subscriptions, meta: {} });
    if (method === 'POST') {
      const one = { subscription_id: String(subscriptions.length), ...body };
      subscriptions.push(one);
      return say(200, nesting(one));
    }
    const one = subscriptions.find((it) =>
      path.endsWith(`/${(it as { subscription_id: string }).subscription_id}`),
    );
    return say(200, nesting(Object.assign(one ?? {}, body)));
  };
  return { answer, subscriptions };
}

const activities = [
  'dm.received',
  'dm.sent',
  'dm.read',
  'post.mention.create',
  'post.reply.create',
  'post.quote.create',
  'post.create',
  'post.delete',
  'chat.received',
  'chat.sent',
  'dm.indicate_typing',
];
const subscribe = () => life.subscribe?.(account, url, within(2_000));
const isSubscribed = () => life.isSubscribed?.(account, url, within(2_000));

describe('subscribing', () => {
  test.each<[string, (one: object) => object]>([
    ['in subscription', (one) => ({ data: { subscription: one } })],
    ['in a list', (one) => ({ data: [one], meta: { total_subscriptions: 1 } })],
    ['in data', (one) => ({ data: one })],
  ])('registers a webhook and everything that is read; X shows it %s', async (_, nesting) => {
    platform.answersWith(subscribing({ nesting }).answer);
    expect(await isSubscribed()).toBe(false);
    platform.seen.length = 0;
    await subscribe();
    expect(calls()).toEqual([
      'GET /2/webhooks',
      'POST /2/webhooks',
      'GET /2/activity/subscriptions',
      ...activities.map(() => 'POST /2/activity/subscriptions'),
    ]);
    expect(platform.seen.slice(0, 3).map(({ headers }) => headers.authorization)).toEqual(
      Array(3).fill('Bearer app-token'),
    );
    expect(platform.seen[1]?.body).toEqual({ url });
    expect(platform.seen.slice(3).map(({ body }) => body)).toEqual(
      activities.map((event_type) => ({
        ...{ event_type, filter: { user_id: '111' }, tag: 'careline', webhook_id: '14600' },
      })),
    );
    // Private activities are the account's to give.
    expect(platform.seen[3]?.headers.authorization).toBe('Bearer user-token');
    expect(await isSubscribed()).toBe(true);
  });

  test('twice is done once', async () => {
    platform.answersWith(subscribing().answer);
    await subscribe();
    platform.seen.length = 0;
    await subscribe();
    expect(calls()).toEqual(['GET /2/webhooks', 'GET /2/activity/subscriptions']);
  });

  test('what goes elsewhere is moved; other accounts’ are left alone', async () => {
    const one = (subscription_id: string, event_type: string, user_id: string) => ({
      ...{ subscription_id, event_type, filter: { user_id }, webhook_id: '1' },
    });
    const subscriptions = [one('s1', 'dm.received', '111'), one('s2', 'dm.sent', '999')];
    const webhooks = [{ id: '14600', url, valid: true }];
    platform.answersWith(subscribing({ subscriptions, webhooks }).answer);
    await subscribe();
    expect(calls().slice(0, 4)).toEqual([
      'GET /2/webhooks',
      'GET /2/activity/subscriptions',
      'PUT /2/activity/subscriptions/s1',
      'POST /2/activity/subscriptions',
    ]);
    expect(platform.seen[2]).toMatchObject({
      body: { webhook_id: '14600' },
      headers: { authorization: 'Bearer app-token' },
    });
    expect(subscriptions[1]).toMatchObject({ webhook_id: '1' });
  });

  test('a webhook that X has given up on is asked about again', async () => {
    const webhooks = [{ id: '7', url, valid: false }];
    platform.answersWith(subscribing({ webhooks }).answer);
    expect(await isSubscribed()).toBe(false);
    platform.seen.length = 0;
    await subscribe();
    expect(calls().slice(0, 2)).toEqual(['GET /2/webhooks', 'PUT /2/webhooks/7']);
  });

  test('an answer to the challenge that X does not take is said', async () => {
    platform.answersWith((request, response) =>
      json(200, {
        data: request.method === 'GET' ? [] : { id: '7', url, valid: false },
      })(request, response),
    );
    await expect(subscribe()).rejects.toMatchObject({
      code: 'platform_failed',
      message: expect.stringContaining('consumer secret') as string,
    });
  });

  test('encrypted messages are not worth failing for', async () => {
    const refuses = ({ body }: SeenRequest) =>
      JSON.stringify(body ?? '').includes('chat.') ? 403 : undefined;
    platform.answersWith(subscribing({ refuses }).answer);
    await subscribe();
    expect(await isSubscribed()).toBe(true);
  });

  test('apps without activities have the older way', async () => {
    const refuses = ({ path }: SeenRequest) => (path.startsWith('/2/activity') ? 403 : undefined);
    platform.answersWith(subscribing({ refuses }).answer);
    await subscribe();
    expect(calls().slice(-2)).toEqual([
      'POST /2/activity/subscriptions',
      'POST /2/account_activity/webhooks/14600/subscriptions/all',
    ]);
    expect(platform.seen.at(-1)?.headers.authorization).toBe('Bearer user-token');
    expect(await isSubscribed()).toBe(true);
  });

  test('apps with neither are told what X says', async () => {
    const refuses = ({ path }: SeenRequest) => (/activity/.test(path) ? 403 : undefined);
    platform.answersWith(subscribing({ refuses }).answer);
    await expect(subscribe()).rejects.toMatchObject({
      code: 'platform_failed',
      message: 'X answered 403: no',
    });
    expect(await isSubscribed()).toBe(false);
  });

  test('one missing activity is not all of them', async () => {
    const refuses = ({ body }: SeenRequest) =>
      JSON.stringify(body ?? '').includes('post.reply') ? 403 : undefined;
    platform.answersWith(subscribing({ refuses }).answer);
    await expect(subscribe()).rejects.toMatchObject({ code: 'platform_failed' });
    expect(await isSubscribed()).toBe(false);
  });

  test('a success that confirms nothing is none', async () => {
    platform.answersWith(subscribing({ nesting: () => ({ data: {} }) }).answer);
    await expect(subscribe()).rejects.toMatchObject({ code: 'platform_failed' });
  });

  test('many subscriptions are read page by page', async () => {
    const { answer, subscriptions } = subscribing({ webhooks: [{ id: '14600', url }] });
    platform.answersWith(answer);
    await subscribe();
    const [first, ...others] = subscriptions;
    platform.answersWith((request, response) => {
      if (request.path !== '/2/activity/subscriptions') return answer(request, response);
      const isSecond = request.query.pagination_token === 'B';
      const body = isSecond ? { data: others } : { data: [first], meta: { next_token: 'B' } };
      json(200, body)(request, response);
    });
    expect(await isSubscribed()).toBe(true);
  });

  test('a limit or an outage is thrown', async () => {
    platform.answersWith(json(429, {}));
    await expect(subscribe()).rejects.toMatchObject({ code: 'rate_limited' });
    platform.answersWith(json(503, {}));
    await expect(isSubscribed()).rejects.toMatchObject({ code: 'platform_failed' });
    const refuses = ({ path }: SeenRequest) => (path.endsWith('/all') ? 503 : undefined);
    platform.answersWith(subscribing({ refuses, webhooks: [{ id: '1', url }] }).answer);
    await expect(isSubscribed()).rejects.toMatchObject({ code: 'platform_failed' });
  });

  test('the app’s own token is needed', async () => {
    platform.answersWith(json(200, { data: [] }));
    const bare = { ...account, credentials: { accessToken: 'user-token' } };
    await expect(life.subscribe?.(bare, url, within())).rejects.toMatchObject({
      code: 'not_configured',
    });
    expect(platform.seen).toEqual([]);
  });
});
