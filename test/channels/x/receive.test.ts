import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { x } from '../../../channels/x/index.ts';
import {
  deep,
  json,
  mutated,
  nasty,
  receiveSoundly,
  withUnknownFields,
} from '../support/soundness.ts';
import aaa from './fixtures/account-activity.json' with { type: 'json' };
import activities from './fixtures/activities.json' with { type: 'json' };
import left from './fixtures/left.json' with { type: 'json' };

const receive = (body: Buffer) => receiveSoundly(x, body, 'not-used');
const eventsIn = (body: unknown) => receive(json(body)).events.map(({ event }) => event);

const bare = { externalId: '222' };
const other = { externalId: '222', name: 'Other', handle: 'other' };
const account = { accountExternalId: '111' };
const dm = { ...account, threadKey: 'dm:222', source: 'dm' };
const named = (id: string) => ({ dedupeKey: id, platformMessageId: id });
const text = { contentType: 'text', attachments: [] };
const status = (id: string) => `https://x.com/i/web/status/${id}`;
const about = (postId: string, parentId?: string) => ({
  about: { postId, postUrl: status(postId), ...(parentId !== undefined && { parentId }) },
});
const inTree = (root: string) => ({ ...account, threadKey: `tree:${root}:222` });
const unplaced = (id: string, ...belongsWith: string[]) => ({
  ...account,
  threadKey: `unplaced:${id}`,
  source: 'comment',
  customer: { externalId: '' },
  belongsWith,
});
const eight = 1795420800000;
const minute = 60_000;
const withheld = 'A message that X does not pass on. Look at it on X.';

const expectedActivities: Record<keyof typeof activities, object> = {
  dmReceived: {
    kind: 'message',
    ...dm,
    ...named('2080765901528535096'),
    customer: { ...other, avatarUrl: 'https://pbs.twimg.com/profile_images/1/a_normal.jpg' },
    platformAt: eight + 372,
    ...text,
    content: 'Tom & Ana: <3 https://shop.example/42?a=1&b=2',
  },
  dmSent: {
    kind: 'echo',
    ...dm,
    ...named('2080763914820927863'),
    customer: other,
    platformAt: eight + 1704,
    ...text,
    content: 'Thanks for the update!',
  },
  dmRead: {
    kind: 'receipt',
    receipt: 'read',
    ...dm,
    customer: bare,
    dedupeKey: 'read:222:2080763914820927863',
    platformAt: eight + 3000,
    platformMessageIds: ['2080763914820927863'],
    // When that message was sent, by its id: what was sent meanwhile is not read yet.
    watermark: Number(2080763914820927863n >> 22n) + 1288834974657,
  },
  mention: {
    kind: 'message',
    ...inTree('2080765813578191303'),
    ...named('2080765813578191303'),
    source: 'mention',
    customer: other,
    platformAt: eight,
    ...text,
    content: 'hey @shop',
    ...about('2080765813578191303'),
  },
  reply: {
    kind: 'message',
    ...inTree('2080761390344937796'),
    ...named('2090000000000000001'),
    source: 'comment',
    customer: bare,
    platformAt: eight,
    ...text,
    content: '@shop no',
    ...about('2080761390344937796'),
  },
  // A new post with a history: an edit of the first.
  replyEdited: {
    kind: 'edit',
    ...inTree('2080761390344937796'),
    dedupeKey: '2090000000000000001:2090000000000000011',
    platformMessageId: '2090000000000000001',
    editNumber: 1,
    source: 'comment',
    customer: bare,
    platformAt: eight + 10 * minute,
    content: '@shop no, nothing came',
    ...about('2080761390344937796'),
  },
  deeperReply: {
    kind: 'message',
    ...inTree('2080761390344937796'),
    ...named('2090000000000000003'),
    source: 'comment',
    customer: bare,
    platformAt: eight + 5 * minute,
    ...text,
    content: '@shop still no',
    ...about('2080761390344937796', '2090000000000000002'),
  },
  mentionUnderAnother: {
    kind: 'message',
    ...inTree('2080000000000000005'),
    ...named('2090000000000000004'),
    source: 'mention',
    customer: other,
    ...text,
    content: '@third ask @shop',
    ...about('2080000000000000005'),
  },
  quote: {
    kind: 'message',
    ...inTree('2090000000000000005'),
    ...named('2090000000000000005'),
    source: 'mention',
    customer: bare,
    platformAt: eight + 5 * minute,
    ...text,
    content: 'Look at this. https://twitter.com/shop/status/2080761390344937796',
    ...about('2090000000000000005'),
  },
  longWithMedia: {
    kind: 'message',
    ...inTree('2090000000000000006'),
    ...named('2090000000000000006'),
    source: 'mention',
    customer: bare,
    platformAt: eight + 6 * minute,
    content: '@shop a long story about https://example.com/story',
    contentType: 'attachment',
    attachments: [
      { kind: 'image', url: 'https://pbs.twimg.com/media/1.jpg' },
      { kind: 'video', url: 'https://video.twimg.com/2-high.mp4' },
    ],
    ...about('2090000000000000006'),
  },
  ownReply: {
    kind: 'echo',
    ...unplaced('2090000000000000007', '2090000000000000007', '2090000000000000001'),
    ...named('2090000000000000007'),
    platformAt: eight + 7 * minute,
    ...text,
    content: '@other Sorry to hear that',
    ...about('2080761390344937796', '2090000000000000001'),
  },
  postDeleted: {
    kind: 'unsend',
    ...unplaced('2080761269309813134', '2080761269309813134'),
    ...named('2080761269309813134'),
  },
  chatReceived: {
    kind: 'message',
    ...dm,
    ...named('e4f4d3fc-8bbf-4928-92eb-e5058d6bb6f6'),
    customer: bare,
    platformAt: eight + 370,
    ...text,
    content: '',
    placeholder: 'An encrypted message. Only X itself can show it: read and answer it there.',
  },
  chatSent: {
    kind: 'echo',
    ...dm,
    ...named('8e75466b-56ec-4e88-bddf-b18f7cc6030e'),
    customer: bare,
    platformAt: eight + 400,
    ...text,
    content: 'An encrypted message, written on X.',
  },
};

