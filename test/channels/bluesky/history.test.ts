import { TID } from '@atproto/common-web';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HistoryConversation } from '../../../channels/channel.ts';
import { bluesky } from '../../../channels/bluesky/index.ts';
import { json, type Answer } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';
import { ana, refusal, shop, startService, uriOf } from './service.ts';

let service: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const convos = 'chat.bsky.convo.listConvos';
const messages = 'chat.bsky.convo.getMessages';
const find = 'chat.bsky.convo.getConvoForMembers';
const notices = 'app.bsky.notification.listNotifications';
const records = 'com.atproto.repo.listRecords';
const record = 'com.atproto.repo.getRecord';
const look = 'app.bsky.feed.getPosts';
const profile = 'app.bsky.actor.getProfile';

const treeKey = (root: string) => `tree:${root.replaceAll(':', '~1')}:${ana}`;
const eight = Date.parse('2026-11-23T08:00:00Z');
const minute = 60_000;
const iso = (at: number) => new Date(at).toISOString();
const person = { did: ana, handle: 'ana.example', displayName: 'Ana' };
const customer = { externalId: ana, name: 'Ana', handle: 'ana.example' };
const message = (id: string, at: number, did = ana, text = id) => ({
  ...{ $type: 'chat.bsky.convo.defs#messageView', id, rev: id, text, sender: { did } },
  sentAt: iso(at),
});
const convo = (id: string, at: number) => ({
  ...{ id, rev: '1', members: [{ did: shop }, person] },
  lastMessage: message(`${id}-last`, at),
});
const note = (key: string, at: number, reply?: object) => ({
  ...{ uri: uriOf(ana, key), cid: 'b', author: person, reason: reply ? 'reply' : 'mention' },
  ...{ record: { text: key, createdAt: iso(at), ...(reply && { reply }) }, indexedAt: iso(at) },
});
const root = { uri: uriOf(shop, '3lroot'), cid: 'b' };
const ownKey = TID.fromTime((eight + 5 * minute) * 1000, 0).toString();
const own = {
  ...{ uri: uriOf(shop, ownKey), cid: 'b' },
  value: {
    ...{ text: 'ours', createdAt: iso(eight + 5 * minute) },
    reply: { root, parent: { uri: uriOf(ana, '3la'), cid: 'b' } },
  },
};
const everything: Record<string, Answer> = {
  [convos]: json(200, {
    convos: [convo('c1', eight + 9 * minute), convo('c0', eight - 60 * minute)],
  }),
  [notices]: json(200, {
    notifications: [
      note('3lm', eight + 7 * minute),
      note('3la', eight + minute, { root, parent: root }),
      note('3lold', eight - 60 * minute),
    ],
  }),
  [records]: json(200, { records: [own] }),
};

describe('conversations', () => {
  test('of every kind, newest first, back to a time', async () => {
    service.answers(everything);
    const found = await bluesky.fetchConversations(service.account(), eight, within());
    expect(found).toEqual([
      {
        ...{ externalId: 'c1', source: 'dm', threadKey: 'dm:did:plc:ana', customer },
        ...{ updatedAt: eight + 9 * minute, preview: 'c1-last' },
      },
      {
        ...{ externalId: uriOf(ana, '3lm'), source: 'mention', customer, preview: '3lm' },
        threadKey: treeKey(uriOf(ana, '3lm')),
        updatedAt: eight + 7 * minute,
        about: {
          postId: uriOf(ana, '3lm'),
          postUrl: 'https://bsky.app/profile/did:plc:ana/post/3lm',
        },
      },
      {
        ...{ externalId: `${own.uri},${uriOf(ana, '3la')}`, source: 'comment', customer },
        ...{ threadKey: treeKey(root.uri), preview: 'ours' },
        updatedAt: eight + 5 * minute,
        about: { postId: root.uri, postUrl: 'https://bsky.app/profile/did:plc:shop/post/3lroot' },
      },
    ]);
  });

  test('are all of them without a time; without a chat those in public', async () => {
    service.answers({ ...everything, [convos]: refusal(400, 'InvalidToken', 'Bad token method') });
    const found = await bluesky.fetchConversations(service.account(), undefined, within());
    expect(found.map(({ source }) => source)).toEqual(['mention', 'comment', 'mention']);
  });

  test('are asked for page by page', async () => {
    let pages = 0;
    service.answers({
      ...everything,
      [notices]: json(200, { notifications: [] }),
      [convos]: ({ query }, response) => {
        pages += 1;
        const page = Number(query['cursor'] ?? 0);
        json(200, {
          convos: [convo(`c${String(page)}`, eight - page * minute)],
          cursor: String(page + 1),
        })({ query } as never, response);
      },
    });
    const found = await bluesky.fetchConversations(service.account(), eight - 3 * minute, within());
    expect(found.map(({ externalId }) => externalId)).toEqual(['c0', 'c1', 'c2', 'c3']);
    expect(pages).toBe(5);
  });

  test('an outage is thrown', async () => {
    for (const method of [convos, notices, records]) {
      service.answers({ ...everything, [method]: json(502, {}) });
      await expect(
        bluesky.fetchConversations(service.account(), undefined, within()),
      ).rejects.toMatchObject({ code: 'platform_failed' });
    }
  });
});

