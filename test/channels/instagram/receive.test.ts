import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { instagram } from '../../../channels/instagram/index.ts';
import { deep, json, mutated, nasty, receiveSoundly } from '../support/soundness.ts';
import { withUnknownFields } from '../support/soundness.ts';
import left from './fixtures/left.json' with { type: 'json' };
import messaging from './fixtures/messaging.json' with { type: 'json' };

const account = '17841400000000001';
const entryOf = (...items: unknown[]) => ({ id: account, time: 1795420800123, messaging: items });
const bodyOf = (...entries: unknown[]) => json({ object: 'instagram', entry: entries });
const receive = (body: Buffer) => receiveSoundly(instagram, body, 'not-used');
const eventsIn = (body: Buffer) => receive(body).events.map(({ event }) => event);

const dm = {
  ...{ accountExternalId: account, threadKey: 'dm:9001', source: 'dm' },
  customer: { externalId: '9001' },
};
const at = (ms: number) => ({ platformAt: 1795420800001 + ms });
const of = (mid: string) => ({ dedupeKey: mid, platformMessageId: mid });
const said = { ...dm, kind: 'message', content: '', contentType: 'text', attachments: [] };
const echo = { ...said, kind: 'echo' };
const link = (url: string, name?: string) => ({ kind: 'link', url, ...(name && { name }) });
const disappears = 'A photo or video that disappears. Look at it in Instagram’s app.';

const expected: Record<keyof typeof messaging, object> = {
  text: { ...said, ...of('aWdf1'), ...at(0), content: 'hello' },
  answer: { ...said, ...of('aWdf6'), ...at(1000), content: 'this one', replyTo: 'aWdf3' },
  image: {
    ...{ ...said, ...of('aWdf2'), ...at(2000), contentType: 'image' },
    attachments: [{ kind: 'image', url: 'https://lookaside.example/ig/?asset_id=1&signature=x' }],
  },
  everyAttachment: {
    ...{ ...said, ...of('aWdf2b'), ...at(3000), contentType: 'attachment' },
    attachments: [
      { kind: 'image', url: 'https://cdn.example/1.jpg' },
      { kind: 'video', url: 'https://cdn.example/2.mp4' },
      { kind: 'audio', url: 'https://cdn.example/3.m4a' },
      { kind: 'file', url: 'https://cdn.example/4.pdf' },
      link('https://www.instagram.com/p/5/'),
      link('https://cdn.example/6.mp4', 'A reel'),
      link('https://cdn.example/7.mp4', 'Another'),
      link('https://cdn.example/8.jpg'),
      { kind: 'link', name: 'A card' },
      { kind: 'file' },
    ],
  },
  ephemeral: { ...said, ...of('aWdf2c'), ...at(3100), placeholder: disappears },
  ephemeralWithWords: {
    ...{ ...said, ...of('aWdf2d'), ...at(3200), content: 'look', contentType: 'attachment' },
    attachments: [{ kind: 'file', name: disappears }],
  },
  echo: {
    ...{ ...echo, ...of('aWdf3'), ...at(4000), content: 'hi!' },
    metadata: '0d2c2f6e-1111-4222-8333-944455556666',
  },
  echoFromApp: { ...echo, ...of('aWdf3b'), ...at(4100), content: 'from the app' },
  unsent: { ...dm, kind: 'unsend', ...of('aWdf1'), ...at(5000) },
  storyReply: {
    ...{ ...said, ...of('aWdf4'), ...at(6000), content: 'nice!' },
    story: { kind: 'reply', id: '17900', url: 'https://lookaside.example/ig/?asset_id=2' },
  },
  storyReplyWithoutWords: {
    ...{ ...said, ...of('aWdf4b'), ...at(6100), story: { kind: 'reply', id: '17900' } },
    placeholder: 'Answers your story, without words.',
  },
  storyMention: {
    ...{ ...said, ...of('aWdf5'), ...at(7000), placeholder: 'Mentions you in their story.' },
    story: { kind: 'mention', url: 'https://lookaside.example/ig/?asset_id=3' },
  },
  unsupported: {
    ...{ ...said, ...of('aWdf7'), ...at(8000) },
    placeholder:
      'A message that Instagram does not pass on. Look at it in the account’s own inbox.',
  },
  quickReply: { ...said, ...of('aWdf7b'), ...at(8100), content: 'Yes', postback: 'CONFIRM' },
  reaction: {
    ...{ ...dm, kind: 'reaction', platformMessageId: 'aWdf3', reactions: ['❤️'], ...at(9000) },
    dedupeKey: '9001:aWdf3:react:love:1795420809001',
  },
  unreact: {
    ...{ ...dm, kind: 'reaction', platformMessageId: 'aWdf3', reactions: [], ...at(9100) },
    dedupeKey: '9001:aWdf3:unreact::1795420809101',
  },
  read: {
    ...{ ...dm, kind: 'receipt', receipt: 'read', ...at(10_000) },
    ...{ platformMessageIds: ['aWdf3'], dedupeKey: 'read:9001:aWdf3' },
  },
  readByTime: {
    ...{ ...dm, kind: 'receipt', receipt: 'read', ...at(10_100), platformMessageIds: [] },
    ...{ watermark: 1795420810051, dedupeKey: 'read:9001:1795420810051' },
  },
  edit: {
    ...{ ...dm, kind: 'edit', platformMessageId: 'aWdf1', dedupeKey: 'aWdf1:1', ...at(11_000) },
    ...{ content: 'hello there', editNumber: 1 },
  },
  postback: {
    ...{ ...said, ...of('aWdf8'), ...at(12_000), content: 'Track order', postback: 'TRACK' },
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
    const body = withUnknownFields({ object: 'instagram', entry: [entryOf(messaging[name])] });
    expect(eventsIn(json(body))).toEqual([expected[name]]);
  });

  test.each(names)('%s: a broken neighbour costs nothing', (name) => {
    const body = bodyOf(
      null,
      entryOf(broken, messaging[name], 'x'),
      { id: account, changes: 7, messaging: [messaging.text] },
      { id: '' },
    );
    const { events, rest } = receive(body);
    expect(events.map(({ event }) => event)).toEqual([expected[name], expected.text]);
    expect(rest.map(({ reason }) => reason)).toEqual(Array(5).fill('unparsable'));
  });

  test('in standby is shown, and not ours to answer; what is no message is the same', () => {
    const standby = [messaging.text, messaging.echo, messaging.read];
    expect(eventsIn(bodyOf({ id: account, standby }))).toEqual([
      { ...expected.text, isStandby: true },
      expected.echo,
      expected.read,
    ]);
  });

  test.each([
    ['an object that says page', { object: 'page', entry: [entryOf(messaging.text)] }],
    ['a list around it all', [{ object: 'instagram', entry: [entryOf(messaging.text)] }]],
  ])('%s is taken as well', (_, body) => {
    expect(eventsIn(json(body))).toEqual([expected.text]);
  });
});

