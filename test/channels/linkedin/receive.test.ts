import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { keyOf } from '../../../channels/keys.ts';
import { linkedin } from '../../../channels/linkedin/index.ts';
import {
  deep,
  json,
  mutated,
  nasty,
  receiveSoundly,
  withUnknownFields,
} from '../support/soundness.ts';
import left from './fixtures/left.json' with { type: 'json' };
import notifications from './fixtures/notifications.json' with { type: 'json' };

const type = 'ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS';
const bodyOf = (...items: unknown[]) => json({ type, notifications: items });
const receive = (body: Buffer) => receiveSoundly(linkedin, body, 'not-used');

const post = 'urn:li:activity:71000';
const ana = 'urn:li:person:AbC';
const xyz = 'urn:li:person:XyZ';
const urn = (id: number, of = post) => `urn:li:comment:(${of},${id})`;
const urlOf = (of: string) => `https://www.linkedin.com/feed/update/${of}/`;
const about = { postId: post, postUrl: urlOf(post) };
const comment = {
  accountExternalId: '5150',
  threadKey: keyOf('comment', post, ana),
  source: 'comment',
  customer: { externalId: ana },
  about,
};
const unplaced = (id: string, ...others: string[]) => ({
  accountExternalId: '5150',
  threadKey: `unplaced:${id}`,
  source: 'comment',
  customer: { externalId: '' },
  belongsWith: [id, ...others],
});
const idOf = (id: string) => ({ dedupeKey: id, platformMessageId: id });
const text = (content: string) => ({ content, contentType: 'text', attachments: [] });

/** Looked up by the comment's own name. */
const picture = (fileId: string) => ({
  ...{ contentType: 'image', attachments: [{ kind: 'image', fileId }] },
});
const expected: Record<keyof typeof notifications, object> = {
  comment: {
    ...{ ...comment, ...idOf(urn(71001)), ...text('When in EU?') },
    kind: 'message',
    platformAt: 1795420800123,
  },
  answer: {
    ...{ ...comment, ...idOf(urn(71002)), ...text('@Shop and in the UK?') },
    kind: 'message',
    platformAt: 1795420800223,
    about: { ...about, parentId: urn(71001) },
  },
  picture: {
    ...{ ...idOf(urn(71501, 'urn:li:ugcPost:71500')), ...text('') },
    kind: 'message',
    accountExternalId: '5150',
    threadKey: keyOf('comment', 'urn:li:ugcPost:71500', 'urn:li:organization:99'),
    source: 'comment',
    customer: { externalId: 'urn:li:organization:99' },
    about: { postId: 'urn:li:ugcPost:71500', postUrl: urlOf('urn:li:ugcPost:71500') },
    platformAt: 1795420800323,
    ...picture('urn:li:comment:(urn:li:ugcPost:71500,71501)'),
    placeholder: expect.stringContaining('LinkedIn') as string,
  },
  ownComment: {
    ...{ ...unplaced(urn(71009), urn(71001)), ...idOf(urn(71009)), ...text('December') },
    kind: 'echo',
    platformAt: 1795420800423,
    about: { ...about, parentId: urn(71001) },
  },
  ownCommentByOwner: {
    ...{ ...unplaced(urn(71010)), ...idOf(urn(71010)), ...text('See you there') },
    kind: 'echo',
    platformAt: 1795420800523,
    about,
  },
  adminWithoutDetails: {
    ...{ ...unplaced(urn(71011)), ...idOf(urn(71011)), ...text('') },
    kind: 'echo',
    about,
  },
  postMention: {
    ...{ ...idOf('urn:li:share:72001'), ...text('Hey @Shop') },
    kind: 'message',
    accountExternalId: '5150',
    threadKey: keyOf('mention', 'urn:li:activity:72000', xyz),
    source: 'mention',
    customer: { externalId: xyz },
    about: { postId: 'urn:li:activity:72000', postUrl: urlOf('urn:li:activity:72000') },
    platformAt: 1795420801123,
  },
  commentMention: {
    ...{ ...idOf(urn(73001, 'urn:li:activity:73000')), ...text('Shop is slow') },
    kind: 'message',
    accountExternalId: '5150',
    threadKey: keyOf('mention', 'urn:li:activity:73000', xyz),
    source: 'mention',
    customer: { externalId: xyz },
    about: { postId: 'urn:li:activity:73000', postUrl: urlOf('urn:li:activity:73000') },
    platformAt: 1795420801223,
  },
  commentMentionAtHome: {
    ...{ ...comment, ...idOf(urn(71003)), ...text('Shop, hello?') },
    kind: 'message',
    threadKey: keyOf('comment', post, xyz),
    customer: { externalId: xyz },
    platformAt: 1795420801323,
  },
  edit: {
    ...comment,
    kind: 'edit',
    dedupeKey: `2200012347:${urn(71001)}`,
    platformMessageId: urn(71001),
    content: 'When in the EU?',
    platformAt: 1795420802123,
  },
  ownEdit: {
    ...unplaced(urn(71009)),
    kind: 'edit',
    about,
    dedupeKey: `2200012357:${urn(71009)}`,
    platformMessageId: urn(71009),
    content: 'Mid-December',
    platformAt: 1795420802223,
  },
  deletion: {
    ...{ ...unplaced(urn(71001)), ...idOf(urn(71001)) },
    kind: 'unsend',
    about,
    platformAt: 1795420803123,
  },
  deletionWithAuthor: {
    ...{ ...comment, ...idOf(urn(71002)) },
    kind: 'unsend',
    platformAt: 1795420803223,
  },
};