const expectedAaa: Record<keyof typeof aaa, object> = {
  directMessage: {
    kind: 'message',
    ...dm,
    ...named('1954'),
    customer: { ...other, avatarUrl: 'https://pbs.twimg.com/1.png' },
    platformAt: eight + 372,
    content: 'photo',
    contentType: 'image',
    attachments: [
      { kind: 'image', url: 'https://ton.twitter.com/1.1/ton/data/dm/1954/1955/abc.jpg' },
    ],
  },
  quickReply: {
    kind: 'message',
    ...dm,
    ...named('1956'),
    customer: bare,
    ...text,
    content: 'Yes',
    postback: 'YES',
  },
  sharedCard: {
    kind: 'message',
    ...dm,
    ...named('1957'),
    customer: bare,
    ...text,
    content: '',
    placeholder: withheld,
  },
  mention: {
    kind: 'message',
    ...inTree('2080765813578191303'),
    ...named('2080765813578191303'),
    source: 'mention',
    customer: { ...other, avatarUrl: 'https://pbs.twimg.com/1.png' },
    platformAt: eight,
    ...text,
    content: '@shop help',
    ...about('2080765813578191303'),
  },
  mentionEdited: {
    kind: 'edit',
    ...inTree('2080765813578191303'),
    dedupeKey: '2080765813578191303:2080765813578199999',
    platformMessageId: '2080765813578191303',
    editNumber: 1,
    source: 'mention',
    customer: other,
    platformAt: eight + 300_000,
    content: '@shop help, please',
    ...about('2080765813578191303'),
  },
  reply: {
    kind: 'message',
    ...inTree('207'),
    ...named('208'),
    source: 'comment',
    customer: other,
    platformAt: eight,
    content: '@shop cut off no more',
    contentType: 'video',
    attachments: [{ kind: 'video', url: 'https://video.twimg.com/1.mp4' }],
    ...about('207'),
  },
  ownReply: {
    kind: 'echo',
    ...unplaced('209', '209', '208'),
    ...named('209'),
    platformAt: eight + 1000,
    ...text,
    content: '@other We look into it',
    ...about('208'),
  },
  markRead: {
    kind: 'receipt',
    receipt: 'read',
    ...dm,
    customer: bare,
    dedupeKey: 'read:222:1954',
    platformAt: eight + 1000,
    platformMessageIds: ['1954'],
    watermark: eight + 1000,
  },
  deleted: {
    kind: 'unsend',
    ...unplaced('208', '208'),
    ...named('208'),
    platformAt: eight + 100_000,
  },
};