describe('messages', () => {
  const of = (more: Partial<HistoryConversation>): HistoryConversation => ({
    ...{ externalId: 'c1', source: 'dm', threadKey: 'dm:did:plc:ana', customer, updatedAt: eight },
    ...more,
  });

  test('of a conversation, as polling would have told them', async () => {
    service.answers({
      [messages]: json(200, {
        cursor: 'next',
        messages: [
          message('m3', eight + 3, shop),
          { ...message('m2', eight + 2), $type: 'chat.bsky.convo.defs#deletedMessageView' },
          { $type: 'chat.bsky.convo.defs#systemMessageView', id: 's1', data: {} },
          message('m1', eight + 1),
        ],
      }),
    });
    const page = await bluesky.fetchMessages(service.account(), of({}), 'from', within());
    expect(service.seenOf(messages)[0]?.query).toEqual({
      ...{ convoId: 'c1', limit: '100', cursor: 'from' },
    });
    expect(page.nextCursor).toBe('next');
    expect(page.messages).toMatchObject([
      { kind: 'echo', dedupeKey: 'm3', threadKey: 'dm:did:plc:ana', customer },
      { kind: 'message', dedupeKey: 'm1', content: 'm1', platformAt: eight + 1, customer },
    ]);
    await expect(
      bluesky.fetchMessages(service.account(), of({}), '\0', within()),
    ).rejects.toMatchObject({ code: 'rejected' });
  });

  test('of a tree: theirs and ours', async () => {
    const uris = [own.uri, uriOf(ana, '3la')];
    const view = (uri: string, did: string, value: object, at: number) => ({
      ...{ uri, cid: 'b', author: did === ana ? person : { did }, record: value },
      indexedAt: iso(at),
    });
    service.answers({
      [look]: json(200, {
        posts: [
          view(uriOf(ana, '3la'), ana, note('3la', eight, { root, parent: root }).record, eight),
          view(own.uri, shop, own.value, eight + 5 * minute),
        ],
      }),
    });
    const tree = of({ externalId: uris.join(','), source: 'comment', threadKey: 'tree' });
    const { messages: told } = await bluesky.fetchMessages(
      ...([service.account(), tree, undefined, within()] as const),
    );
    expect(told).toMatchObject([
      { kind: 'echo', platformMessageId: own.uri, threadKey: 'tree', customer, content: 'ours' },
      { kind: 'message', platformMessageId: uriOf(ana, '3la'), source: 'comment' },
    ]);
  });
});

