import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { telegram } from '../../../channels/telegram/index.ts';
import { json, mutated, nasty, receiveSoundly, withUnknownFields } from '../support/soundness.ts';
import left from './fixtures/left.json' with { type: 'json' };
import updates from './fixtures/updates.json' with { type: 'json' };

const receive = (body: Buffer) => receiveSoundly(telegram, body, '9');
const eventsOf = (update: unknown) => receive(json(update)).events.map(({ event }) => event);

const base = { accountExternalId: '9', source: 'dm' };
const ana = { ...base, threadKey: 'dm:5001', customer: { externalId: '5001', name: 'Ana' } };
const business = { ...ana, threadKey: 'business:bc1:5001' };
const message = { kind: 'message', content: '', contentType: 'text', attachments: [] };

/** The plain fixtures: a nameless customer, and one attachment or none. */
const plain = (updateId: number, content: object) => ({
  ...base,
  ...message,
  threadKey: 'dm:5001',
  customer: { externalId: '5001' },
  dedupeKey: String(updateId),
  platformMessageId: String(updateId),
  platformAt: 1795420900000,
  ...content,
});

const expected: Record<keyof typeof updates, object> = {
  text: {
    ...message,
    ...ana,
    customer: { externalId: '5001', name: 'Ana L', handle: 'ana', language: 'es' },
    dedupeKey: '700000001',
    platformMessageId: '11',
    platformAt: 1795420800000,
    content: '/start ref1',
  },
  edit: {
    ...ana,
    kind: 'edit',
    dedupeKey: '700000002',
    platformMessageId: '12',
    platformAt: 1795420830000,
    content: 'order 42',
  },
  photo: {
    ...message,
    ...ana,
    dedupeKey: '700000003',
    platformMessageId: '13',
    platformAt: 1795420860000,
    content: 'broken',
    contentType: 'image',
    attachments: [{ kind: 'image', fileId: 'AgAC_x', size: 150000 }],
    replyTo: '10',
  },
  button: {
    ...message,
    ...ana,
    dedupeKey: '700000004',
    platformMessageId: 'callback:4382',
    content: '5 stars',
    replyTo: '14',
    postback: 'csat:5',
  },
  buttonWithoutMessage: {
    ...message,
    ...ana,
    dedupeKey: '700000014',
    platformMessageId: 'callback:4383',
    content: 'csat:4',
    postback: 'csat:4',
  },
  reaction: {
    ...ana,
    kind: 'reaction',
    dedupeKey: '700000005',
    platformMessageId: '14',
    platformAt: 1795420880000,
    reactions: ['👍', '❔', '⭐'],
  },
  reactionWithdrawn: {
    ...ana,
    kind: 'reaction',
    dedupeKey: '700000015',
    platformMessageId: '14',
    platformAt: 1795420881000,
    reactions: [],
  },
  blocked: { ...ana, kind: 'blocked', dedupeKey: '700000006', platformAt: 1795420890000 },
  unblocked: { ...ana, kind: 'unblocked', dedupeKey: '700000016', platformAt: 1795420891000 },
  businessDeletion: {
    ...business,
    kind: 'unsend',
    dedupeKey: '700000007:12',
    platformMessageId: '12',
  },
  businessMessage: {
    ...message,
    ...business,
    dedupeKey: '700000008',
    platformMessageId: '15',
    platformAt: 1795420900000,
    content: 'hola',
  },
  businessEcho: {
    ...message,
    ...business,
    kind: 'echo',
    dedupeKey: '700000018',
    platformMessageId: '16',
    platformAt: 1795420901000,
    content: "I'll look",
  },
  businessEdit: {
    ...business,
    kind: 'edit',
    dedupeKey: '700000028',
    platformMessageId: '15',
    platformAt: 1795420910000,
    content: 'hola!',
  },
  video: plain(31, {
    contentType: 'video',
    attachments: [{ kind: 'video', fileId: 'v', mimeType: 'video/mp4', size: 7 }],
  }),
  videoNote: plain(32, { contentType: 'video', attachments: [{ kind: 'video', fileId: 'vn' }] }),
  animation: plain(33, { contentType: 'video', attachments: [{ kind: 'video', fileId: 'an' }] }),
  voice: plain(34, {
    contentType: 'attachment',
    attachments: [{ kind: 'audio', fileId: 'vo', mimeType: 'audio/ogg' }],
  }),
  audio: plain(35, {
    contentType: 'attachment',
    attachments: [{ kind: 'audio', fileId: 'au', name: 'song.mp3' }],
  }),
  document: plain(36, {
    contentType: 'attachment',
    attachments: [
      { kind: 'file', fileId: 'do', name: 'invoice.pdf', mimeType: 'application/pdf', size: 99 },
    ],
  }),
  sticker: plain(37, {
    contentType: 'image',
    attachments: [{ kind: 'sticker', fileId: 'st', name: '🙂' }],
  }),
  location: plain(38, {
    contentType: 'attachment',
    attachments: [
      {
        kind: 'location',
        name: '48.2, 16.4',
        url: 'https://www.openstreetmap.org/?mlat=48.2&mlon=16.4',
      },
    ],
  }),
  venue: plain(39, {
    contentType: 'attachment',
    attachments: [
      {
        kind: 'location',
        name: 'Shop, Main St 1 (48.2, 16.4)',
        url: 'https://www.openstreetmap.org/?mlat=48.2&mlon=16.4',
      },
    ],
  }),
  contact: plain(40, {
    contentType: 'attachment',
    attachments: [{ kind: 'contact', name: 'Bo +4366012345' }],
  }),
  poll: plain(41, { placeholder: 'A poll: Tea?' }),
  dice: plain(42, {
    placeholder: expect.stringContaining('of a kind that the desk cannot show') as string,
  }),
};

