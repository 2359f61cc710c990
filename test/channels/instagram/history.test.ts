import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount, OutboundMessage } from '../../../channels/channel.ts';
import { instagram } from '../../../channels/instagram/index.ts';
import { json, lostAnswers, startPlatform, type Answer } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';
import { byFacebook, byInstagram, comment, message, refusal } from './support.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;
let ofPage: ChannelAccount;
beforeAll(async () => {
  platform = await startPlatform();
  account = byInstagram(platform.baseUrl);
  ofPage = byFacebook(platform.baseUrl);
});
afterAll(() => platform.stop());

const ana = { id: '9001', username: 'ana' };
const shop = { id: '17841400000000001', username: 'shop' };
const updated = '2026-11-23T08:00:02+0000';
const at = Date.parse('2026-11-23T08:00:02Z');
const theirs = { id: 'aWdfZA1', updated_time: updated, participants: { data: [shop, ana] } };
const said = (id: string, text: string, from = shop, more: object = {}) => ({
  ...{ id, created_time: updated, from, to: { data: [] }, message: text, ...more },
});
/** The conversations, then the messages of any of them. */
const history =
  (conversations: unknown[], messages: unknown[]): Answer =>
  (request, response) => {
    const isList = /\/(conversations|media)$/.test(request.path);
    const answer = isList ? { data: conversations } : { messages: { data: messages }, id: 'x' };
    json(200, answer)(request, response);
  };
const submitted = { submittedAt: Date.parse('2026-11-23T08:00:00.700Z') };
const reconcile = (change: Partial<OutboundMessage> = {}) =>
  instagram.reconcile(account, { ...message, ...submitted, ...change }, within(1_000));

