import fc from 'fast-check';
import { expect, test } from 'vitest';
import { facebook } from '../../../channels/facebook/index.ts';
import { json, mutated, nasty, receiveSoundly, withUnknownFields } from '../support/soundness.ts';
import changes from './fixtures/changes.json' with { type: 'json' };

const page = '1100001';
const entryOf = (...items: unknown[]) => ({ id: page, time: 1795420800, changes: items });
const bodyOf = (...entries: unknown[]) => json({ object: 'page', entry: entries });
const receive = (body: Buffer) => receiveSoundly(facebook, body, 'not-used');

const ana = { externalId: '2400002', name: 'Ana Lopez' };
const post = '1100001_900';
const comment = {
  ...{ accountExternalId: page, source: 'comment', customer: ana },
  ...{
    threadKey: `comment:${post}:2400002`,
    platformMessageId: '900_501',
    about: { postId: post },
  },
};
const said = { kind: 'message', contentType: 'text', attachments: [] };
const mention = (id: string, customer: { externalId: string; name: string }) => ({
  ...{ ...said, accountExternalId: page, source: 'mention', customer, about: { postId: id } },
  ...{ threadKey: `mention:${id}:${customer.externalId}`, platformMessageId: id, dedupeKey: id },
});
const cy = { externalId: '2400004', name: 'Cy' };
const di = { externalId: '2400005', name: 'Di' };
const review = (id: string, customer: { externalId: string; name: string }) => ({
  ...{ accountExternalId: page, source: 'review', customer, threadKey: `review:${id}` },
  ...{ about: { postId: id }, platformMessageId: id },
});
const sha = expect.stringMatching(/[0-9a-f]{64}$/) as string;

const expected: Record<keyof typeof changes, object> = {
  comment: {
    ...{ ...comment, ...said, dedupeKey: '900_501', content: 'Still waiting…' },
    about: { postId: post, postUrl: 'https://www.facebook.com/1100001/posts/900' },
    platformAt: 1795420800_000,
  },
  reply: {
    ...{ ...comment, ...said, dedupeKey: '900_502', platformMessageId: '900_502' },
    ...{ content: 'Me too', about: { postId: post, parentId: '900_501' } },
    platformAt: 1795420810_000,
  },
  photo: {
    ...{ ...comment, ...said, dedupeKey: '900_503', platformMessageId: '900_503', content: '' },
    attachments: [{ kind: 'image', url: 'https://scontent.example/p.jpg' }],
    ...{ contentType: 'image', platformAt: 1795420820_000 },
  },
  edited: {
    ...{ ...comment, kind: 'edit', dedupeKey: sha, content: 'Still waiting!!' },
    platformAt: 1795420900_000,
  },
  editedByItsOtherName: {
    ...{ ...comment, kind: 'edit', dedupeKey: sha, content: 'Still waiting!!!' },
    platformAt: 1795420901_000,
  },
  removed: { ...comment, kind: 'unsend', dedupeKey: '900_501', platformAt: 1795421000_000 },
  removedByNobody: {
    ...{ ...comment, kind: 'unsend', dedupeKey: '900_501', platformAt: 1795421000_000 },
    ...{ threadKey: 'unplaced:900_501', customer: { externalId: '' }, belongsWith: ['900_501'] },
  },
  hidden: {
    ...{ ...comment, kind: 'hidden', dedupeKey: '900_501:hide:1795421002000', isHidden: true },
    platformAt: 1795421002_000,
  },
  shown: {
    ...{ ...comment, kind: 'hidden', dedupeKey: '900_501:unhide:1795421003000', isHidden: false },
    platformAt: 1795421003_000,
  },
  anonymous: {
    ...{ ...comment, ...said, dedupeKey: '900_504', platformMessageId: '900_504' },
    ...{ content: 'Who am I?', threadKey: `comment:${post}:anonymous:900_504` },
    customer: { externalId: 'anonymous:900_504', name: 'Somebody on Facebook' },
    platformAt: 1795421004_000,
  },
  own: {
    ...{ ...comment, ...said, kind: 'echo', dedupeKey: '900_777', platformMessageId: '900_777' },
    ...{ content: 'On its way', threadKey: 'unplaced:900_777', customer: { externalId: '' } },
    ...{ about: { postId: post, parentId: '900_501' }, belongsWith: ['900_777', '900_501'] },
    platformAt: 1795421005_000,
  },
  ownEdited: {
    ...{ ...comment, kind: 'edit', dedupeKey: sha, platformMessageId: '900_777' },
    ...{ content: 'On its way since Monday', threadKey: 'unplaced:900_777' },
    ...{ customer: { externalId: '' }, about: { postId: post, parentId: '900_501' } },
    ...{ belongsWith: ['900_777'], platformAt: 1795421006_000 },
  },
  ownAgain: {
    ...{ ...comment, ...said, kind: 'echo', dedupeKey: '900_778', platformMessageId: '900_778' },
    ...{ content: 'Said twice', threadKey: 'unplaced:900_778', customer: { externalId: '' } },
    ...{ about: { postId: post, parentId: '900_501' }, belongsWith: ['900_778', '900_501'] },
    platformAt: 1795421005_000,
  },
  ownRemoved: {
    ...{ ...comment, kind: 'unsend', dedupeKey: '900_778', platformMessageId: '900_778' },
    ...{ threadKey: 'unplaced:900_778', customer: { externalId: '' } },
    ...{ about: { postId: post, parentId: '900_501' }, belongsWith: ['900_778'] },
    platformAt: 1795421007_000,
  },
  visitorPost: {
    ...mention('1100001_901', { externalId: '2400003', name: 'Bo' }),
    ...{ content: 'visitor post', platformAt: 1795421200_000 },
  },
  mention: {
    ...{ ...mention('2400004_77', cy), content: '@Shop broken again' },
    platformAt: 1795421300_000,
  },
  mentionByFrom: { ...mention('2400004_78', cy), content: '@Shop', platformAt: 1795421301_000 },
  mentionInComment: {
    ...{ ...mention('2400004_77', cy), dedupeKey: '77_5', platformMessageId: '77_5' },
    ...{ content: '@Shop look', platformAt: 1795421302_000 },
  },
  review: {
    ...{ ...review('88001', di), ...said, dedupeKey: '88001', content: 'Slow support' },
    ...{ rating: { recommends: false }, platformAt: 1795421400_000 },
  },
  starsAlone: {
    ...{ ...review('88002', { externalId: '2400006', name: 'Ed' }), ...said, dedupeKey: '88002' },
    ...{ content: '', placeholder: 'A review without words: 2 of 5 stars.', rating: { stars: 2 } },
    platformAt: 1795421401_000,
  },
  reviewEdited: {
    ...{ ...review('88001', di), kind: 'edit', dedupeKey: sha, content: 'Better now' },
    platformAt: 1795421500_000,
  },
  belowReview: {
    ...{ ...review('88001', di), ...said, dedupeKey: '88001_1', platformMessageId: '88001_1' },
    ...{ content: 'True', threadKey: 'unplaced:88001_1', customer: { externalId: '' } },
    ...{ belongsWith: ['88001_1', '88001'], platformAt: 1795421501_000 },
  },
};
const names = Object.keys(changes) as (keyof typeof changes)[];