const names = Object.keys(notifications) as (keyof typeof notifications)[];
const broken = { organizationalEntity: 'urn:li:organization:5150', action: 7 };

describe('a notification', () => {
  test.each(names)('%s: gives its event', (name) => {
    const { events, rest } = receive(bodyOf(notifications[name]));
    expect(rest).toEqual([]);
    expect(events.map(({ event }) => event)).toEqual([expected[name]]);
  });

  test.each(names)('%s: fields that nobody documented change nothing', (name) => {
    const body = withUnknownFields({ type, notifications: [notifications[name]] });
    const { events } = receive(json(body));
    expect(events.map(({ event }) => event)).toEqual([expected[name]]);
  });

  test.each(names)('%s: a broken neighbour costs nothing', (name) => {
    const body = bodyOf(null, broken, notifications[name], 'x', [], notifications.comment);
    const { events, rest } = receive(body);
    expect(events.map(({ event }) => event)).toEqual([expected[name], expected.comment]);
    expect(rest.map(({ reason }) => reason)).toEqual(Array(4).fill('unparsable'));
  });

  test('what is optional may be missing or malformed', () => {
    const base = { organizationalEntity: 5150, generatedActivity: urn(1) };
    const owner = { comment: { owner: ana, text: 7, entity: 'x', object: [] } };
    const { events, rest } = receive(
      bodyOf(
        { ...base, action: 'COMMENT', decoratedGeneratedActivity: owner, lastModifiedAt: 'now' },
        { ...base, action: 'COMMENT_DELETE', sourcePost: 7, notificationId: {} },
        { organizationalEntity: '5150', action: 'ADMIN_COMMENT', generatedActivity: urn(2) },
      ),
    );
    expect(rest).toEqual([]);
    expect(events.map(({ event }) => event)).toEqual([
      {
        ...{ ...comment, ...idOf(urn(1)), ...text('') },
        kind: 'message',
        ...picture(urn(1)),
        placeholder: expect.any(String) as string,
      },
      { ...{ ...unplaced(urn(1)), ...idOf(urn(1)) }, kind: 'unsend', about },
      { ...{ ...unplaced(urn(2)), ...idOf(urn(2)), ...text('') }, kind: 'echo', about },
    ]);
  });

  test('the id alone tells the post, in either spelling', () => {
    const { generatedActivity: _, sourcePost: __, ...bare } = notifications.comment;
    const spellings = ['urn:li:comment:(activity:71000,71001)', urn(71001)];
    const { events } = receive(
      bodyOf(...spellings.map((generatedActivity) => ({ ...bare, generatedActivity }))),
    );
    expect(events.map(({ event }) => event)).toEqual([expected.comment, expected.comment]);
    expect(receive(bodyOf(bare)).events.map(({ event }) => event)).toEqual([expected.comment]);
  });

  test('every edit of a comment is an event of its own', () => {
    const { notificationId: _, ...unnumbered } = notifications.edit;
    const { lastModifiedAt: __, ...bare } = unnumbered;
    const edits = [
      notifications.edit,
      { ...notifications.edit, notificationId: 9 },
      unnumbered,
      bare,
    ];
    const { events } = receive(bodyOf(...edits));
    expect(new Set(events.map(({ event }) => event.dedupeKey)).size).toBe(4);
    expect(events[2]?.event.dedupeKey).toBe(`1795420802123:${urn(71001)}`);
  });
});