const bodies: Record<string, unknown> = {
  ...activities,
  ...Object.fromEntries(Object.entries(aaa).map(([name, body]) => [`AAA ${name}`, body])),
};
const expected: Record<string, object> = {
  ...expectedActivities,
  ...Object.fromEntries(Object.entries(expectedAaa).map(([name, it]) => [`AAA ${name}`, it])),
};

describe('an activity', () => {
  test.each(Object.keys(bodies))('%s: gives its event', (name) => {
    const { events, rest } = receive(json(bodies[name]));
    expect(rest).toEqual([]);
    expect(events.map(({ event }) => event)).toEqual([expected[name]]);
  });

  test.each(Object.keys(bodies))('%s: fields that nobody documented change nothing', (name) => {
    expect(eventsIn(withUnknownFields(bodies[name]))).toEqual([expected[name]]);
  });

  test('a reply that also names us is one message, whichever activity tells of it', () => {
    const again = structuredClone(activities.reply);
    again.data.event_type = 'post.mention.create';
    expect(eventsIn(again)).toEqual([expected.reply]);
  });

  test('an edited post is the edit of its first version, and its tree stays the same', () => {
    const post = (payload: object) => ({
      data: { filter: { user_id: '111' }, event_type: 'post.mention.create', payload },
    });
    const shared = { author_id: '222', text: 'b', edit_history_tweet_ids: ['30', '31', '32'] };
    for (const conversation_id of ['30', '32', undefined]) {
      expect(eventsIn(post({ ...shared, id: '32', conversation_id }))).toMatchObject([
        { kind: 'edit', platformMessageId: '30', editNumber: 2, threadKey: 'tree:30:222' },
      ]);
    }
    expect(eventsIn(post({ ...shared, id: '30' }))).toMatchObject([{ kind: 'message' }]);
    const own = { ...shared, author_id: '111', id: '31', in_reply_to_tweet_id: '29' };
    expect(eventsIn(post(own))).toMatchObject([
      { kind: 'edit', platformMessageId: '30', belongsWith: ['30'] },
    ]);
  });

  test('what is optional may be missing', () => {
    const post = (payload: object) => ({
      data: { filter: { user_id: '111' }, event_type: 'post.mention.create', payload },
    });
    expect(eventsIn(post({ id: '30', author_id: '222' }))).toEqual([
      {
        kind: 'message',
        ...inTree('30'),
        ...named('30'),
        source: 'mention',
        customer: bare,
        ...text,
        content: '',
        placeholder: withheld,
        ...about('30'),
      },
    ]);
    expect(
      eventsIn(post({ id: '31', author_id: '222', text: 'x', in_reply_to_tweet_id: '30' })),
    ).toMatchObject([{ threadKey: 'tree:30:222', about: { postId: '30' } }]);
  });

  test('only addresses that X shortened become others, and only a hundred of them', () => {
    const links = [
      { url: 'https://t.co/a', expanded_url: `https://example.com/${'a'.repeat(7_000)}` },
      { url: '', expanded_url: 'https://example.com/empty' },
      { url: 'e', expanded_url: 'https://example.com/e' },
      { url: 'https://t.co/js', expanded_url: 'javascript:alert(1)' },
    ];
    const words = `here https://t.co/js ${'https://t.co/a '.repeat(200)}`;
    const payload = { id: '32', author_id: '222', text: words, entities: { urls: links } };
    const [event] = eventsIn({
      data: { filter: { user_id: '111' }, event_type: 'post.mention.create', payload },
    });
    const content = event?.kind === 'message' ? event.content : '';
    expect(content).toMatch(/^here https:\/\/t\.co\/js https:\/\/example\.com\/a/);
    expect(content.match(/example\.com/g)).toHaveLength(99);
    expect(content.match(/t\.co\/a/g)).toHaveLength(101);
  });
});