test.each(names)('%s', (name) => {
  const { events, rest } = receive(bodyOf(entryOf(changes[name])));
  expect(rest).toEqual([]);
  expect(events.map(({ event }) => event)).toEqual([expected[name]]);
});

test('each keeps its meaning beside the others, with new fields, and beside broken ones', () => {
  const all = names.map((name) => changes[name]);
  const broken = [null, { field: 'feed', value: { item: 'comment' } }, 7];
  const body = bodyOf(entryOf(...broken, ...all.map(withUnknownFields)), entryOf(...broken));
  const { events, rest } = receive(body);
  expect(events.map(({ event }) => event)).toEqual(names.map((name) => expected[name]));
  expect(rest).toHaveLength(broken.length * 2);
});

test('a batch may hold a thousand, and as many broken ones', () => {
  const { comment } = changes;
  const all = Array.from({ length: 1_000 }, (_, n) => ({
    ...comment,
    value: { ...comment.value, comment_id: `900_${n}` },
  }));
  const items = all.flatMap((it) => [it, { field: 'feed', value: { item: 'comment' } }]);
  const received = facebook.receive(bodyOf(entryOf(...items)), 'not-used');
  expect(received.events.map(({ event }) => event.dedupeKey)).toEqual(
    all.map(({ value }) => value.comment_id),
  );
  expect(received.rest).toHaveLength(1_000);
});

test('two rows for a comment that is told twice are one by their keys', () => {
  const { events } = receive(bodyOf(entryOf(changes.comment), entryOf(changes.comment)));
  expect(new Set(events.map(({ event }) => `${event.kind}/${event.dedupeKey}`)).size).toBe(1);
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
      receive(bodyOf(entryOf({ field, value }, { field: 'feed', value })));
    }),
    { numRuns: 500 },
  );
});