describe('a notificationId that no double holds', () => {
  const of = (id: string) =>
    JSON.stringify(notifications.edit).replace(
      '"notificationId":2200012347',
      `"notificationId":${id}`,
    );
  const keysOf = (...ids: string[]) =>
    receive(
      Buffer.from(`{"type":"${type}","notifications":[${ids.map(of).join(',')}]}`),
    ).events.map(({ event }) => event.dedupeKey);

  test.each(['9007199254740993', '9223372036854775807', '1234567890123456789012345'])(
    '%s keeps its digits, alone and in a batch',
    (id) => {
      const key = `${id}:${urn(71001)}`;
      expect(keysOf(id)).toEqual([key]);
      expect(keysOf(id, '1')).toEqual([key, `1:${urn(71001)}`]);
      expect(keysOf(`"${id}"`)).toEqual([key]);
    },
  );

  test('neighbours that a double would take for each other differ', () => {
    const ids = ['9007199254740992', '9007199254740993', '9007199254740994', '9007199254740995'];
    expect(new Set(keysOf(...ids)).size).toBe(4);
  });

  test.each(['1e3', '1.5', '-1', '1e400', '9007199254740993.0', '123456789012345680000e0'])(
    '%s costs nothing',
    (id) => {
      expect(keysOf(id)).toHaveLength(1);
      expect(keysOf(id, id)).toHaveLength(2);
    },
  );
});

