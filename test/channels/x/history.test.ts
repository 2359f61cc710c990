import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ChannelAccount,
  HistoryConversation,
  OutboundMessage,
} from '../../../channels/channel.ts';
import { x } from '../../../channels/x/index.ts';
import { json, lostAnswers, startPlatform, type Answer } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;

beforeAll(async () => {
  platform = await startPlatform();
  account = {
    id: 'account',
    platform: 'x',
    externalId: '111',
    baseUrl: platform.baseUrl,
    credentials: { accessToken: 'user-token', bearerToken: 'app-token' },
    webhookSecrets: [],
    humanAgentApproved: false,
  };
});
afterAll(() => platform.stop());

const at = (time: string) => `2026-11-23T${time}.000Z`;
const ms = (time: string) => Date.parse(at(time));
const ana = { id: '222', username: 'ana', name: 'Ana' };
const shop = { id: '111', username: 'shop', name: 'Shop' };
const said = (id: string, text: string, sender = shop, time = '08:00:02', more: object = {}) => ({
  id,
  event_type: 'MessageCreate',
  text,
  sender_id: sender.id,
  dm_conversation_id: '111-222',
  created_at: at(time),
  ...more,
});
const post = (id: string, text: string, author = ana, time = '08:00:02', more: object = {}) => ({
  id,
  text,
  author_id: author.id,
  created_at: at(time),
  conversation_id: '10',
  ...more,
});
const to = (id: string, user = ana) => ({
  in_reply_to_user_id: user.id,
  referenced_tweets: [{ type: 'replied_to', id }],
});
/** By the path's last words. */
const byPath =
  (pages: Record<string, unknown>): Answer =>
  (request, response) => {
    const found = Object.entries(pages).find(([path]) => request.path.endsWith(path));
    json(found ? 200 : 404, found?.[1] ?? {})(request, response);
  };
const page = (data: unknown[], more: object = {}) => ({
  data,
  includes: { users: [ana, shop] },
  meta: { result_count: data.length },
  ...more,
});

