import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instagram } from '../../../channels/instagram/index.ts';
import { json, mutated, nasty, receiveSoundly, withUnknownFields } from '../support/soundness.ts';
import changes from './fixtures/changes.json' with { type: 'json' };

const account = '17841400000000001';
const time = 1795420800;
const entryOf = (...items: unknown[]) => ({ id: account, time, changes: items });
const bodyOf = (...entries: unknown[]) => json({ object: 'instagram', entry: entries });
const receive = (body: Buffer) => receiveSoundly(instagram, body, 'not-used');
const eventsIn = (body: Buffer) => receive(body).events.map(({ event }) => event);

const ana = { externalId: '9009', name: 'ana', handle: 'ana' };
const bo = { externalId: '9010', name: 'bo', handle: 'bo' };
const about = { postId: '1790001' };
const of = (id: string) => ({ dedupeKey: id, platformMessageId: id });
const comment = {
  ...{ kind: 'message', accountExternalId: account, source: 'comment', about, customer: ana },
  ...{ threadKey: 'comment:1790001:9009', platformAt: time * 1000 },
  ...{ contentType: 'text', attachments: [] },
};
const mention = { ...comment, source: 'mention', content: '' };
const own = { ...comment, kind: 'echo', customer: { externalId: '' } };

const expected: Record<keyof typeof changes, object> = {
  comment: { ...comment, ...of('1780001'), content: 'price?' },
  reply: {
    ...{ ...comment, ...of('1780002'), content: 'anyone?' },
    about: { ...about, parentId: '1780001' },
  },
  commentById: { ...comment, ...of('1780003'), content: 'by its other name' },
  belowAnAd: {
    ...{ ...comment, ...of('1780004'), content: 'scam', about: { postId: '1790002' } },
    ...{ customer: bo, threadKey: 'comment:1790002:9010' },
  },
  withATime: {
    ...{ ...comment, ...of('1780005'), content: 'late', platformAt: 1795420700_000 },
    ...{ customer: { externalId: '9010' }, threadKey: 'comment:1790001:9010' },
  },
  anonymous: {
    ...{ ...comment, ...of('1780006'), content: 'who am I?' },
    ...{ customer: { externalId: 'author/1780006' } },
    threadKey: 'comment:1790001:author/1780006',
  },
  withoutWords: {
    ...{ ...comment, ...of('1780007'), content: '', placeholder: 'A comment without words.' },
    ...{ customer: bo, threadKey: 'comment:1790001:9010' },
  },
  own: {
    ...{ ...own, ...of('1780008'), content: '12 euros', threadKey: 'unplaced:1780008' },
    ...{ about: { ...about, parentId: '1780001' }, belongsWith: ['1780008', '1780001'] },
  },
  ownOnPost: {
    ...{ ...own, ...of('1780009'), content: 'Sale ends today', threadKey: 'unplaced:1780009' },
    belongsWith: ['1780009', '1790001'],
  },
  live: {
    ...{ ...comment, ...of('1780010'), content: 'hi from here', about: { postId: '1790003' } },
    threadKey: 'comment:1790003:9009',
  },
  mentionInComment: {
    ...{ ...mention, ...of('1780011'), threadKey: 'mention:mention/1790007/1780011' },
    ...{ customer: { externalId: 'mention/1790007/1780011' } },
    about: { postId: 'mention/1790007/1780011' },
    placeholder: 'Mentions you in a comment. The post shows the words.',
  },
  mentionInCaption: {
    ...{ ...mention, ...of('1790008'), threadKey: 'mention:mention/1790008' },
    ...{ customer: { externalId: 'mention/1790008' }, about: { postId: 'mention/1790008' } },
    placeholder: 'Mentions you in a caption. The post shows the words.',
  },
};
const names = Object.keys(changes) as (keyof typeof changes)[];

test.each(names)('%s', (name) => {
  const { events, rest } = receive(bodyOf(entryOf(changes[name])));
  expect(rest).toEqual([]);
  expect(events.map(({ event }) => event)).toEqual([expected[name]]);
});

test.each(names)('%s right in the entry, without changes[]', (name) => {
  const { events, rest } = receive(bodyOf({ id: account, time, ...changes[name] }));
  expect(rest).toEqual([]);
  expect(events.map(({ event }) => event)).toEqual([expected[name]]);
});

test('a comment without media stands below the comment that it answers, or alone', () => {
  const value = { id: '1', from: { id: '9009', username: 'ana' }, text: 'x' };
  const places = [{ ...value, parent_id: '2' }, value].map((it) => ({
    field: 'comments',
    value: it,
  }));
  expect(eventsIn(bodyOf(entryOf(...places)))).toMatchObject([
    { about: { postId: '2' } },
    { about: { postId: '1' } },
  ]);
});

test('without a time in the entry the event has none', () => {
  const [event] = eventsIn(bodyOf({ id: account, changes: [changes.comment] }));
  expect(event).toMatchObject({ content: 'price?' });
  expect(event).not.toHaveProperty('platformAt');
});

test('each keeps its meaning beside the others, with new fields, and beside broken ones', () => {
  const all = names.map((name) => changes[name]);
  const broken = [null, { field: 'comments', value: {} }, 7];
  const body = bodyOf(entryOf(...broken, ...all.map(withUnknownFields)), entryOf(...broken));
  const { events, rest } = receive(body);
  expect(events.map(({ event }) => event)).toEqual(names.map((name) => expected[name]));
  expect(rest).toHaveLength(broken.length * 2);
});

test('a thousand in one body', () => {
  const all = Array.from({ length: 1000 }, (_, n) => ({
    field: 'comments',
    value: { id: String(n + 1), from: { id: '9009' }, text: 'x', media: { id: '1790001' } },
  }));
  expect(new Set(eventsIn(bodyOf(entryOf(...all))).map(({ dedupeKey }) => dedupeKey)).size).toBe(
    1000,
  );
});

test('mutated changes never throw, and are one event or one rest', () => {
  fc.assert(
    fc.property(mutated(changes), (change) => {
      const { events, rest } = receive(bodyOf(entryOf(change), entryOf(changes.comment)));
      expect(events.length + rest.length).toBe(2);
      expect(events.at(-1)?.event).toEqual(expected.comment);
    }),
    { numRuns: 1_000 },
  );
});

test('any values at all never throw', () => {
  fc.assert(
    fc.property(nasty, nasty, (field, value) => {
      receive(bodyOf(entryOf({ field, value }, { field: 'mentions', value })));
    }),
    { numRuns: 500 },
  );
});