const typingList = 'direct_message_indicate_typing_events';
const activity = {
  ...{ event_uuid: '1', filter: { user_id: '111' }, event_type: 'dm.indicate_typing' },
};

describe('what gives no event', () => {
  test.each<[keyof typeof left, string, string]>([
    ['typing', 'ignored', 'says nothing'],
    ['like', 'ignored', 'says nothing'],
    ['block', 'ignored', 'says nothing'],
    ['chatJoin', 'ignored', 'says nothing'],
    ['revoke', 'ignored', 'says nothing'],
    ['unknownActivity', 'unsupported', 'unknown type'],
    ['ownPost', 'ignored', 'answers nobody'],
    ['repost', 'ignored', 'repost'],
    ['reposted', 'ignored', 'says nothing'],
    ['chatGroup', 'ignored', 'several people'],
    ['ownRead', 'ignored', 'elsewhere'],
    ['noteToSelf', 'ignored', 'itself'],
    ['noType', 'unparsable', 'data.event_type'],
    ['noFilter', 'unparsable', 'data.filter.user_id'],
    ['noList', 'unparsable', 'without its list'],
    ['postWithoutAuthor', 'unparsable', 'author_id'],
    ['deletionWithoutId', 'unparsable', 'deletion'],
    ['chatWithoutSender', 'unparsable', 'sender_id'],
    ['numericId', 'unparsable', 'id_str'],
    ['statusWithoutUser', 'unparsable', 'user'],
    ['otherMessageType', 'unsupported', 'unknown type'],
    ['ownWithoutTarget', 'unparsable', 'recipient_id'],
    ['nulInId', 'unparsable', 'id'],
    ['readWithoutId', 'unparsable', 'last_read_event_id'],
    ['favorite', 'ignored', 'says nothing'],
    ['retweet', 'ignored', 'repost'],
    ['userEvent', 'ignored', 'says nothing'],
    ['unknownList', 'unsupported', 'unknown kind'],
    ['listNoList', 'unparsable', 'direct_message_events'],
  ])('%s is %s', (name, reason, detail) => {
    const { events, rest } = receive(json(left[name]));
    expect(events).toEqual([]);
    expect(rest).toMatchObject([{ reason, detail: expect.stringContaining(detail) as string }]);
    if (name !== 'noFilter') expect(rest[0]?.accountExternalId).toBe('111');
  });

  test.each([
    ['the newer API', { data: { ...activity, payload: { [typingList]: [{ sender_id: '222' }] } } }],
    ['the older API', left.accountTyping],
  ])('a customer who types is no event: %s', (_, body) => {
    const typing = [{ accountExternalId: '111', threadKey: 'dm:222', source: 'dm' }];
    expect(receive(json(body))).toEqual({ events: [], rest: [], typing });
  });

  test('an account that types elsewhere is ignored, and who is not named', () => {
    for (const sender_id of ['111', 222, undefined]) {
      const read = receive(json({ for_user_id: '111', [typingList]: [{ sender_id }] }));
      expect(read).toMatchObject({ events: [], rest: [{ reason: 'ignored' }] });
      expect(read.typing).toBeUndefined();
    }
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"for_user_id":"111"'],
    ['a list', '[]'],
    ['null', 'null'],
    ['nobody', '{}'],
    ['nobody usable', '{"for_user_id":""}'],
    ['a number for somebody', '{"for_user_id":111}'],
    ['data that is a list', '{"data":[]}'],
    ['bytes that are no text', '\xff\xfe\x00'],
  ])('%s is one unparsable rest', (_, said) => {
    const raw = Buffer.from(said, 'latin1');
    expect(receive(raw)).toMatchObject({ events: [], rest: [{ reason: 'unparsable', raw }] });
  });

  test.each([
    { for_user_id: '111', direct_message_events: [], tweet_create_events: [] },
    {
      data: {
        ...{ filter: { user_id: '111' }, event_type: 'dm.received' },
        payload: { direct_message_events: [] },
      },
    },
  ])('empty lists are one part that is ignored: %j', (body) => {
    expect(receive(json(body))).toMatchObject({
      events: [],
      rest: [{ reason: 'ignored', accountExternalId: '111' }],
    });
  });
});