describe('evidence that a message arrived', () => {
  const message: OutboundMessage = {
    id: '0d2c2f6e-1111-4222-8333-944455556666',
    recipientExternalId: '222',
    threadKey: 'dm:222',
    source: 'dm',
    content: 'Tom & Ana <3 see example.com/42.',
    attachments: [],
    isHuman: true,
    submittedAt: ms('08:00:00'),
  };
  const reply: OutboundMessage = {
    ...message,
    threadKey: 'tree:10:222',
    source: 'comment',
    answers: { platformMessageId: '12', about: { postId: '10' } },
  };
  const wire = 'Tom &amp; Ana &lt;3 see https://t.co/abc.';
  const found = { platformMessageId: '1', at: ms('08:00:02') };

  test.each<[string, unknown[], object | undefined]>([
    ['our text, from the account, since then', [said('0', 'Hi', ana), said('1', wire)], found],
    ['beside another text of ours', [said('1', wire), said('2', 'Done')], found],
    ['beside the same text long ago', [said('1', wire), said('0', wire, shop, '07:00:00')], found],
    [
      'a second before it was submitted',
      [said('1', wire, shop, '07:59:59')],
      { ...found, at: ms('07:59:59') },
    ],
    ['two with our text prove nothing', [said('1', wire), said('2', wire)], undefined],
    ['our text from the customer', [said('1', wire, ana)], undefined],
    ['our text long before', [said('1', wire, shop, '07:59:50')], undefined],
    ['another text', [said('1', wire.toLowerCase())], undefined],
    ['nothing', [], undefined],
  ])('direct: %s', async (_, data, expected) => {
    platform.answersWith(byPath({ '/dm_conversations/with/222/dm_events': page(data) }));
    expect(await x.reconcile(account, message, within(1_000))).toEqual(expected);
    expect(platform.seen).toMatchObject([
      { method: 'GET', query: { event_types: 'MessageCreate', max_results: '100' } },
    ]);
  });

  const ours = `@ana ${wire}`;
  const links = {
    entities: { urls: [{ url: 'https://t.co/abc', expanded_url: 'http://example.com/42' }] },
  };
  test.each<[string, unknown[], object | undefined]>([
    [
      'our text under that post',
      [post('1', ours, shop, '08:00:02', { ...to('12'), ...links })],
      found,
    ],
    ['without the real address', [post('1', ours, shop, '08:00:02', to('12'))], found],
    [
      'the parent in its own field',
      [post('1', ours, shop, '08:00:02', { in_reply_to_tweet_id: '12' })],
      found,
    ],
    ['under another post', [post('1', ours, shop, '08:00:02', to('13'))], undefined],
    ['under no post', [post('1', ours, shop)], undefined],
    ['another text', [post('1', '@ana Hi', shop, '08:00:02', to('12'))], undefined],
    ['somebody else', [post('1', ours, ana, '08:00:02', to('12'))], undefined],
    [
      'twice',
      [post('1', ours, shop, '08:00:02', to('12')), post('2', ours, shop, '08:00:03', to('12'))],
      undefined,
    ],
  ])('a reply: %s', async (_, data, expected) => {
    platform.answersWith(byPath({ '/users/111/tweets': page(data) }));
    expect(await x.reconcile(account, reply, within(1_000))).toEqual(expected);
    expect(platform.seen).toMatchObject([{ query: { start_time: '2026-11-23T07:59:55Z' } }]);
  });

  test('nothing to look for', async () => {
    platform.answersWith(json(200, page([])));
    const { answers: _, ...unanswerable } = reply;
    expect(await x.reconcile(account, { ...message, content: '' }, within())).toBeUndefined();
    expect(await x.reconcile(account, { ...message, content: '@ana' }, within())).toBeUndefined();
    expect(await x.reconcile(account, unanswerable, within())).toBeUndefined();
    expect(platform.seen).toEqual([]);
  });

  test('a private answer to a post is looked for among direct messages', async () => {
    platform.answersWith(json(200, page([said('1', wire)])));
    const message_ = { ...reply, privateReplyTo: '12' };
    expect(await x.reconcile(account, message_, within())).toEqual(found);
  });

  const lost = Object.entries(lostAnswers).filter(([name]) => !/without an id/.test(name));
  test.each(lost)('%s: throws', async (_, answer) => {
    platform.answersWith(answer);
    await expect(x.reconcile(account, message, within(1_000))).rejects.toThrow();
    await expect(x.reconcile(account, reply, within(1_000))).rejects.toThrow();
  });
});

