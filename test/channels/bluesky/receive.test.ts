import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChannelAccount } from '../../../channels/channel.ts';
import { bluesky } from '../../../channels/bluesky/index.ts';
import { keyOf } from '../../../channels/keys.ts';
import { deep, json, mutated, nasty, receiveSoundly } from '../support/soundness.ts';
import chat from './fixtures/chat.json' with { type: 'json' };
import convos from './fixtures/convos.json' with { type: 'json' };
import left from './fixtures/left.json' with { type: 'json' };
import notifications from './fixtures/notifications.json' with { type: 'json' };
import posts from './fixtures/posts.json' with { type: 'json' };
import records from './fixtures/records.json' with { type: 'json' };

const [shop, anasDid] = ['did:plc:shop', 'did:plc:ana'];
const receive = (body: Buffer) => receiveSoundly(bluesky, body, shop);
const eventsIn = (body: unknown) => receive(json(body)).events.map(({ event }) => event);

const ana = {
  externalId: anasDid,
  name: 'Ana',
  handle: 'ana.example',
  avatarUrl: 'https://cdn.bsky.app/img/avatar/plain/did:plc:ana/bafa@jpeg',
};
const account = { accountExternalId: shop };
const eight = Date.parse('2026-11-23T08:00:00Z');
const text = { contentType: 'text', attachments: [] };
const uriOf = (did: string, key: string) => `at://${did}/app.bsky.feed.post/${key}`;
const urlOf = (did: string, key: string) => `https://bsky.app/profile/${did}/post/${key}`;
const root = uriOf(shop, '3lroot');
const withheld = 'A message of a kind that only Bluesky itself can show. Look at it there.';

const dm = (id: string) => ({
  ...account,
  threadKey: 'dm:did:plc:ana',
  source: 'dm',
  customer: ana,
  platformAt: eight + 372,
  dedupeKey: id,
  platformMessageId: id,
});
const link = { kind: 'link', url: urlOf(shop, '3lroot') };

const expectedChat: Record<keyof typeof chat, object> = {
  message: { kind: 'message', ...dm('3lmsg1'), ...text, content: 'hello' },
  ownMessage: { kind: 'echo', ...dm('3lmsg2'), ...text, content: 'How can we help?' },
  quotedPost: {
    kind: 'message',
    ...dm('3lmsg3'),
    ...{ content: 'this one', contentType: 'text', attachments: [link] },
  },
  answer: { kind: 'message', ...dm('3lmsg4'), ...text, content: 'yes', replyTo: '3lmsg2' },
  joinLink: { kind: 'message', ...dm('3lmsg5'), ...text, content: '', placeholder: withheld },
  reaction: reaction('2222222h', ['❤️', '👍']),
  reactionGone: reaction('2222222i', ['❤️']),
  reactionToDeleted: reaction('2222222j', ['👍']),
};

function reaction(rev: string, reactions: string[]) {
  const { platformAt: _, ...base } = dm('3lmsg2');
  return { kind: 'reaction', ...base, dedupeKey: `3lconvo:${rev}`, reactions };
}

const inPublic = (key: string, top = uriOf(anasDid, key), parentId?: string) => ({
  kind: 'message',
  ...account,
  threadKey: `tree:${top.replaceAll(':', '~1')}:${anasDid}`,
  source: 'mention',
  customer: ana,
  platformAt: eight + 1000,
  dedupeKey: uriOf(anasDid, key),
  platformMessageId: uriOf(anasDid, key),
  ...text,
  about: {
    postId: top,
    postUrl: top.replace('at://', 'https://bsky.app/profile/').replace('app.bsky.feed.', ''),
    ...(parentId !== undefined && { parentId }),
  },
});

const expectedNotifications: Record<keyof typeof notifications, object> = {
  reply: {
    ...inPublic('3lreply', root),
    ...{ source: 'comment', content: 'still broken', customer: { ...ana, language: 'pt-BR' } },
  },
  deeperReply: {
    ...inPublic('3ldeeper', root, uriOf(shop, '3lours')),
    ...{ source: 'comment', content: 'and again' },
  },
  replyUnderAnother: {
    ...inPublic('3lelse', uriOf('did:plc:third', '3lfar'), uriOf(shop, '3lours')),
    ...{ source: 'comment', content: 'as I told you' },
  },
  mention: {
    ...inPublic('3lment'),
    ...{ content: '@shop.example help', customer: { ...ana, language: 'pt-BR' } },
  },
  quote: { ...inPublic('3lquote'), content: 'Is this true?', attachments: [link] },
  links: {
    ...inPublic('3llinks'),
    content: 'Look: https://exämple.com/a/long/way and here (https://other.example/) #help',
  },
  images: {
    ...inPublic('3limgs'),
    ...{ content: 'see', contentType: 'image' },
    attachments: [
      {
        kind: 'image',
        url: 'https://cdn.bsky.app/img/feed_fullsize/plain/1@jpeg',
        name: 'The box',
      },
    ],
  },
  imagesNotShown: {
    ...inPublic('3lhidden'),
    ...{ content: '', contentType: 'image', attachments: [{ kind: 'image' }] },
  },
  filmAndQuote: {
    ...inPublic('3lfilm'),
    ...{ content: '', contentType: 'attachment' },
    attachments: [{ kind: 'video', name: 'It hums' }, link],
  },
  card: {
    ...inPublic('3lcard'),
    content: 'this',
    attachments: [{ kind: 'link', url: 'https://shop.example/42', name: 'Box 42' }],
  },
  unknownEmbed: { ...inPublic('3lodd'), content: '', placeholder: withheld },
  nameless: { ...inPublic('3lnobody'), content: 'hi', customer: { externalId: anasDid } },
};

