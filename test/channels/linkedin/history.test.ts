import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount, HistoryConversation } from '../../../channels/channel.ts';
import { keyOf } from '../../../channels/keys.ts';
import { linkedin } from '../../../channels/linkedin/index.ts';
import { json, startPlatform, type Answer } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';
import notifications from './fixtures/notifications.json' with { type: 'json' };
import { accountAt, ana, inPath, page, post, told, urn, us } from './support.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;

beforeAll(async () => {
  platform = await startPlatform();
  account = accountAt(platform.baseUrl);
});
afterAll(() => platform.stop());

const { comment, answer, postMention, commentMention, ownComment } = notifications;
const xyz = 'urn:li:person:XyZ';
const now = 1795420900000;
const options = { deadline: now + 5_000, now: () => now };
const day = 24 * 60 * 60_000;
const postUrl = 'https://www.linkedin.com/feed/update/urn:li:activity:71000/';
const about = { postId: post, postUrl };

const theirs: HistoryConversation = {
  externalId: `${post} ${ana}`,
  source: 'comment',
  threadKey: keyOf('comment', post, ana),
  customer: { externalId: ana },
  updatedAt: answer.lastModifiedAt,
  preview: '@Shop and in the UK?',
  about,
};
const mention: HistoryConversation = {
  externalId: `urn:li:activity:72000 ${xyz}`,
  source: 'mention',
  threadKey: keyOf('mention', 'urn:li:activity:72000', xyz),
  customer: { externalId: xyz },
  updatedAt: postMention.lastModifiedAt,
  preview: 'Hey @Shop',
  about: {
    postId: 'urn:li:activity:72000',
    postUrl: 'https://www.linkedin.com/feed/update/urn:li:activity:72000/',
  },
};

describe('conversations', () => {
  const fetch = (since?: number) => linkedin.fetchConversations(account, since, options);

  test('are those that LinkedIn notified of, one for each author under each post, newest first', async () => {
    const edited = { ...comment, action: 'COMMENT_EDIT' };
    platform.answersWith(
      json(200, page(comment, answer, null, { action: 7 }, postMention, ownComment, edited)),
    );
    expect(await fetch()).toEqual([mention, theirs]);
    expect(platform.seen).toMatchObject([
      {
        method: 'GET',
        path: '/rest/organizationalEntityNotifications',
        query: {
          q: 'criteria',
          actions: 'List(COMMENT,COMMENT_MENTION,SHARE_MENTION)',
          organizationalEntity: us,
          timeRange: `(start:${now - 60 * day},end:${now})`,
          start: '0',
          count: '50',
        },
      },
    ]);
  });

  test('the order of the notifications does not matter', async () => {
    platform.answersWith(json(200, page(postMention, answer, comment)));
    expect(await fetch()).toEqual([mention, theirs]);
  });

  test('and no further than asked for, nor than LinkedIn keeps them', async () => {
    platform.answersWith(json(200, page()));
    expect(await fetch(now - day)).toEqual([]);
    await fetch(now - 90 * day);
    expect(platform.seen.map(({ query }) => query.timeRange)).toEqual([
      `(start:${now - day},end:${now})`,
      `(start:${now - 60 * day},end:${now})`,
    ]);
  });

  test('page by page', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({
      ...comment,
      generatedActivity: `urn:li:comment:(activity:71000,${index})`,
      decoratedGeneratedActivity: { comment: { owner: `urn:li:person:${index}`, text: 'x' } },
    }));
    platform.answersWith((request, response) => {
      const elements = request.query.start === '0' ? many : [comment];
      json(200, page(...elements))(request, response);
    });
    expect(await fetch()).toHaveLength(51);
    expect(platform.seen.map(({ query }) => query.start)).toEqual(['0', '50']);
  });

  test.each([
    ['token_dead', 401, {}],
    ['no_permission', 403, {}],
    ['rate_limited', 429, {}],
    ['platform_failed', 500, ''],
    ['platform_failed', 200, '<html>'],
  ])('%s is thrown', async (code, status, body) => {
    platform.answersWith(json(status, body));
    await expect(fetch()).rejects.toMatchObject({ name: 'ChannelError', code });
  });

  test('a day’s limit says when to ask again', async () => {
    platform.answersWith(json(429, { message: 'throttle APPLICATION DAY limit' }));
    const midnight = Math.ceil(now / day) * day + 5_000;
    await expect(fetch()).rejects.toMatchObject({ retryAfterMs: midnight - now });
  });
});