describe('conversations', () => {
  const empty = { meta: { result_count: 0 } };
  const fetch = (since?: number) => x.fetchConversations(account, since, within(2_000));
  const mentions = page([
    post('13', '@shop still there?', ana, '08:05:00', to('12', shop)),
    post('11', '@shop no', ana, '08:01:00', to('10', shop)),
    post('20', 'hey @shop', { ...ana, id: '333' }, '08:02:00', { conversation_id: '20' }),
    post('21', 'RT hey', ana, '08:02:00', { referenced_tweets: [{ type: 'retweeted', id: '20' }] }),
    { id: 'broken' },
  ]);
  const own = page([
    // To a post of hers that no list has any more.
    post('16', '@ana And more', shop, '08:06:30', to('88')),
    post('14', '@ana Yes', shop, '08:06:00', to('13')),
    // X need not say to whom.
    post('12', '@ana Why?', shop, '08:03:00', { in_reply_to_tweet_id: '11' }),
    post('10', 'Our news', shop, '07:00:00'),
    post('15', '@somebody Hi', shop, '08:07:00', { ...to('99', shop), conversation_id: '98' }),
  ]);

  test('are direct messages by conversation, and posts by tree and author', async () => {
    platform.answersWith(
      byPath({
        '/dm_events': page([
          said('3', 'Thanks', shop, '08:04:00'),
          said('2', 'Hi &amp; hello', ana, '08:03:00'),
          said('9', 'to a group', ana, '08:02:00', { dm_conversation_id: '157839' }),
          said('8', 'of others', ana, '08:02:00', { dm_conversation_id: '222-333' }),
          said('7', 'to myself', shop, '08:02:00', { dm_conversation_id: '111-111' }),
          { id: '6', event_type: 'ParticipantsJoin' },
        ]),
        '/mentions': mentions,
        '/tweets': own,
      }),
    );
    expect(await fetch()).toEqual([
      {
        externalId: '16,14,13,12,11',
        source: 'comment',
        threadKey: 'tree:10:222',
        customer: { externalId: '222', name: 'Ana', handle: 'ana' },
        updatedAt: ms('08:06:30'),
        preview: '@ana And more',
        about: { postId: '10', postUrl: 'https://x.com/i/web/status/10' },
      },
      {
        externalId: '111-222',
        source: 'dm',
        threadKey: 'dm:222',
        customer: { externalId: '222', name: 'Ana', handle: 'ana' },
        updatedAt: ms('08:04:00'),
        preview: 'Thanks',
      },
      {
        externalId: '20',
        source: 'mention',
        threadKey: 'tree:20:333',
        customer: { externalId: '333' },
        updatedAt: ms('08:02:00'),
        preview: 'hey @shop',
        about: { postId: '20', postUrl: 'https://x.com/i/web/status/20' },
      },
    ]);
  });

  test('are read page by page, and no further than asked for', async () => {
    const pages: Record<string, unknown> = {
      '': page([said('3', 'c', ana, '08:03:00')], { meta: { next_token: 'B' } }),
      B: page([said('2', 'b', ana, '08:02:00', { dm_conversation_id: '111-333' })], {
        meta: { next_token: 'C' },
      }),
      C: page([said('1', 'a', ana, '08:01:00', { dm_conversation_id: '111-444' })], {
        meta: { next_token: 'C' },
      }),
    };
    const answer: Answer = (request, response) =>
      json(
        200,
        request.path.endsWith('/dm_events') ? pages[request.query.pagination_token ?? ''] : empty,
      )(request, response);
    platform.answersWith(answer);
    expect((await fetch()).map(({ externalId }) => externalId)).toEqual([
      ...['111-222', '111-333', '111-444'],
    ]);
    // Mentions, and no own posts where nobody named us; a page that leads to itself ends it.
    expect(platform.seen).toHaveLength(4);

    platform.answersWith(answer);
    expect((await fetch(ms('08:02:30'))).map(({ externalId }) => externalId)).toEqual(['111-222']);
    expect(platform.seen).toMatchObject([
      { path: '/2/dm_events' },
      { path: '/2/dm_events', query: { pagination_token: 'B', max_results: '100' } },
      { path: '/2/users/111/mentions', query: { start_time: '2026-11-23T08:02:30Z' } },
    ]);
  });

  test('X allows so many readings, and no more are made', async () => {
    let count = 0;
    platform.answersWith((request, response) => {
      count += 1;
      json(200, page([], { meta: { next_token: `T${String(count)}` } }))(request, response);
    });
    expect(await fetch()).toEqual([]);
    const paths = platform.seen.map(({ path }) => path);
    expect(paths.filter((path) => path === '/2/dm_events')).toHaveLength(14);
    expect(paths.filter((path) => path === '/2/users/111/mentions')).toHaveLength(8);
  });

  test('an outage, a limit and a dead token are thrown', async () => {
    platform.answersWith(json(503, {}));
    await expect(fetch()).rejects.toMatchObject({ code: 'platform_failed' });
    platform.answersWith(json(401, {}));
    await expect(fetch()).rejects.toMatchObject({ code: 'token_dead' });
    platform.answersWith(json(402, { type: 'https://api.x.com/2/problems/credits' }));
    await expect(fetch()).rejects.toMatchObject({ code: 'quota_exceeded' });
    platform.answersWith(json(429, {}, { 'retry-after': '9' }));
    await expect(fetch()).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 9_000 });
  });
});