const names = Object.keys(updates) as (keyof typeof updates)[];

describe('an update', () => {
  test.each(names)('%s: gives its event, and is kept byte for byte', (name) => {
    const body = json(updates[name]);
    const { events, rest } = receive(body);
    expect(rest).toEqual([]);
    expect(events).toEqual([{ event: expected[name], raw: body }]);
    expect(events[0]?.raw).toBe(body);
  });

  test.each(names)('%s: fields that nobody documented change nothing', (name) => {
    expect(eventsOf(withUnknownFields(updates[name]))).toEqual([expected[name]]);
  });

  test('what is optional may be missing', () => {
    const chat = { id: 5001, type: 'private' };
    const user = { id: 5001 };
    const bare = [
      { update_id: 1, message: { message_id: 1, chat } },
      { update_id: 2, edited_message: { message_id: 1, chat } },
      { update_id: 3, callback_query: { id: '1', from: user } },
      { update_id: 4, message_reaction: { message_id: 1, chat, user, new_reaction: [] } },
      { update_id: 5, my_chat_member: { chat, new_chat_member: { status: 'kicked' } } },
    ];
    expect(bare.flatMap(eventsOf).map(({ kind }) => kind)).toEqual([
      'message',
      'edit',
      'message',
      'reaction',
      'blocked',
    ]);
  });

  test('a deletion of several messages is one event each, apart from a broken id', () => {
    const deletion = updates.businessDeletion.deleted_business_messages;
    const { events, rest } = receive(
      json({
        update_id: 700000007,
        deleted_business_messages: { ...deletion, message_ids: [12, 'x', 13] },
      }),
    );
    expect(events.map(({ event }) => event)).toMatchObject([
      { dedupeKey: '700000007:12', platformMessageId: '12' },
      { dedupeKey: '700000007:13', platformMessageId: '13' },
    ]);
    expect(rest).toMatchObject([{ reason: 'unparsable', accountExternalId: '9' }]);
  });
});