describe('a body of several', () => {
  const message = aaa.directMessage.direct_message_events[0];
  const post = aaa.mention.tweet_create_events[0];
  const body = {
    for_user_id: '111',
    users: aaa.directMessage.users,
    apps: {},
    direct_message_events: [null, message, { type: 'message_create' }],
    tweet_create_events: [7, post],
    tweet_delete_events: {},
    favorite_events: [{}],
  };

  test('a broken neighbour costs nothing', () => {
    const { events, rest } = receive(json(body));
    expect(events.map(({ event }) => event)).toEqual([
      expectedAaa.directMessage,
      expectedAaa.mention,
    ]);
    expect(rest.map(({ reason }) => reason)).toEqual([
      ...['unparsable', 'unparsable', 'unparsable', 'unparsable', 'ignored'],
    ]);
  });

  test('each event gets its own raw', () => {
    const { events } = receive(json(body));
    expect(events.map(({ raw }) => JSON.parse(raw.toString()) as unknown)).toEqual([
      { for_user_id: '111', users: body.users, direct_message_events: [message] },
      { for_user_id: '111', users: body.users, tweet_create_events: [post] },
    ]);
  });

  test('the new API’s lists are taken apart alike', () => {
    const two = structuredClone(activities.dmReceived);
    two.data.payload.direct_message_events.push(
      ...(activities.dmSent.data.payload.direct_message_events as never[]),
    );
    expect(eventsIn(two)).toMatchObject([{ kind: 'message' }, { kind: 'echo' }]);
  });

  test('a body of one event is kept byte for byte', () => {
    const raw = Buffer.from(
      '{ "for_user_id":"111", "direct_message_events":[{"id":"1","message_create":{"sender_id":"2","message_data":{"text":"\\u00e4 \\/"}}}]}',
    );
    const [only] = receive(raw).events;
    expect(only?.raw).toBe(raw);
    expect(only?.event).toMatchObject({ content: 'ä /' });
  });
});

