import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { facebook } from '../../../channels/facebook/index.ts';
import {
  deep,
  json,
  mutated,
  nasty,
  receiveSoundly,
  withUnknownFields,
} from '../support/soundness.ts';
import left from './fixtures/left.json' with { type: 'json' };
import messaging from './fixtures/messaging.json' with { type: 'json' };

const page = '1100001';
const entryOf = (...items: unknown[]) => ({ id: page, time: 1795420800123, messaging: items });
const bodyOf = (...entries: unknown[]) => json({ object: 'page', entry: entries });
const receive = (body: Buffer) => receiveSoundly(facebook, body, 'not-used');

const dm = {
  accountExternalId: page,
  threadKey: 'dm:2400001',
  source: 'dm',
  customer: { externalId: '2400001' },
};
const ourId = '0d2c2f6e-1111-4222-8333-944455556666';
const hidden = expect.stringContaining('Facebook does not pass on') as string;

const expected: Record<keyof typeof messaging, object> = {
  text: {
    ...dm,
    kind: 'message',
    dedupeKey: 'm_AAA1',
    platformMessageId: 'm_AAA1',
    platformAt: 1795420800001,
    content: 'Hi, where is my order?',
    contentType: 'text',
    attachments: [],
    replyTo: 'm_AAA0',
  },
  image: {
    ...dm,
    kind: 'message',
    dedupeKey: 'm_AAA2',
    platformMessageId: 'm_AAA2',
    platformAt: 1795420801001,
    content: '',
    contentType: 'image',
    attachments: [{ kind: 'image', url: 'https://scontent.example/v/abc.jpg?oh=1' }],
  },
  textWithFallback: {
    ...dm,
    kind: 'message',
    dedupeKey: 'm_AAA2b',
    platformMessageId: 'm_AAA2b',
    platformAt: 1795420801101,
    content: 'see https://shop.example/42',
    contentType: 'text',
    attachments: [{ kind: 'link', url: 'https://shop.example/42', name: 'Order 42' }],
  },
  everyAttachment: {
    ...dm,
    kind: 'message',
    dedupeKey: 'm_AAA2c',
    platformMessageId: 'm_AAA2c',
    platformAt: 1795420801201,
    content: '',
    contentType: 'attachment',
    attachments: [
      { kind: 'image', url: 'https://cdn.example/1.jpg' },
      { kind: 'video', url: 'https://cdn.example/2.mp4' },
      { kind: 'audio', url: 'https://cdn.example/3.mp3' },
      { kind: 'file', url: 'https://cdn.example/4.pdf' },
      { kind: 'sticker', url: 'https://cdn.example/5.png' },
      { kind: 'link', name: 'Your order' },
      { kind: 'link', url: 'https://example.com/6', name: 'A page' },
      { kind: 'link', url: 'https://example.com/7', name: 'A reel' },
      { kind: 'link', url: 'https://example.com/8' },
      { kind: 'link', url: 'https://example.com/9' },
      { kind: 'link', url: 'https://example.com/10' },
      { kind: 'link', name: 'Tuesday, 9:00' },
      { kind: 'location', name: '48.2, 16.4' },
      { kind: 'file', url: 'https://cdn.example/11.holo' },
      { kind: 'file' },
    ],
  },
  oldSticker: {
    ...dm,
    kind: 'message',
    dedupeKey: 'm_AAA2d',
    platformMessageId: 'm_AAA2d',
    platformAt: 1795420801301,
    content: '',
    contentType: 'image',
    attachments: [{ kind: 'sticker', url: 'https://cdn.example/s.png' }],
  },
  quickReply: {
    ...dm,
    kind: 'message',
    dedupeKey: 'm_AAA3',
    platformMessageId: 'm_AAA3',
    platformAt: 1795420801501,
    content: 'Yes',
    contentType: 'text',
    attachments: [],
    postback: 'CONFIRM',
  },
  echo: {
    ...dm,
    kind: 'echo',
    dedupeKey: 'm_AAA4',
    platformMessageId: 'm_AAA4',
    platformAt: 1795420802001,
    content: 'Checking now',
    contentType: 'text',
    attachments: [],
    metadata: ourId,
  },
  echoFromInbox: {
    ...dm,
    kind: 'echo',
    dedupeKey: 'm_AAA4b',
    platformMessageId: 'm_AAA4b',
    platformAt: 1795420802101,
    content: 'From the inbox',
    contentType: 'text',
    attachments: [],
  },
  unsupported: {
    ...dm,
    kind: 'message',
    dedupeKey: 'm_AAA4c',
    platformMessageId: 'm_AAA4c',
    platformAt: 1795420802201,
    content: '',
    contentType: 'text',
    attachments: [],
    placeholder: hidden,
  },
  encrypted: {
    ...dm,
    kind: 'message',
    dedupeKey: 'm_AAA4d',
    platformMessageId: 'm_AAA4d',
    platformAt: 1795420802301,
    content: '',
    contentType: 'text',
    attachments: [],
    placeholder: hidden,
  },
  unsent: {
    ...dm,
    kind: 'unsend',
    dedupeKey: 'm_AAA1',
    platformMessageId: 'm_AAA1',
    platformAt: 1795420802401,
  },
  delivery: {
    ...dm,
    kind: 'receipt',
    receipt: 'delivered',
    dedupeKey: 'delivered:2400001:1795420802500:["m_AAA4"]',
    platformMessageIds: ['m_AAA4'],
    watermark: 1795420802500,
  },
  deliveryByWatermark: {
    ...dm,
    kind: 'receipt',
    receipt: 'delivered',
    dedupeKey: 'delivered:2400001:1795420802600:[]',
    platformMessageIds: [],
    watermark: 1795420802600,
  },
  deliveryByMids: {
    ...dm,
    kind: 'receipt',
    receipt: 'delivered',
    dedupeKey: 'delivered:2400001::["m_AAA4","m_AAA4b"]',
    platformAt: 1795420802700,
    platformMessageIds: ['m_AAA4', 'm_AAA4b'],
  },
  read: {
    ...dm,
    kind: 'receipt',
    receipt: 'read',
    dedupeKey: 'read:2400001:1795420802500',
    platformAt: 1795420803001,
    platformMessageIds: [],
    watermark: 1795420802500,
  },
  reaction: {
    ...dm,
    kind: 'reaction',
    dedupeKey: '2400001:m_AAA4:react:love:1795420804001',
    platformMessageId: 'm_AAA4',
    platformAt: 1795420804001,
    reactions: ['❤'],
  },
  reactionWithoutEmoji: {
    ...dm,
    kind: 'reaction',
    dedupeKey: '2400001:m_AAA4:react:angry:1795420804101',
    platformMessageId: 'm_AAA4',
    platformAt: 1795420804101,
    reactions: ['😠'],
  },
  unreact: {
    ...dm,
    kind: 'reaction',
    dedupeKey: '2400001:m_AAA4:unreact:love:1795420804201',
    platformMessageId: 'm_AAA4',
    platformAt: 1795420804201,
    reactions: [],
  },
  edit: {
    ...dm,
    kind: 'edit',
    dedupeKey: 'm_AAA1:1',
    platformMessageId: 'm_AAA1',
    platformAt: 1795420805001,
    content: 'Hi, where is my order 42?',
    editNumber: 1,
  },
  postback: {
    ...dm,
    kind: 'message',
    dedupeKey: 'm_AAA5',
    platformMessageId: 'm_AAA5',
    platformAt: 1795420806001,
    content: 'Get Started',
    contentType: 'text',
    attachments: [],
    postback: 'GET_STARTED',
  },
  postbackWithoutMid: {
    ...dm,
    kind: 'message',
    dedupeKey: expect.stringMatching(/^2400001:1795420806101:[0-9a-f]{64}$/) as string,
    platformMessageId: expect.stringMatching(/^postback:2400001:/) as string,
    platformAt: 1795420806101,
    content: 'Talk to us',
    contentType: 'text',
    attachments: [],
    postback: 'HUMAN',
  },
};