describe('what gives no event', () => {
  test.each<[keyof typeof left, string, string]>([
    ['group', 'ignored', 'not a private chat'],
    ['channelPost', 'ignored', 'channel_post'],
    ['businessConnection', 'ignored', 'business_connection'],
    ['pinned', 'ignored', 'pinned_message'],
    ['liveLocation', 'ignored', 'live location'],
    ['reactionOfOther', 'ignored', 'somebody else'],
    ['leftMembership', 'ignored', 'membership'],
    ['deletionOfNothing', 'ignored', 'nothing'],
    ['unknownKind', 'unsupported', 'unknown kind'],
    ['noUpdateId', 'unparsable', 'not an update'],
    ['noChat', 'unparsable', 'chat'],
    ['noMessageId', 'unparsable', 'message_id'],
    ['messageNoObject', 'unparsable', 'message'],
  ])('%s is %s', (name, reason, detail) => {
    const { events, rest } = receive(json(left[name]));
    expect(events).toEqual([]);
    expect(rest).toMatchObject([
      {
        reason,
        detail: expect.stringContaining(detail) as string,
        accountExternalId: '9',
        raw: json(left[name]),
      },
    ]);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"update_id":1'],
    ['a list', '[{"update_id":1}]'],
    ['null', 'null'],
    ['bytes that are no text', '\xff\xfe\x00'],
  ])('%s is one unparsable rest', (_, text) => {
    const raw = Buffer.from(text, 'latin1');
    expect(receive(raw)).toMatchObject({ events: [], rest: [{ reason: 'unparsable', raw }] });
  });
});

describe('any bytes', () => {
  test('10,000 levels of nesting', () => {
    const nested = `${'[{"a":'.repeat(10_000)}1${'}]'.repeat(10_000)}`;
    const inside = `${JSON.stringify(updates.text).slice(0, -1)},"x":${nested}}`;
    expect(receive(Buffer.from(inside)).events).toMatchObject([{ event: expected.text }]);
    expect(receive(Buffer.from(nested)).rest).toHaveLength(1);
    const deletion = JSON.stringify(updates.businessDeletion).replace('[12]', `[12,${nested},13]`);
    expect(receive(Buffer.from(deletion)).events).toHaveLength(2);
  });

  test('text keeps what the customer wrote, but NUL and half characters', () => {
    const said = { ...updates.text.message, text: 'a\0b\ud83d 👩‍🚀' };
    expect(eventsOf({ update_id: 1, message: said })).toMatchObject([{ content: 'ab\ufffd 👩‍🚀' }]);
  });

  test('ids beyond what a number can hold are unparsable, not changed', () => {
    const body = Buffer.from(
      JSON.stringify(updates.text).replaceAll('5001', '12345678901234567890'),
    );
    expect(receive(body).rest).toMatchObject([{ reason: 'unparsable' }]);
  });

  test('random bytes and random JSON never throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
          nasty.map(json),
          fc.tuple(fc.constantFrom(...names), nasty).map(([name, value]) => {
            const kind = Object.keys(updates[name])[1] ?? '';
            return json({ update_id: 1, [kind]: value });
          }),
        ),
        (body) => {
          const { events, rest } = receive(body);
          return events.length + rest.length >= 1;
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test('mutated real updates never throw, and are one event or one rest', () => {
    fc.assert(
      fc.property(mutated({ ...updates, ...left }), (update) => {
        const { events, rest } = receive(json(update));
        return events.length + rest.length >= 1;
      }),
      { numRuns: 3_000 },
    );
  });

  test('a good id among random ones in a deletion is never lost', () => {
    const deletion = updates.businessDeletion.deleted_business_messages;
    fc.assert(
      fc.property(fc.array(nasty), fc.array(nasty), (before, after) => {
        const message_ids = [...before, 12, ...after];
        const events = eventsOf({
          update_id: 700000007,
          deleted_business_messages: { ...deletion, message_ids },
        });
        return events.some((event) => isDeepStrictEqual(event, expected.businessDeletion));
      }),
      { numRuns: 1_000 },
    );
  });
});