describe('messages of a conversation', () => {
  /** By path: what stands there. */
  const standing =
    (lists: Record<string, unknown[]>, notified: unknown[] = []): Answer =>
    (request, response) => {
      const elements =
        request.path === '/rest/organizationalEntityNotifications'
          ? notified
          : Object.entries(lists).find(
              ([of]) => request.path === `/rest/socialActions/${inPath(of)}/comments`,
            )?.[1];
      const found = elements ? json(200, page(...elements)) : json(404, {});
      found(request, response);
    };
  const answered = { commentsSummary: { totalFirstLevelComments: 2 } };
  const fetch = (of = theirs, cursor?: string) =>
    linkedin.fetchMessages(account, of, cursor, within());
  const place = {
    accountExternalId: '5150',
    threadKey: theirs.threadKey,
    source: 'comment',
    customer: { externalId: ana },
  };
  const event = (id: number, at: number, content: string, parentId?: string) => ({
    ...place,
    dedupeKey: urn(id),
    platformMessageId: urn(id),
    platformAt: at,
    content,
    contentType: 'text',
    attachments: [],
    about: { ...about, ...(parentId !== undefined && { parentId }) },
  });

  test('are the customer’s, and ours to the customer’s, with the webhook’s keys', async () => {
    platform.answersWith(
      standing({
        [post]: [
          told(71001, 'When in\0 EU?', { actor: ana, at: 10, ...answered }),
          told(71005, 'Not for us', { actor: xyz, at: 11, ...answered }),
          told(71007, 'Hello everybody', { actor: us, at: 12 }),
          { id: 'broken' },
        ],
        [urn(71001)]: [
          told(71009, 'December', { at: 20 }),
          told(71002, 'and in the UK?', { actor: ana, at: 30 }),
          told(71012, 'Me too', { actor: xyz, at: 35 }),
        ],
        [urn(71005)]: [
          told(71013, 'I think so', { actor: ana, at: 40 }),
          told(71014, 'To somebody else', { at: 45 }),
        ],
      }),
    );
    expect(await fetch()).toEqual({
      messages: [
        { kind: 'message', ...event(71013, 40, 'I think so', urn(71005)) },
        { kind: 'message', ...event(71002, 30, 'and in the UK?', urn(71001)) },
        { kind: 'echo', ...event(71009, 20, 'December', urn(71001)) },
        { kind: 'message', ...event(71001, 10, 'When in EU?') },
      ],
    });
    // The very keys that the webhook's event has.
    const body = { notifications: [comment] };
    const [received] = linkedin.receive(Buffer.from(JSON.stringify(body)), '').events;
    expect(received?.event).toMatchObject({
      ...place,
      dedupeKey: urn(71001),
      platformMessageId: urn(71001),
    });
  });

  test('a picture is an attachment, and nothing at all a placeholder', async () => {
    const picture = { type: 'IMAGE', url: 'https://media.example/1.png', entity: {} };
    platform.answersWith(
      standing({
        [post]: [
          told(1, '', { actor: ana, at: 3, content: [picture] }),
          told(2, '', { actor: ana, at: 2, content: [{ type: 'DOCUMENT' }] }),
          told(3, '', { actor: ana, at: 1 }),
        ],
      }),
    );
    expect((await fetch()).messages).toMatchObject([
      { contentType: 'image', attachments: [{ kind: 'image', url: picture.url }] },
      { contentType: 'attachment', attachments: [{ kind: 'file' }] },
      { contentType: 'text', placeholder: expect.stringContaining('LinkedIn') as string },
    ]);
  });

  test('a comment without its URN is known by its parts', async () => {
    const { commentUrn: _, ...bare } = told(71001, 'Hi', { actor: ana });
    platform.answersWith(standing({ [post]: [bare, { ...bare, object: undefined }] }));
    expect((await fetch()).messages).toMatchObject([{ platformMessageId: urn(71001) }]);
  });

  test('go on from a cursor', async () => {
    const nine = Array.from({ length: 9 }, (_, index) => told(index, 'x', { actor: ana }));
    const ten = [...nine, { id: 'broken' }];
    platform.answersWith(standing({ [post]: ten }));
    expect(await fetch()).toMatchObject({ nextCursor: '10' });
    expect(await fetch(theirs, '10')).toMatchObject({ nextCursor: '20' });
    expect(platform.seen.map(({ query }) => query.start)).toEqual(['0', '10']);
  });

  test('a cursor cannot change the question', async () => {
    platform.answersWith(standing({ [post]: [] }));
    await expect(fetch(theirs, '0&count=1')).rejects.toMatchObject({ code: 'rejected' });
    expect(platform.seen).toEqual([]);
  });

  test('a post that is gone has none; one that is kept from us is an error', async () => {
    platform.answersWith(json(404, {}));
    expect(await fetch()).toEqual({ messages: [] });
    platform.answersWith(json(403, {}));
    await expect(fetch()).rejects.toMatchObject({ code: 'no_permission' });
  });

  test('of a mention are what LinkedIn notified of, and ours', async () => {
    const activity = 'urn:li:activity:72000';
    const comments = [
      told(72005, 'Nice', { actor: ana, commentUrn: urn(72005, activity) }),
      told(72006, 'By themselves', { actor: xyz, commentUrn: urn(72006, activity) }),
      told(72009, 'Hey!', { commentUrn: urn(72009, activity), at: postMention.lastModifiedAt + 1 }),
    ];
    const notified = [postMention, commentMention, comment];
    platform.answersWith(standing({ [activity]: comments }, notified));
    const { messages } = await fetch(mention);
    expect(messages).toMatchObject([
      { kind: 'echo', platformMessageId: urn(72009, activity), threadKey: mention.threadKey },
      { kind: 'message', platformMessageId: 'urn:li:share:72001', threadKey: mention.threadKey },
    ]);
    // The mention comes with the first page only.
    expect((await fetch(mention, '10')).messages).toHaveLength(1);
    // Other people's posts need not be ours to read.
    platform.answersWith((request, response) => {
      const isPost = request.path.includes('socialActions');
      json(isPost ? 403 : 200, page(postMention))(request, response);
    });
    expect((await fetch(mention)).messages).toHaveLength(1);
  });
});