describe('what gives no event', () => {
  test.each<[keyof typeof left, string, string]>([
    ['referral', 'ignored', 'referral'],
    ['unknownItem', 'unsupported', 'unknown kind'],
    ['ownReaction', 'ignored', 'our own'],
    ['withoutMid', 'unparsable', 'message.mid'],
    ['withoutSender', 'unparsable', 'sender'],
    ['echoWithoutRecipient', 'unparsable', 'recipient.id'],
    ['emptyRead', 'unparsable', 'neither a mid nor a watermark'],
    ['delivery', 'unsupported', 'unknown kind'],
    ['insights', 'ignored', 'story_insights'],
    ['otherChange', 'unsupported', 'unknown field'],
    ['commentWithoutId', 'unparsable', 'neither id nor comment_id'],
    ['changeWithoutValue', 'unparsable', 'without a value'],
    ['mentionOfNothing', 'unparsable', 'media_id'],
    ['mentionThatAsks', 'unparsable', 'media_id'],
    ['noEntryId', 'unparsable', 'usable id'],
    ['noLists', 'unsupported', 'without messaging'],
  ])('%s is %s', (name, reason, detail) => {
    const alone = receive(bodyOf(left[name]));
    expect(alone.events).toEqual([]);
    expect(alone.rest).toMatchObject([
      { reason, detail: expect.stringContaining(detail) as string },
    ]);
    const beside = receive(bodyOf(left[name], entryOf(messaging.text)));
    expect(beside.events.map(({ event }) => event)).toEqual([expected.text]);
  });

  test.each([
    ['nothing', '', 'unparsable'],
    ['no JSON', '{"object":"instagram"', 'unparsable'],
    ['no entries', '{"object":"instagram"}', 'unparsable'],
    ['another object', '{"object":"user","entry":[{"id":"1","messaging":[]}]}', 'unsupported'],
  ])('%s is one rest', (_, text, reason) => {
    expect(receive(Buffer.from(text))).toMatchObject({ events: [], rest: [{ reason }] });
  });
});

describe('any bytes', () => {
  test('nested however deep, a good neighbour is not lost', () => {
    const nested = `${'[{"a":'.repeat(10_000)}1${'}]'.repeat(10_000)}`;
    const body = `{"object":"instagram","entry":[{"id":"${account}","messaging":[${nested},${JSON.stringify(messaging.text)}]},${nested}]}`;
    expect(eventsIn(Buffer.from(body))).toEqual([expected.text]);
    expect(receive(bodyOf(deep(50))).rest).toHaveLength(1);
  });

  test('random entries and items never cost a good one', () => {
    fc.assert(
      fc.property(
        fc.array(nasty, { maxLength: 4 }),
        fc.array(nasty, { maxLength: 4 }),
        (entries, items) => {
          const body = bodyOf(...entries, entryOf(...items, messaging.text, ...items), ...entries);
          expect(eventsIn(body)).toContainEqual(expected.text);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('mutated real items never throw and never cost a good one', () => {
    fc.assert(
      fc.property(mutated(messaging), mutated(left), (item, entry) =>
        eventsIn(bodyOf(entryOf(item, messaging.text), entry)).some((event) =>
          isDeepStrictEqual(event, expected.text),
        ),
      ),
      { numRuns: 1_000 },
    );
  });
});

test('the accounts of a body are its entries, each once', () => {
  const rawBody = json({ object: 'instagram', entry: [{ id: '1' }, { id: 2 }, { id: '1' }, {}] });
  expect(instagram.accountsIn({ headers: {}, query: {}, rawBody })).toEqual(['1', '2']);
});