const own = (key: string, parent: string, top = parent) => ({
  kind: 'echo',
  ...account,
  threadKey: keyOf('unplaced', uriOf(shop, key)),
  source: 'comment',
  customer: { externalId: '' },
  belongsWith: [uriOf(shop, key), parent],
  platformAt: eight + 7 * 60_000,
  dedupeKey: uriOf(shop, key),
  platformMessageId: uriOf(shop, key),
  ...text,
  about: {
    postId: top,
    postUrl: top.replace('at://', 'https://bsky.app/profile/').replace('app.bsky.feed.', ''),
    ...(top !== parent && { parentId: parent }),
  },
});

const expectedRecords: Record<keyof typeof records, object> = {
  answer: { ...own('3lours1', uriOf(anasDid, '3lreply'), root), content: 'Sorry to hear that' },
  answerToAMention: { ...own('3lours2', uriOf(anasDid, '3lment')), content: 'On our way' },
};

type Of<T extends object> = [keyof T, T[keyof T]][];

describe('events', () => {
  test.each(Object.entries(chat) as Of<typeof chat>)('a line of the log: %s', (name, line) => {
    expect(eventsIn({ did: shop, logs: [line], convos })).toEqual([expectedChat[name]]);
  });
  test.each(Object.entries(notifications) as Of<typeof notifications>)(
    'a notification: %s',
    (name, it) => {
      expect(eventsIn({ did: shop, notifications: [it], posts })).toEqual([
        expectedNotifications[name],
      ]);
    },
  );
  test.each(Object.entries(records) as Of<typeof records>)('an own post: %s', (name, it) => {
    expect(eventsIn({ did: shop, records: [it] })).toEqual([expectedRecords[name]]);
  });

  test('the account is the one that was asked for, where the body does not say it', () => {
    expect(eventsIn({ logs: [chat.message], convos })).toEqual([expectedChat.message]);
  });

  test('a body with everything is told part by part, each with what it needs', () => {
    const body = {
      ...{ did: shop, logs: Object.values(chat), convos },
      ...{ notifications: Object.values(notifications), posts, records: Object.values(records) },
    };
    const { events, rest } = receive(json(body));
    expect(rest).toEqual([]);
    const all = [expectedChat, expectedNotifications, expectedRecords].flatMap((it) =>
      Object.values<object>(it as Record<string, object>),
    );
    expect(events.map(({ event }) => event)).toEqual(all);
    const [first] = events;
    expect(JSON.parse(first?.raw.toString() ?? '')).toEqual({
      ...{ did: shop, logs: [chat.message] },
      convos: convos.slice(0, 1),
    });
  });
});

describe('what is no event', () => {
  const ignored = [
    ...['begin', 'accept', 'read', 'readMessage', 'deleted', 'leave', 'mute', 'unmute', 'member'],
    ...['joinRequest', 'lock', 'ownReaction', 'group', 'three', 'like', 'follow', 'future', 'own'],
    'ownPost',
  ];
  test.each(
    Object.entries(left).flatMap(([list, items]) =>
      Object.entries(items).map(([name, item]) => [name, list, item] as const),
    ),
  )('%s', (name, list, item) => {
    const { events, rest } = receive(json({ did: shop, [list]: [item], convos }));
    expect(events).toEqual([]);
    const reason = ignored.includes(name)
      ? 'ignored'
      : name === 'unknown'
        ? 'unsupported'
        : 'unparsable';
    expect(rest).toMatchObject([{ reason, accountExternalId: shop }]);
  });

  test.each([
    ['no JSON', Buffer.from('{'), 'unparsable'],
    ['a list', json([]), 'unparsable'],
    ['nothing known', json({ did: shop }), 'unsupported'],
    ['an empty list', json({ did: shop, logs: [] }), 'ignored'],
    ['no list', json({ did: shop, logs: 1 }), 'unparsable'],
    ['too deep', json(deep(200)), 'unsupported'],
  ])('%s', (_, body, reason) => {
    expect(receive(body)).toMatchObject({ events: [], rest: [{ reason }] });
  });
});

test('a webhook is nobody’s: only a relay brings one', () => {
  const request = { headers: {}, query: {}, rawBody: json({ did: shop, logs: [] }) };
  const of: ChannelAccount = {
    ...{ id: 'a', platform: 'bluesky', externalId: shop, credentials: {} },
    ...{ webhookSecrets: ['s'], humanAgentApproved: false },
  };
  expect(bluesky.verify(of, request)).toBe(false);
  expect(bluesky.handshake(of, request)).toBeUndefined();
  expect(bluesky.accountsIn(request)).toEqual([shop]);
  expect(bluesky.accountsIn({ ...request, rawBody: json({ did: 'x' }) })).toEqual([]);
});

test('mutated bodies never throw, and cost no good neighbour', () => {
  const good = notifications.mention;
  const expected = expectedNotifications.mention;
  fc.assert(
    fc.property(fc.array(fc.oneof(mutated(notifications), nasty), { maxLength: 4 }), (items) => {
      const found = eventsIn({ did: shop, notifications: [...items, good], posts: items });
      expect(found.some((event) => isDeepStrictEqual(event, expected))).toBe(true);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.oneof(mutated(chat), nasty), fc.array(nasty), (line, odd) => {
      receive(json({ did: shop, logs: [line], convos: [...odd, ...convos] }));
    }),
    { numRuns: 500 },
  );
});