describe('messages', () => {
  const direct: HistoryConversation = {
    externalId: '111-222',
    source: 'dm',
    threadKey: 'dm:222',
    customer: { externalId: '222' },
    updatedAt: 0,
  };

  test('of a direct conversation say who wrote them, and where to go on', async () => {
    const picture = { attachments: { media_keys: ['3_1'] } };
    platform.answersWith(
      json(
        200,
        page(
          [
            said('3', 'Look https://t.co/p', shop, '08:00:03', {
              ...picture,
              entities: { urls: [{ url: 'https://t.co/p', media_key: '3_1' }] },
            }),
            { id: 'broken' },
            said('2', '', ana, '08:00:02'),
            said('1', 'Hi\0', ana, '08:00:01'),
          ],
          {
            includes: {
              media: [{ media_key: '3_1', type: 'photo', url: 'https://pbs.twimg.com/1' }],
            },
            meta: { next_token: '18LAA' },
          },
        ),
      ),
    );
    const told = {
      accountExternalId: '111',
      source: 'dm',
      threadKey: 'dm:222',
      customer: { externalId: '222' },
      contentType: 'text',
      attachments: [],
    };
    const named = (id: string) => ({ dedupeKey: id, platformMessageId: id });
    expect(await x.fetchMessages(account, direct, undefined, within())).toEqual({
      messages: [
        {
          ...{ ...told, kind: 'echo', ...named('3') },
          ...{ platformAt: ms('08:00:03'), content: 'Look', contentType: 'image' },
          attachments: [{ kind: 'image', url: 'https://pbs.twimg.com/1' }],
        },
        {
          ...{ ...told, kind: 'message', ...named('2'), platformAt: ms('08:00:02'), content: '' },
          placeholder: 'A message that X does not pass on. Look at it on X.',
        },
        { ...told, kind: 'message', ...named('1'), platformAt: ms('08:00:01'), content: 'Hi' },
      ],
      nextCursor: '18LAA',
    });
    await x.fetchMessages(account, direct, '18LAA', within());
    expect(platform.seen).toMatchObject([
      { path: '/2/dm_conversations/111-222/dm_events' },
      { query: { pagination_token: '18LAA' } },
    ]);
  });

  test('a cursor of somewhere else is none', async () => {
    platform.answersWith(json(200, page([])));
    const answer = x.fetchMessages(account, direct, 'a&b', within());
    await expect(answer).rejects.toMatchObject({ code: 'rejected' });
    expect(platform.seen).toEqual([]);
  });

  const tree: HistoryConversation = {
    externalId: '12,11',
    source: 'comment',
    threadKey: 'tree:10:222',
    customer: { externalId: '222', name: 'Ana', handle: 'ana' },
    updatedAt: 0,
    about: { postId: '10', postUrl: 'https://x.com/i/web/status/10' },
  };

  test('of a tree are those that were listed, as webhooks tell of them', async () => {
    const mine = post('11', '@shop no', ana, '08:01:00', to('10', shop));
    platform.answersWith(
      json(200, {
        ...page([mine, post('12', '@ana Why?', shop, '08:03:00', to('11'))]),
        errors: [{ resource_id: '13', title: 'Not Found Error' }],
      }),
    );
    const { messages, nextCursor } = await x.fetchMessages(account, tree, undefined, within());
    expect(nextCursor).toBeUndefined();
    expect(messages).toMatchObject([
      {
        ...{ kind: 'echo', dedupeKey: '12', threadKey: 'tree:10:222', source: 'comment' },
        ...{ customer: { externalId: '222' }, content: '@ana Why?' },
        about: { postId: '10', parentId: '11' },
      },
      { kind: 'message', dedupeKey: '11', threadKey: 'tree:10:222' },
    ]);
    const webhook = {
      data: {
        ...{ filter: { user_id: '111' }, event_type: 'post.reply.create', payload: mine },
        includes: { users: [ana] },
      },
    };
    const [received] = x.receive(Buffer.from(JSON.stringify(webhook)), '111').events;
    expect(messages[1]).toEqual(received?.event);
    expect(platform.seen).toMatchObject([{ path: '/2/tweets', query: { ids: '12,11' } }]);
  });

  test('of a tree that is gone are none', async () => {
    const type = 'https://api.x.com/2/problems/resource-not-found';
    platform.answersWith(json(200, { errors: [{ title: 'Not Found Error', type }] }));
    expect(await x.fetchMessages(account, tree, undefined, within())).toEqual({ messages: [] });
  });
});