const names = Object.keys(messaging) as (keyof typeof messaging)[];
const broken = { sender: 7, message: null };

describe('an item of messaging', () => {
  test.each(names)('%s: gives its event', (name) => {
    const { events, rest } = receive(bodyOf(entryOf(messaging[name])));
    expect(rest).toEqual([]);
    expect(events.map(({ event }) => event)).toEqual([expected[name]]);
  });

  test.each(names)('%s: fields that nobody documented change nothing', (name) => {
    const { events } = receive(
      json(withUnknownFields({ object: 'page', entry: [entryOf(messaging[name])] })),
    );
    expect(events.map(({ event }) => event)).toEqual([expected[name]]);
  });

  test.each(names)('%s: a broken neighbour costs nothing', (name) => {
    const body = bodyOf(
      null,
      entryOf(broken, messaging[name], 'x'),
      { id: page, changes: 7, messaging: [messaging.text] },
      { id: '' },
    );
    const { events, rest } = receive(body);
    expect(events.map(({ event }) => event)).toEqual([expected[name], expected.text]);
    expect(rest.map(({ reason }) => reason)).toEqual(Array(5).fill('unparsable'));
  });

  test('what is optional may be missing', () => {
    const { events, rest } = receive(
      bodyOf({
        id: page,
        messaging: [
          { sender: { id: '2400001' }, message: { mid: 'm_1' } },
          { sender: { id: '2400001' }, postback: {} },
          { sender: { id: '2400001' }, message_edit: { mid: 'm_1', text: 'b' } },
          { sender: { id: '2400001' }, reaction: { mid: 'm_1', action: 'react' } },
          { sender: { id: '2400001' }, read: { watermark: '1795420802500' } },
        ],
      }),
    );
    expect(rest).toEqual([]);
    expect(events.map(({ event }) => event)).toEqual([
      expect.objectContaining({ kind: 'message', placeholder: hidden }),
      expect.objectContaining({
        kind: 'message',
        content: '',
        placeholder: 'The customer pressed a button.',
      }),
      expect.objectContaining({ kind: 'edit', content: 'b' }),
      expect.objectContaining({ kind: 'reaction', reactions: ['❔'] }),
      expect.objectContaining({ kind: 'receipt', watermark: 1795420802500 }),
    ]);
  });
});