describe('any bytes', () => {
  const good = aaa.directMessage.direct_message_events[0];
  const bodyWith = (...items: unknown[]) =>
    json({ ...aaa.directMessage, direct_message_events: items });

  test('10,000 levels of nesting beside and inside a good one', () => {
    const nested = `${'[{"a":'.repeat(10_000)}1${'}]'.repeat(10_000)}`;
    const inside = `${JSON.stringify(good).slice(0, -1)},"x":${nested}}`;
    const users = JSON.stringify(aaa.directMessage.users);
    const body = Buffer.from(
      `{"for_user_id":"111","users":${users},"direct_message_events":[${nested},${inside},{"message_create":${nested}}],"tweet_create_events":${nested}}`,
    );
    const { events, rest } = receive(body);
    expect(events.map(({ event }) => event)).toEqual([expectedAaa.directMessage]);
    expect(rest).toHaveLength(3);
    expect(receive(Buffer.from(nested)).rest).toHaveLength(1);
    expect(receive(json({ data: deep(50) })).rest).toHaveLength(1);
  });

  test('text keeps what the customer wrote, but NUL and half characters', () => {
    const item = {
      id: '1',
      message_create: { sender_id: '222', message_data: { text: 'a\0b\ud83d c\u202e 👩‍🚀' } },
    };
    expect(eventsIn({ for_user_id: '111', direct_message_events: [item] })).toMatchObject([
      { content: 'ab\ufffd c\u202e 👩‍🚀' },
    ]);
  });

  test('invalid UTF-8 in a text costs only those characters', () => {
    const body = bodyWith({
      id: '1',
      message_create: { sender_id: '222', message_data: { text: 'a?b' } },
    });
    body[body.indexOf('?')] = 0xff;
    expect(receive(body).events[0]?.event).toMatchObject({ content: 'a\ufffdb' });
  });

  test('long and odd ids make keys of at most 200 printable characters, one for each', () => {
    const ids = ['x'.repeat(199), 'x'.repeat(201), 'x'.repeat(999), 'ü', 'a b', '💬', 'a:b'];
    const events = eventsIn({
      for_user_id: '111',
      direct_message_events: ids.map((id) => ({ id, message_create: { sender_id: id } })),
      tweet_create_events: ids.map((id) => ({
        ...{ id_str: `t${id}`, in_reply_to_status_id_str: id, user: { id_str: id } },
      })),
    });
    expect(events).toHaveLength(2 * ids.length);
    expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).toBe(2 * ids.length);
    expect(new Set(events.map(({ threadKey }) => threadKey)).size).toBe(2 * ids.length);
  });

  test('__proto__ is a field like any other', () => {
    const raw = Buffer.from(
      '{"__proto__":{"data":{}},"for_user_id":"111","users":{"__proto__":{"name":"no"}},"direct_message_events":[{"__proto__":{"id":"2"},"id":"1","message_create":{"sender_id":"__proto__"}},7]}',
    );
    expect(receive(raw).events[0]?.event).toMatchObject({
      platformMessageId: '1',
      customer: { externalId: '__proto__', name: 'no' },
    });
  });

  test('random bytes and random JSON never throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
          nasty.map(json),
        ),
        (body) => {
          receive(body);
          expect(x.accountsIn({ headers: {}, query: {}, rawBody: body })).toEqual([]);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test('random items never cost a good one', () => {
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 4 }), nasty, (items, list) => {
        const body = {
          ...aaa.directMessage,
          direct_message_events: [...items, good, ...items],
          tweet_create_events: list,
          tweet_delete_events: items,
        };
        expect(eventsIn(body)).toContainEqual(expectedAaa.directMessage);
      }),
      { numRuns: 1_000 },
    );
  });

  test('mutated real bodies never throw', () => {
    fc.assert(
      fc.property(mutated({ ...bodies, ...left }), (body) => {
        receive(json(body));
      }),
      { numRuns: 3_000 },
    );
  });

  test('mutated real items never cost a good one', () => {
    const items = Object.fromEntries(
      Object.entries(aaa).flatMap(([name, body]) =>
        'direct_message_events' in body ? [[name, body.direct_message_events[0]]] : [],
      ),
    );
    fc.assert(
      fc.property(mutated(items), (item) =>
        receive(bodyWith(item, good)).events.some(({ event }) =>
          isDeepStrictEqual(event, expectedAaa.directMessage),
        ),
      ),
      { numRuns: 1_000 },
    );
  });
});

test.each<[string, unknown, string[]]>([
  ['a new activity', activities.mention, ['111']],
  ['a withdrawn permission', left.revoke, ['111']],
  ['the older API', aaa.mention, ['111']],
  ['its withdrawn permission', left.userEvent, ['111']],
  ['nobody', { data: {} }, []],
])('the account of %s', (_, body, accounts) => {
  expect(x.accountsIn({ headers: {}, query: {}, rawBody: json(body) })).toEqual(accounts);
});