describe('lookups', () => {
  test('who somebody is', async () => {
    service.answers({ [profile]: json(200, { ...person, avatar: 'https://cdn.bsky.app/a.jpg' }) });
    expect(await bluesky.fetchProfile(service.account(), ana, within())).toEqual({
      ...{ name: 'Ana', handle: 'ana.example', avatarUrl: 'https://cdn.bsky.app/a.jpg' },
    });
    for (const gone of [
      refusal(400, 'InvalidRequest', 'Profile not found'),
      refusal(400, 'AccountTakedown', 'Account has been suspended'),
      refusal(400, 'AccountDeactivated', 'Account is deactivated'),
    ]) {
      service.answers({ [profile]: gone });
      expect(await bluesky.fetchProfile(service.account(), ana, within())).toBeUndefined();
    }
    service.answers({ [profile]: json(502, {}) });
    await expect(bluesky.fetchProfile(service.account(), ana, within())).rejects.toThrow();
  });

  test('what a post says', async () => {
    const embed = {
      $type: 'app.bsky.embed.images#view',
      images: [{ fullsize: 'https://cdn.bsky.app/1.jpg', alt: '' }],
    };
    service.answers({
      [look]: json(200, {
        posts: [
          {
            ...{ uri: root.uri, cid: 'b', author: person, embed, indexedAt: iso(eight) },
            record: { text: 'Launch day' },
          },
        ],
      }),
    });
    expect(await bluesky.fetchPost(service.account(), root.uri, within())).toEqual({
      ...{ id: root.uri, text: 'Launch day', authorName: 'Ana', at: eight },
      url: 'https://bsky.app/profile/did:plc:shop/post/3lroot',
      thumbnailUrl: 'https://cdn.bsky.app/1.jpg',
    });
    service.answers({ [look]: json(200, { posts: [] }) });
    expect(await bluesky.fetchPost(service.account(), root.uri, within())).toBeUndefined();
  });
});

describe('whether a message arrived', () => {
  const sent = {
    ...{ id: 'w', recipientExternalId: ana, threadKey: 't', source: 'dm' as const },
    ...{ content: 'Checking now', attachments: [], isHuman: true, submittedAt: eight },
  };
  const inConvo = json(200, { convo: convo('c1', eight) });
  const reconcile = (more: object = {}) =>
    bluesky.reconcile(service.account(), { ...sent, ...more }, within());

  test.each<[string, object[], object | undefined]>([
    [
      'once',
      [message('m1', eight + 9, shop, 'Checking now')],
      { platformMessageId: 'm1', at: eight + 9 },
    ],
    ['before it was submitted', [message('m1', eight - minute, shop, 'Checking now')], undefined],
    ['by the customer', [message('m1', eight + 9, ana, 'Checking now')], undefined],
    ['in other words', [message('m1', eight + 9, shop, 'Checking')], undefined],
    ['twice', ['m1', 'm2'].map((id) => message(id, eight + 9, shop, 'Checking now')), undefined],
  ])('a direct message that was said %s', async (_, said, expected) => {
    service.answers({ [find]: inConvo, [messages]: json(200, { messages: said }) });
    expect(await reconcile()).toEqual(expected);
  });

  test('a reply is there, or not, by its key', async () => {
    const reply = { source: 'comment', answers: { platformMessageId: uriOf(ana, '3la') } };
    service.answers({ [record]: json(200, own) });
    expect(await reconcile(reply)).toEqual({ platformMessageId: own.uri, at: eight + 5 * minute });
    expect(service.seenOf(record)[0]?.query).toMatchObject({ repo: shop });
    service.answers({ [record]: refusal(400, 'RecordNotFound', 'Could not locate record') });
    expect(await reconcile(reply)).toBeUndefined();
    service.answers({ [record]: json(502, {}) });
    await expect(reconcile(reply)).rejects.toThrow();
  });
});

describe('the account', () => {
  const me = 'com.atproto.server.getSession';
  const check = () => bluesky.life.check(service.account(), within());
  const whole = {
    [me]: json(200, { did: shop, handle: 'shop.example' }),
    [convos]: json(200, { convos: [] }),
  };

  test('is who the app password belongs to, with what it may do', async () => {
    service.answers(whole);
    expect(await check()).toEqual({
      ...{ externalId: shop, name: 'shop.example' },
      lacking: [{ feature: 'reviews', reason: 'Bluesky has no reviews.' }],
    });
    service.answers({ ...whole, [convos]: refusal(400, 'InvalidToken', 'Bad token scope') });
    expect((await check()).lacking.map(({ feature }) => feature)).toEqual(['messages', 'reviews']);
  });

  test('is not known while Bluesky is down, and not with a dead password', async () => {
    service.answers({ ...whole, [convos]: json(502, {}) });
    await expect(check()).rejects.toMatchObject({ code: 'platform_failed' });
    const login = 'com.atproto.server.createSession';
    service.answers({ [login]: refusal(401, 'AuthenticationRequired') });
    await expect(check()).rejects.toMatchObject({ code: 'token_dead' });
    service.answers({ [login]: json(503, {}) });
    await expect(check()).rejects.toMatchObject({ kind: 'not_sent' });
  });
});