describe('what gives no event', () => {
  test.each<[keyof typeof left, string, string]>([
    ['like', 'ignored', 'LIKE'],
    ['share', 'ignored', 'SHARE'],
    ['ownPost', 'ignored', 'our own'],
    ['unknownAction', 'unsupported', 'unknown action'],
    ['protoAction', 'unsupported', 'unknown action'],
    ['withoutAction', 'unparsable', 'action'],
    ['withoutOrganization', 'unparsable', 'organizationalEntity'],
    ['withoutAuthor', 'unparsable', 'who wrote it'],
    ['withoutId', 'unparsable', 'generatedActivity'],
    ['editWithoutText', 'unparsable', 'without its text'],
    ['deletionWithoutId', 'unparsable', 'generatedActivity'],
    ['nulInId', 'unparsable', 'generatedActivity'],
  ])('%s is %s', (name, reason, detail) => {
    const alone = receive(bodyOf(left[name]));
    expect(alone.events).toEqual([]);
    expect(alone.rest).toMatchObject([
      { reason, detail: expect.stringContaining(detail) as string },
    ]);
    if (name !== 'withoutOrganization') expect(alone.rest[0]?.accountExternalId).toBe('5150');

    const beside = receive(bodyOf(left[name], notifications.comment));
    expect(beside.events.map(({ event }) => event)).toEqual([expected.comment]);
    expect(beside.rest).toMatchObject([{ reason }]);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"notifications":['],
    ['no object', '[]'],
    ['null', 'null'],
    ['no notifications', `{"type":"${type}"}`],
    ['notifications that are no list', '{"notifications":{}}'],
    ['bytes that are no text', '\xff\xfe\x00'],
  ])('%s is one unparsable rest', (_, body) => {
    const raw = Buffer.from(body, 'latin1');
    expect(receive(raw)).toMatchObject({ events: [], rest: [{ reason: 'unparsable', raw }] });
  });

  test('another type is unsupported, and none is taken for ours', () => {
    const items = [notifications.comment];
    expect(receive(json({ type: 'LEAD_ACTION', notifications: items })).rest).toMatchObject([
      { reason: 'unsupported' },
    ]);
    expect(receive(json({ notifications: items })).events).toHaveLength(1);
  });

  test('an empty body is nothing at all', () => {
    expect(receive(bodyOf())).toEqual({ events: [], rest: [] });
  });
});

describe('raw', () => {
  test('a body of one event is kept byte for byte', () => {
    const item = JSON.stringify(notifications.comment).replace('When', '\\u00e4 \\/ When');
    const body = Buffer.from(`{ "type":"${type}",  "notifications":[${item}] }`);
    const [only] = receive(body).events;
    expect(only?.raw).toBe(body);
    expect(only?.event).toMatchObject({ content: 'ä / When in EU?' });
  });

  test('of a batch, each event gets its own', () => {
    const items = [notifications.comment, notifications.edit, notifications.deletion];
    const { events } = receive(bodyOf(...items));
    expect(events.map(({ raw }) => JSON.parse(raw.toString()) as unknown)).toEqual(
      items.map((item) => ({ type, notifications: [item] })),
    );
  });
});

describe('any bytes', () => {
  test('10,000 levels of nesting beside and inside a good one, also with large ids', () => {
    const open = '[{"a":'.repeat(10_000);
    const close = '}]'.repeat(10_000);
    const nested = `${open}1${close}`;
    for (const id of ['2200012345', '9007199254740993']) {
      const good = JSON.stringify(notifications.comment).replace('2200012345', id);
      const inside = `${good.slice(0, -1)},"x":${nested}}`;
      const list = `${nested},${inside},{"action":${nested}},${nested}`;
      const { events, rest } = receive(Buffer.from(`{"type":"${type}","notifications":[${list}]}`));
      expect(events.map(({ event }) => event)).toEqual([expected.comment]);
      expect(rest).toHaveLength(3);
    }
    // Too deep for a reviver: the id is rounded, in the batch and in its raw alike.
    const edit = JSON.stringify(notifications.edit).replace('2200012347', '9007199254740993');
    const batch = `{"notifications":[${edit},${nested}]}`;
    expect(receive(Buffer.from(batch)).events).toHaveLength(1);
    expect(receive(Buffer.from(nested)).rest).toHaveLength(1);
    expect(receive(bodyOf(deep(50))).rest).toHaveLength(1);
  });

  test('a thousand notifications, every tenth broken', () => {
    const items = Array.from({ length: 1000 }, (_, index) =>
      index % 10 === 0
        ? broken
        : { ...notifications.comment, generatedActivity: `urn:li:comment:(activity:1,${index})` },
    );
    const { events, rest } = receive(bodyOf(...items));
    expect([events.length, rest.length]).toEqual([900, 100]);
    expect(new Set(events.map(({ event }) => event.dedupeKey)).size).toBe(900);
  });

  const saying = (words: string) => ({
    ...notifications.comment,
    decoratedGeneratedActivity: { comment: { owner: ana, text: words } },
  });

  test('text keeps what the customer wrote, but NUL and half characters', () => {
    expect(receive(bodyOf(saying('a\0b\ud83d c\u202e 👩‍🚀'))).events[0]?.event).toMatchObject({
      content: 'ab\ufffd c\u202e 👩‍🚀',
    });
  });

  test('invalid UTF-8 in a text costs only those characters', () => {
    const body = bodyOf(saying('a?b'));
    body[body.indexOf('?')] = 0xff;
    expect(receive(body).events[0]?.event).toMatchObject({ content: 'a\ufffdb' });
  });

  test('long and odd ids make keys of at most 200 printable characters, one for each', () => {
    const ids = ['x'.repeat(150), 'x'.repeat(160), 'x'.repeat(900), 'ü', 'a:b', '💬'];
    const items = ids.map((id) => ({
      ...notifications.comment,
      generatedActivity: `urn:li:comment:(activity:1,${id})`,
      decoratedGeneratedActivity: { comment: { owner: `urn:li:person:${id}`, text: 'x' } },
    }));
    const { events } = receive(bodyOf(...items));
    expect(events.map(({ event }) => event.customer.externalId)).toEqual(
      ids.map((id) => `urn:li:person:${id}`),
    );
    expect(new Set(events.map(({ event }) => event.dedupeKey)).size).toBe(ids.length);
    expect(new Set(events.map(({ event }) => event.threadKey)).size).toBe(ids.length);
  });

  test('__proto__ is a field like any other', () => {
    const body = Buffer.from(
      `{"__proto__":{"type":"X"},"notifications":[{"__proto__":{"action":"COMMENT"},"notificationId":9007199254740993,"organizationalEntity":"urn:li:organization:1","action":"COMMENT_DELETE","generatedActivity":"${urn(1)}"}]}`,
    );
    expect(receive(body).events[0]?.event).toMatchObject({ kind: 'unsend' });
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
          expect(linkedin.accountsIn({ headers: {}, query: {}, rawBody: body })).toEqual([]);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test('random notifications never cost a good one', () => {
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 4 }), (items) => {
        const { events } = receive(bodyOf(...items, notifications.comment, ...items));
        expect(events.map(({ event }) => event)).toContainEqual(expected.comment);
      }),
      { numRuns: 1_000 },
    );
  });

  test('mutated real notifications never throw and never cost a good one', () => {
    fc.assert(
      fc.property(mutated(notifications), mutated(left), (one, other) => {
        const { events } = receive(bodyOf(one, notifications.comment, other));
        return events.some(({ event }) => isDeepStrictEqual(event, expected.comment));
      }),
      { numRuns: 2_000 },
    );
  });
});

test('the accounts of a body are its organizations, each once, by URN or bare id', () => {
  const ids = ['urn:li:organization:1', 2, '1', 'urn:li:organization:3', '', null, 'urn:li:x:'];
  const rawBody = bodyOf(
    ...ids.map((organizationalEntity) => ({ organizationalEntity })),
    null,
    {},
  );
  expect(linkedin.accountsIn({ headers: {}, query: {}, rawBody })).toEqual(['1', '2', '3']);
});