describe('a profile', () => {
  const profile = (of = ana) => linkedin.fetchProfile(account, of, within());

  test('of a person', async () => {
    const person = { id: 'AbC', localizedFirstName: 'Ana', localizedLastName: 'L\0' };
    platform.answersWith(json(200, { ...person, vanityName: 'ana-l' }));
    expect(await profile()).toEqual({ name: 'Ana L', handle: 'ana-l' });
    expect(platform.seen[0]?.path).toBe('/rest/people/(id:AbC)');
  });

  test('of a company', async () => {
    platform.answersWith(json(200, { id: 99, localizedName: 'Acme' }));
    expect(await profile('urn:li:organization:99')).toEqual({ name: 'Acme' });
    expect(platform.seen[0]?.path).toBe('/rest/organizations/99');
  });

  test('an id cannot change the question', async () => {
    platform.answersWith(json(200, {}));
    expect(await profile('urn:li:person:a),x(b')).toEqual({});
    expect(platform.seen[0]?.path).toBe('/rest/people/(id:a%29%2Cx%28b)');
  });

  test.each([403, 404])('HTTP %i: undefined', async (status) => {
    platform.answersWith(json(status, {}));
    expect(await profile()).toBeUndefined();
  });

  test.each([
    ['token_dead', 401],
    ['rate_limited', 429],
    ['platform_failed', 500],
  ])('%s is thrown', async (code, status) => {
    platform.answersWith(json(status, {}));
    await expect(profile()).rejects.toMatchObject({ name: 'ChannelError', code });
  });
});

describe('a post', () => {
  const share = 'urn:li:share:70999';
  const fetch = () => linkedin.fetchPost(account, share, within());

  test('is what it says', async () => {
    platform.answersWith(
      json(200, {
        id: share,
        author: us,
        commentary: 'Launch \\(really\\) with @[Ana](urn:li:person:AbC) {hashtag|\\#|eu}\0',
        createdAt: 1,
        publishedAt: 2,
        visibility: 'PUBLIC',
      }),
    );
    expect(await fetch()).toEqual({
      id: share,
      text: 'Launch (really) with @Ana #eu',
      url: 'https://www.linkedin.com/feed/update/urn:li:share:70999/',
      at: 2,
    });
    expect(platform.seen[0]?.path).toBe('/rest/posts/urn%3Ali%3Ashare%3A70999');
  });

  test.each([400, 403, 404])('HTTP %i: undefined', async (status) => {
    platform.answersWith(json(status, {}));
    expect(await fetch()).toBeUndefined();
  });

  test.each([
    ['token_dead', 401],
    ['platform_failed', 503],
  ])('%s is thrown', async (code, status) => {
    platform.answersWith(json(status, {}));
    await expect(fetch()).rejects.toMatchObject({ code });
  });

  describe('by the activity that webhooks name', () => {
    const answersWith = (status: number, told: unknown[]) =>
      platform.answersWith((request, response) => {
        const isPost = request.path.startsWith('/rest/posts/');
        const body = isPost ? { commentary: 'Launch \\(really\\)', publishedAt: 2 } : page(...told);
        json(isPost ? status : 200, body)(request, response);
      });
    const fetch = (id = post) => linkedin.fetchPost(account, id, options);

    test('is read by the share that its notifications name', async () => {
      answersWith(200, [null, postMention, comment]);
      expect(await fetch()).toEqual({ id: post, text: 'Launch (really)', url: postUrl, at: 2 });
      expect(platform.seen.map(({ path }) => path)).toEqual([
        '/rest/organizationalEntityNotifications',
        '/rest/posts/urn%3Ali%3Ashare%3A70999',
      ]);
    });

    test('of somebody else is what its notification shows', async () => {
      answersWith(403, [comment, postMention]);
      expect(await fetch('urn:li:activity:72000')).toMatchObject({
        id: 'urn:li:activity:72000',
        text: 'Hey @Shop',
      });
    });

    test('that nothing was told of is undefined', async () => {
      answersWith(200, [comment]);
      expect(await fetch('urn:li:activity:5')).toBeUndefined();
    });
  });
});

test('there is nothing to mark as read and nobody sees us typing', async () => {
  platform.answersWith(json(500, {}));
  await linkedin.markAsRead(account, ana, within());
  await linkedin.typing(account, ana, true, within());
  expect(platform.seen).toEqual([]);
});