describe('what gives no event', () => {
  test.each<[keyof typeof left, string, string]>([
    ['referral', 'ignored', 'referral'],
    ['ownPost', 'ignored', 'our own'],
    ['postReaction', 'ignored', 'nothing that anybody said'],
    ['rating', 'unparsable', 'open_graph_story_id'],
    ['changeWithoutValue', 'unparsable', 'without a value'],
    ['commentWithoutId', 'unparsable', 'comment_id'],
    ['otherChange', 'unsupported', 'unknown field'],
    ['unknownItem', 'unsupported', 'unknown kind'],
    ['ownReaction', 'ignored', 'our own'],
    ['withoutMid', 'unparsable', 'message.mid'],
    ['withoutSender', 'unparsable', 'sender'],
    ['echoWithoutRecipient', 'unparsable', 'recipient.id'],
    ['emptyDelivery', 'unparsable', 'delivery'],
    ['nulInId', 'unparsable', 'sender.id'],
    ['noEntryId', 'unparsable', 'usable id'],
    ['noLists', 'unsupported', 'without messaging'],
    ['messagingNoList', 'unparsable', 'messaging'],
  ])('%s is %s', (name, reason, detail) => {
    const alone = receive(bodyOf(left[name]));
    expect(alone.events).toEqual([]);
    expect(alone.rest).toMatchObject([
      { reason, detail: expect.stringContaining(detail) as string },
    ]);
    if (name !== 'noEntryId') expect(alone.rest[0]?.accountExternalId).toBe(page);

    const beside = receive(bodyOf(left[name], entryOf(messaging.text)));
    expect(beside.events.map(({ event }) => event)).toEqual([expected.text]);
    expect(beside.rest).toMatchObject([{ reason }]);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"object":"page"'],
    ['no object', '[]'],
    ['null', 'null'],
    ['no entries', '{"object":"page"}'],
    ['entries that are no list', '{"object":"page","entry":{}}'],
    ['bytes that are no text', '\xff\xfe\x00'],
  ])('%s is one unparsable rest', (_, text) => {
    const raw = Buffer.from(text, 'latin1');
    expect(receive(raw)).toMatchObject({ events: [], rest: [{ reason: 'unparsable', raw }] });
  });

  test('an id with half a character is unparsable: it could not be stored', () => {
    const item = { sender: { id: '2400001' }, message: { mid: 'm_\ud800', text: 'Hi' } };
    expect(receive(bodyOf(entryOf(item))).rest).toMatchObject([{ reason: 'unparsable' }]);
  });

  test('another object than a Page is unsupported', () => {
    const { rest } = receive(json({ object: 'instagram', entry: [entryOf(messaging.text)] }));
    expect(rest).toMatchObject([{ reason: 'unsupported' }]);
  });

  test('an empty body of entries is nothing at all', () => {
    expect(receive(bodyOf())).toEqual({ events: [], rest: [] });
  });
});

describe('raw', () => {
  test('a body of one event is kept byte for byte', () => {
    const body = Buffer.from(
      '{ "object":"page", "entry":[{"id":"1100001","messaging":[{"sender":{"id":"2400001"},"message":{"mid":"m_1","text":"\\u00e4 \\/"}}]}]}',
    );
    const [only] = receive(body).events;
    expect(only?.raw).toBe(body);
    expect(only?.event).toMatchObject({ content: 'ä /' });
  });

  test('of a batch, each event gets its own', () => {
    const { events } = receive(
      bodyOf(entryOf(messaging.text, messaging.image), entryOf(messaging.read)),
    );
    expect(events.map(({ raw }) => JSON.parse(raw.toString()) as unknown)).toEqual(
      [messaging.text, messaging.image, messaging.read].map((item) => ({
        object: 'page',
        entry: [entryOf(item)],
      })),
    );
  });
});