const type = (name: string) => `https://api.x.com/2/problems/${name}`;
const gone: [string, number, object][] = [
  ['not found', 404, { title: 'Not Found Error' }],
  [
    'not found, kindly',
    200,
    { errors: [{ title: 'Not Found Error', type: type('resource-not-found') }] },
  ],
  ['hidden', 200, { errors: [{ type: type('not-authorized-for-resource') }] }],
  ['suspended', 200, { errors: [{ code: 63, message: 'User has been suspended.' }] }],
];
const failing: [string, number, object | string][] = [
  ['token_dead', 401, {}],
  ['rate_limited', 429, {}],
  ['no_permission', 403, { type: type('client-forbidden') }],
  ['platform_failed', 500, {}],
  ['platform_failed', 502, '<html>'],
  ['platform_failed', 200, '<html>'],
  ['platform_failed', 200, { errors: [{ detail: 'odd' }] }],
];

describe('a profile', () => {
  const profile = () => x.fetchProfile(account, '222', within(1_000));

  test('is a name, a handle and a picture', async () => {
    const picture = 'https://pbs.twimg.com/profile_images/1/a_normal.jpg';
    platform.answersWith(json(200, { data: { ...ana, profile_image_url: picture } }));
    expect(await profile()).toEqual({ name: 'Ana', handle: 'ana', avatarUrl: picture });
    expect(platform.seen).toMatchObject([
      { path: '/2/users/222', query: { 'user.fields': 'name,username,profile_image_url' } },
    ]);
  });

  test.each(gone)('%s: undefined', async (_, status, body) => {
    platform.answersWith(json(status, body));
    expect(await profile()).toBeUndefined();
  });

  test.each(failing)('%s is thrown', async (code, status, body) => {
    platform.answersWith(json(status, body));
    await expect(profile()).rejects.toMatchObject({ name: 'ChannelError', code });
  });
});

describe('a post', () => {
  const fetchPost = () => x.fetchPost(account, '10', within(1_000));

  test('is shown with its author, time and picture', async () => {
    platform.answersWith(
      json(200, {
        data: post('10', 'Our &lt;news&gt;', shop, '07:00:00', {
          attachments: { media_keys: ['3_1'] },
        }),
        includes: {
          users: [shop],
          media: [{ media_key: '3_1', type: 'photo', url: 'https://pbs.twimg.com/media/1.jpg' }],
        },
      }),
    );
    expect(await fetchPost()).toEqual({
      id: '10',
      text: 'Our <news>',
      url: 'https://x.com/i/web/status/10',
      thumbnailUrl: 'https://pbs.twimg.com/media/1.jpg',
      authorName: 'Shop',
      at: ms('07:00:00'),
    });
  });

  test('may be nothing but an id', async () => {
    platform.answersWith(json(200, { data: { id: '10', author_id: '111' } }));
    expect(await fetchPost()).toEqual({ id: '10', text: '', url: 'https://x.com/i/web/status/10' });
  });

  test.each(gone)('%s: undefined', async (_, status, body) => {
    platform.answersWith(json(status, body));
    expect(await fetchPost()).toBeUndefined();
  });

  test.each(failing)('%s is thrown', async (code, status, body) => {
    platform.answersWith(json(status, body));
    await expect(fetchPost()).rejects.toMatchObject({ name: 'ChannelError', code });
  });
});

test('there is nothing to mark as read or to type in', async () => {
  platform.answersWith(json(500, {}));
  await x.markAsRead(account, '222', within());
  await x.typing(account, '222', true, within());
  expect(platform.seen).toEqual([]);
});