describe('evidence that a message arrived', () => {
  test('is the one of ours with its text, since then', async () => {
    platform.answersWith(history([theirs], [said('aWdf1', 'Checking now')]));
    expect(await reconcile()).toEqual({ platformMessageId: 'aWdf1', at });
    expect(platform.seen.map(({ path }) => path)).toEqual([
      ...['/v26.0/17841400000000001/conversations', '/v26.0/aWdfZA1'],
    ]);
    expect(platform.seen[0]?.query).toMatchObject({ platform: 'instagram', user_id: '9001' });
    expect(platform.seen[1]?.query.fields).toMatch(/^messages\.limit\(20\)\{id,/);
  });

  test.each<[string, unknown[], unknown[]]>([
    ['two with our text', [theirs], [said('a', 'Checking now'), said('b', 'Checking now')]],
    ['our text from the customer', [theirs], [said('a', 'Checking now', ana)]],
    ['another text', [theirs], [said('a', 'Checking')]],
    ['no conversation', [], [said('a', 'Checking now')]],
  ])('%s: none', async (_, conversations, messages) => {
    platform.answersWith(history(conversations, messages));
    expect(await reconcile()).toBeUndefined();
  });

  test('of a reply to a comment stands below it, or below the comment that that answers', async () => {
    const reply = (id: string, text: string, from: object = { from: shop }) => ({
      ...{ id, text, timestamp: updated, ...from },
    });
    const find = async (data: unknown[], change: Partial<OutboundMessage> = {}) => {
      platform.answersWith(json(200, { data }));
      return reconcile({ ...comment, ...submitted, ...change });
    };
    const ours = reply('1', 'Checking now ');
    const others = [
      reply('2', 'Checking now', { from: ana }),
      reply('3', 'No'),
      reply('4', 'Checking now', {}),
      {},
    ];
    expect(await find([...others, ours])).toEqual({ platformMessageId: '1', at });
    expect(platform.seen).toMatchObject([{ path: '/v26.0/1780001/replies' }]);
    expect(await find([ours, reply('5', 'Checking now')])).toBeUndefined();
    const answers = {
      platformMessageId: '1780002',
      about: { postId: '1790001', parentId: '1780001' },
    };
    await find([ours], { answers });
    expect(platform.seen).toMatchObject([{ path: '/v26.0/1780001/replies' }]);
  });

  test('of an answer to a mention there is none to be had', async () => {
    platform.answersWith(json(500, ''));
    expect(await reconcile({ ...comment, source: 'mention' })).toBeUndefined();
    expect(platform.seen).toEqual([]);
  });

  test.each(Object.entries(lostAnswers))('%s: throws', async (_, answer) => {
    platform.answersWith(answer);
    await expect(reconcile()).rejects.toThrow();
  });
});

describe('conversations', () => {
  test('are listed page by page, with the customer’s user name', async () => {
    platform.answersWith((request, response) => {
      const isFirst = request.query.after === undefined && request.path.endsWith('/conversations');
      const paging = { cursors: { after: 'A1' }, ...(isFirst && { next: 'https://x' }) };
      json(200, { data: isFirst ? [theirs, { id: 'broken' }] : [], paging })(request, response);
    });
    expect(await instagram.fetchConversations(ofPage, undefined, within())).toEqual([
      {
        ...{ externalId: 'aWdfZA1', source: 'dm', threadKey: 'dm:9001', updatedAt: at },
        customer: { externalId: '9001', name: 'ana', handle: 'ana' },
      },
    ]);
    // Messages are the Page's, media the account's.
    expect(platform.seen.map(({ path }) => path)).toEqual([
      ...['/v26.0/1100001/conversations', '/v26.0/1100001/conversations'],
      '/v26.0/17841400000000001/media',
    ]);
    expect(platform.seen[0]?.query).toMatchObject({ platform: 'instagram' });
    expect(await instagram.fetchConversations(ofPage, at + 1, within())).toEqual([]);
  });

  test('show their messages as webhooks would have told them', async () => {
    const customer = { externalId: '9001' };
    const place = { source: 'dm' as const, threadKey: 'dm:9001', customer };
    const story = (kind: string) => ({
      story: { [kind]: { id: '17900', link: 'https://cdn.example/s' } },
    });
    platform.answersWith(
      json(200, {
        messages: {
          data: [
            said('aWdf9', 'Checking now'),
            said('aWdf8', '', ana, { is_unsupported: true }),
            said('aWdf7', 'nice', ana, story('reply_to')),
            said('aWdf6', '', ana, story('mention')),
            said('aWdf5', '', ana, {
              attachments: { data: [{ image_data: { url: 'https://cdn.example/1' } }] },
            }),
            { id: 'broken' },
          ],
          paging: { cursors: { after: 'QVF=' }, next: 'https://x' },
        },
      }),
    );
    const conversation = { ...place, externalId: 'aWdfZA1', updatedAt: 0 };
    const { messages, nextCursor } = await instagram.fetchMessages(
      ...([account, conversation, undefined, within()] as const),
    );
    expect(nextCursor).toBe('QVF=');
    const told = { ...place, accountExternalId: account.externalId, platformAt: at };
    const storyTold = { id: '17900', url: 'https://cdn.example/s' };
    expect(messages).toMatchObject([
      { ...told, kind: 'echo', dedupeKey: 'aWdf9', content: 'Checking now' },
      { ...told, kind: 'message', placeholder: expect.stringContaining('does not pass') as string },
      { kind: 'message', content: 'nice', story: { kind: 'reply', ...storyTold } },
      {
        ...{ kind: 'message', placeholder: 'Mentions you in their story.' },
        story: { kind: 'mention', ...storyTold },
      },
      { kind: 'message', attachments: [{ url: 'https://cdn.example/1' }] },
    ]);
    expect(messages[2]).not.toHaveProperty('placeholder');
    expect(messages[4]).not.toHaveProperty('placeholder');
  });

  test('are comments too, of one person below one medium each; told as webhooks tell them', async () => {
    const stamp = (minute: string) => `2026-11-23T08:${minute}:00+0000`;
    const reply = (id: string, from: object, text: string, minute: string) => ({
      ...{ id, from, text, timestamp: stamp(minute) },
    });
    const bo = { id: '9002', username: 'bo' };
    const asked = {
      ...reply('1780001', ana, 'Price?', '01'),
      replies: {
        data: [reply('1780003', shop, 'Ten', '03'), reply('1780002', bo, 'Me too', '02')],
      },
    };
    const unnamed = { id: '1780004', text: 'Nice', username: 'cy', timestamp: stamp('00') };
    const media = { id: '1790001', comments: { data: [asked, unnamed, {}] } };
    platform.answersWith((request, response) => {
      const [last = ''] = request.path.split('/').slice(-1);
      const nodes: Record<string, unknown> = {
        ...{ media: { data: [media] }, 1780001: asked, 1780004: unnamed },
      };
      json(200, nodes[last] ?? { data: [] })(request, response);
    });
    const listed = await instagram.fetchConversations(account, undefined, within());
    const minute = (n: string) => Date.parse(`2026-11-23T08:${n}:00Z`);
    expect(listed).toEqual([
      {
        ...{ externalId: '9001,1780001', source: 'comment', threadKey: 'comment:1790001:9001' },
        ...{ customer: { externalId: '9001', name: 'ana', handle: 'ana' }, preview: 'Ten' },
        ...{ updatedAt: minute('03'), about: { postId: '1790001' } },
      },
      expect.objectContaining({ externalId: '9002,1780001', threadKey: 'comment:1790001:9002' }),
      expect.objectContaining({
        threadKey: 'comment:1790001:author/1780004',
        customer: { externalId: 'author/1780004' },
      }),
    ]);
    const told = [];
    for (const it of listed) {
      told.push((await instagram.fetchMessages(account, it, undefined, within())).messages);
    }
    expect(told).toMatchObject([
      [
        { kind: 'echo', dedupeKey: '1780003', content: 'Ten', threadKey: 'comment:1790001:9001' },
        { kind: 'message', dedupeKey: '1780001', content: 'Price?', platformAt: minute('01') },
      ],
      [{ kind: 'message', dedupeKey: '1780002', about: { parentId: '1780001' } }],
      [{ kind: 'message', dedupeKey: '1780004' }],
    ]);
    platform.answersWith((request, response) => {
      const isMedia = request.path.endsWith('/media');
      (isMedia ? refusal(10) : json(200, { data: [theirs] }))(request, response);
    });
    expect(await instagram.fetchConversations(account, undefined, within())).toHaveLength(1);
  });

  test('a cursor cannot change the question', async () => {
    platform.answersWith(json(200, {}));
    const place = { source: 'dm' as const, threadKey: 'dm:1', customer: { externalId: '1' } };
    const asked = { ...place, externalId: 'aWdfZA1', updatedAt: 0 };
    await expect(
      instagram.fetchMessages(account, asked, 'x){from},access_token', within()),
    ).rejects.toMatchObject({ code: 'rejected' });
    expect(platform.seen).toEqual([]);
  });
});

describe('a profile', () => {
  const profile = (id = '9001') => instagram.fetchProfile(account, id, within(1_000));
  const fieldsAsked = () => platform.seen[0]?.query.fields;

  test('is a name, a user name and a picture', async () => {
    const picture = 'https://cdn.example/p.jpg';
    platform.answersWith(json(200, { name: 'Ana L', username: 'ana', profile_pic: picture }));
    expect(await profile()).toEqual({ name: 'Ana L', handle: 'ana', avatarUrl: picture });
    expect(fieldsAsked()).toBe('name,username,profile_pic');
    platform.answersWith(json(200, { name: '', username: 'ana' }));
    expect(await profile()).toEqual({ name: 'ana', handle: 'ana' });
  });

  test('of who wrote a mention is asked of the mention', async () => {
    platform.answersWith(json(200, { mentioned_comment: { username: 'cy', id: '1' }, id: 'x' }));
    expect(await profile('mention/1790007/1780011')).toEqual({ name: 'cy', handle: 'cy' });
    expect(platform.seen[0]?.path).toBe('/v26.0/17841400000000001');
    expect(fieldsAsked()).toBe('mentioned_comment.comment_id(1780011){username}');
    platform.answersWith(json(200, { mentioned_media: { username: 'di' } }));
    expect(await profile('mention/1790008')).toEqual({ name: 'di', handle: 'di' });
    expect(fieldsAsked()).toBe('mentioned_media.media_id(1790008){username}');
  });

  test('of who wrote a comment without an author is asked of the comment', async () => {
    platform.answersWith(json(200, { from: { id: '9', username: 'ed' } }));
    expect(await profile('author/1780006')).toEqual({ name: 'ed', handle: 'ed' });
    expect(platform.seen[0]?.path).toBe('/v26.0/1780006');
  });

  test.each(['author/1780006', 'mention/1790008'])('%s that is kept is somebody', async (id) => {
    for (const answer of [refusal(100), json(200, {})]) {
      platform.answersWith(answer);
      expect(await profile(id)).toEqual({ name: 'Somebody on Instagram' });
    }
  });

  test.each([
    ['no consent', refusal(230, 2018218)],
    ['nobody', refusal(100)],
    ['not found', json(404, {})],
  ])('%s: undefined', async (_, answer) => {
    platform.answersWith(answer);
    expect(await profile()).toBeUndefined();
  });

  test.each([
    ['token_dead', refusal(190)],
    ['rate_limited', refusal(4)],
    ['platform_failed', json(502, '<html>')],
  ])('%s is thrown', async (code, answer) => {
    for (const id of ['9001', 'author/1', 'mention/1']) {
      platform.answersWith(answer);
      await expect(profile(id)).rejects.toMatchObject({ name: 'ChannelError', code });
    }
  });
});

describe('a post', () => {
  const post = (id: string) => instagram.fetchPost(account, id, within(1_000));
  const permalink = 'https://www.instagram.com/p/x/';

  test('of ours is its caption, address and picture', async () => {
    const media = { id: '1790001', caption: 'Sale!\0', permalink, timestamp: updated };
    const picture = 'https://cdn.example/1.jpg';
    platform.answersWith(json(200, { ...media, media_type: 'IMAGE', media_url: picture }));
    const shown = { id: '1790001', text: 'Sale!', url: permalink, at };
    expect(await post('1790001')).toEqual({ ...shown, thumbnailUrl: picture });
    const film = { ...media, media_type: 'VIDEO', media_url: 'https://cdn.example/1.mp4' };
    platform.answersWith(json(200, { ...film, username: 'shop' }));
    expect(await post('1790001')).toEqual({ ...shown, authorName: 'shop' });
    platform.answersWith(json(200, { ...film, thumbnail_url: 'javascript:alert(1)' }));
    expect(await post('1790001')).toEqual(shown);
  });

  test('that mentions us shows the words', async () => {
    const below = { id: '1790007', permalink };
    const said = { text: '@shop where is it?', timestamp: updated, media: below };
    platform.answersWith(json(200, { mentioned_comment: said }));
    const id = 'mention/1790007/1780011';
    expect(await post(id)).toEqual({ id, text: '@shop where is it?', url: permalink, at });
    const caption = { caption: 'With @shop', permalink, username: 'di' };
    platform.answersWith(json(200, { mentioned_media: caption }));
    expect(await post('mention/1790008')).toEqual({
      ...{ id: 'mention/1790008', text: 'With @shop', url: permalink, authorName: 'di' },
    });
  });

  test('that is gone is none; an outage is no answer', async () => {
    for (const id of ['1790001', 'mention/1790008']) {
      platform.answersWith(refusal(100, 33));
      expect(await post(id)).toBeUndefined();
      platform.answersWith(json(500, ''));
      await expect(post(id)).rejects.toThrow();
    }
    platform.answersWith(json(200, { id: 'x' }));
    expect(await post('mention/1790008')).toBeUndefined();
  });
});