describe('any bytes', () => {
  test('10,000 levels of nesting beside and inside a good one', () => {
    const open = '[{"a":'.repeat(10_000);
    const close = '}]'.repeat(10_000);
    const nested = `${open}1${close}`;
    const good = JSON.stringify(messaging.text);
    const inside = `${good.slice(0, -1)},"x":${nested}}`;
    const body = Buffer.from(
      `{"object":"page","entry":[{"id":"${page}","messaging":[${nested},${inside},{"message":${nested}}]},${nested}]}`,
    );
    const { events, rest } = receive(body);
    expect(events.map(({ event }) => event)).toEqual([expected.text]);
    expect(rest).toHaveLength(3);
    expect(receive(Buffer.from(nested)).rest).toHaveLength(1);
    expect(receive(bodyOf(deep(50))).rest).toHaveLength(1);
  });

  test('a thousand entries, every tenth broken', () => {
    const entries = Array.from({ length: 1000 }, (_, index) =>
      index % 10 === 0
        ? { id: page, messaging: [broken] }
        : entryOf({ sender: { id: '2400001' }, message: { mid: `m_${String(index)}`, text: 'x' } }),
    );
    const { events, rest } = receive(bodyOf(...entries));
    expect([events.length, rest.length]).toEqual([900, 100]);
    expect(new Set(events.map(({ event }) => event.dedupeKey)).size).toBe(900);
  });

  test('text keeps what the customer wrote, but NUL and half characters', () => {
    const item = {
      sender: { id: '2400001' },
      message: { mid: 'm_1', text: 'a\0b\ud83d c\u202e 👩‍🚀' },
    };
    expect(receive(bodyOf(entryOf(item))).events[0]?.event).toMatchObject({
      content: 'ab\ufffd c\u202e 👩‍🚀',
    });
  });

  test('invalid UTF-8 in a text costs only those characters', () => {
    const body = bodyOf(entryOf({ sender: { id: '1' }, message: { mid: 'm_1', text: 'a?b' } }));
    body[body.indexOf('?')] = 0xff;
    expect(receive(body).events[0]?.event).toMatchObject({ content: 'a\ufffdb' });
  });

  test('long and odd ids make keys of at most 200 printable characters, one for each', () => {
    const ids = [
      'x'.repeat(199),
      'x'.repeat(200),
      'x'.repeat(201),
      'x'.repeat(1000),
      'ü',
      'a b',
      '💬',
    ];
    const items = ids.map((id) => ({ sender: { id }, message: { mid: id, text: 'x' } }));
    const { events } = receive(bodyOf(entryOf(...items)));
    expect(events.map(({ event }) => event.customer.externalId)).toEqual(ids);
    expect(new Set(events.map(({ event }) => event.dedupeKey)).size).toBe(ids.length);
    expect(new Set(events.map(({ event }) => event.threadKey)).size).toBe(ids.length);
  });

  test('__proto__ is a field like any other', () => {
    const body = Buffer.from(
      `{"__proto__":{"object":"page"},"object":"page","entry":[{"id":"1","__proto__":{"messaging":[1]},"messaging":[{"__proto__":{"message":{"mid":"m_2"}},"sender":{"id":"2"},"message":{"mid":"m_1","__proto__":{"text":"no"}}}]}]}`,
    );
    expect(receive(body).events[0]?.event).toMatchObject({ platformMessageId: 'm_1', content: '' });
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
          expect(facebook.accountsIn({ headers: {}, query: {}, rawBody: body })).toEqual([]);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test('random entries and items never cost a good one', () => {
    fc.assert(
      fc.property(
        fc.array(nasty, { maxLength: 4 }),
        fc.array(nasty, { maxLength: 4 }),
        (entries, items) => {
          const { events } = receive(
            bodyOf(...entries, entryOf(...items, messaging.text, ...items), ...entries),
          );
          expect(events.map(({ event }) => event)).toContainEqual(expected.text);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('mutated real items never throw and never cost a good one', () => {
    fc.assert(
      fc.property(mutated(messaging), mutated(left), (item, entry) => {
        const { events } = receive(bodyOf(entryOf(item, messaging.text), entry));
        return events.some(({ event }) => isDeepStrictEqual(event, expected.text));
      }),
      { numRuns: 2_000 },
    );
  });
});

test('the accounts of a body are its entries, each once', () => {
  const rawBody = json({
    object: 'page',
    entry: [{ id: '1' }, { id: 2 }, { id: '1' }, {}, null, { id: null }],
  });
  expect(facebook.accountsIn({ headers: {}, query: {}, rawBody })).toEqual(['1', '2']);
});
