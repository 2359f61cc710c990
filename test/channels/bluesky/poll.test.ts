import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TID } from '@atproto/common-web';
import type { ChannelAccount } from '../../../channels/channel.ts';
import { bluesky } from '../../../channels/bluesky/index.ts';
import { json, type Answer, type SeenRequest } from '../support/platform-server.ts';
import { ana, refusal, shop, startService, uriOf } from './service.ts';

let service: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const log = 'chat.bsky.convo.getLog';
const one = 'chat.bsky.convo.getConvo';
const many = 'chat.bsky.convo.listConvos';
const notices = 'app.bsky.notification.listNotifications';
const look = 'app.bsky.feed.getPosts';
const own = 'com.atproto.repo.listRecords';

const start = Date.parse('2026-11-23T08:00:00Z');
const minute = 60_000;
let now = start;
let account: ChannelAccount;
/** What Bluesky has: changed by each test. */
let world: {
  lines: { rev: string; line: object }[];
  notes: { at: number; key: string; text: string }[];
  records: { at: number; key: string; isAnswer: boolean }[];
  pageOfNotes: number;
};

beforeEach(() => {
  now = start;
  account = service.account();
  world = { lines: [], notes: [], records: [], pageOfNotes: 100 };
  service.answers({
    [log]: answer(({ cursor }) => {
      const newest = world.lines.at(-1)?.rev ?? 'r000';
      if (cursor === undefined) return { cursor: newest, logs: [] };
      const next = world.lines.filter(({ rev }) => rev > cursor).slice(0, 3);
      return { cursor: next.at(-1)?.rev ?? cursor, logs: next.map(({ line }) => line) };
    }),
    [one]: answer(({ convoId = '' }) => ({ convo: convoOf(convoId) })),
    [many]: answer(() => ({ convos: ['c1', 'c2', 'c3', 'c4', 'c5'].map(convoOf) })),
    [notices]: answer(({ cursor }) => {
      const all = world.notes.toSorted((a, b) => b.at - a.at);
      const from = Number(cursor ?? 0);
      const page = all.slice(from, from + world.pageOfNotes);
      const next = from + page.length;
      return {
        notifications: page.map(noteOf),
        ...(next < all.length && { cursor: String(next) }),
      };
    }),
    [look]: answer(() => ({ posts: [] })),
    [own]: answer(() => ({
      records: world.records.toSorted((a, b) => b.at - a.at).map(recordOf),
    })),
  });
});

const answer =
  (of: (query: SeenRequest['query']) => unknown): Answer =>
  (request, response) => {
    json(200, of(request.query))(request, response);
  };
const convoOf = (id: string) => ({
  ...{ id, rev: '1', unreadCount: 0, muted: false },
  members: [{ did: shop }, { did: `did:plc:${id}` }],
});
const noteOf = ({ at, key, text }: (typeof world.notes)[number]) => ({
  ...{ uri: uriOf(ana, key), cid: 'b', reason: 'mention', author: { did: ana } },
  ...{ record: { text }, indexedAt: new Date(at).toISOString(), isRead: false },
});
const recordOf = ({ at, isAnswer }: (typeof world.records)[number]) => {
  const ref = { uri: uriOf(ana, '3lment'), cid: 'b' };
  return {
    uri: uriOf(shop, TID.fromTime(at * 1000, 1).toString()),
    cid: 'b',
    value: { text: 'ours', ...(isAnswer && { reply: { root: ref, parent: ref } }) },
  };
};
function says(rev: string, convoId: string, text: string) {
  const message = { id: rev, text, sender: { did: `did:plc:${convoId}` } };
  const $type = 'chat.bsky.convo.defs#logCreateMessage';
  world.lines.push({ rev, line: { $type, rev, convoId, message } });
}

async function poll(cursor?: string) {
  const told = await bluesky.poll?.(account, cursor, {
    deadline: Date.now() + 2_000,
    now: () => now,
  });
  if (!told) throw new Error('not polled');
  const received = told.bodies.map((body) => bluesky.receive(body, shop));
  expect(received.flatMap(({ rest }) => rest.filter(({ reason }) => reason !== 'ignored'))).toEqual(
    [],
  );
  const events = received.flatMap((it) => it.events.map(({ event }) => event));
  return {
    cursor: told.cursor,
    said: events.map((event) => ('content' in event ? event.content : event.kind)),
  };
}

test('it begins with now: what was before comes by the history', async () => {
  says('r001', 'c1', 'old');
  world.notes.push({ at: start - minute * 10, key: 'old', text: 'old' });
  const { cursor, said } = await poll();
  expect(said).toEqual([]);
  expect(service.calls()).toEqual([log]);
  now += minute;
  expect((await poll(cursor)).said).toEqual([]);
});

describe('direct messages', () => {
  test('are told once, in order, however many pages there are', async () => {
    let { cursor } = await poll();
    for (let n = 1; n <= 8; n += 1) says(`r00${String(n)}`, `c${String((n % 2) + 1)}`, `m${n}`);
    const first = await poll(cursor);
    expect(first.said).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8']);
    ({ cursor } = first);
    expect((await poll(cursor)).said).toEqual([]);
    says('r009', 'c1', 'm9');
    expect((await poll(cursor)).said).toEqual(['m9']);
    // Who speaks there was asked for once.
    expect(service.calls().filter((it) => it === one)).toHaveLength(2);
  });

  test('of many conversations are asked for together', async () => {
    const { cursor } = await poll();
    const asked = () => service.calls().filter((it) => [one, many].includes(it));
    for (const n of [1, 2]) says(`r00${n}`, `c${n}`, 'hi');
    const next = await poll(cursor);
    expect(asked()).toEqual([one, one]);
    account = service.account();
    service.seen.length = 0;
    const line = { $type: 'chat.bsky.convo.defs#logBeginConvo', rev: 'r003', convoId: 'c9' };
    world.lines.push({ rev: 'r003', line });
    expect((await poll(next.cursor)).said).toEqual([]);
    expect(asked()).toEqual([]);
  });

  test('of a conversation that is gone cost no others', async () => {
    const { cursor } = await poll();
    service.answersWith(
      ((answers) => (request, response) => {
        const isGone = request.query['convoId'] === 'c7';
        (isGone ? refusal(400, 'InvalidConvo') : answers)(request, response);
      })(
        answer(({ convoId, cursor: from }) =>
          convoId !== undefined
            ? { convo: convoOf(convoId) }
            : from === undefined
              ? { accessJwt: 'a', refreshJwt: 'r', did: shop, handle: 'shop.example' }
              : { cursor: 'r002', logs: from < 'r002' ? world.lines.map(({ line }) => line) : [] },
        ),
      ),
    );
    says('r001', 'c7', 'lost');
    says('r002', 'c1', 'kept');
    const told = await bluesky.poll?.(account, cursor, {
      deadline: Date.now() + 2_000,
      now: () => now,
    });
    const [received] = told?.bodies.map((body) => bluesky.receive(body, shop)) ?? [];
    expect(received?.events).toMatchObject([{ event: { content: 'kept' } }]);
    expect(received?.rest).toMatchObject([{ reason: 'unparsable' }]);
  });

  test('are left out where the app password may not read them', async () => {
    service.answers({
      [log]: refusal(400, 'InvalidToken', 'Bad token method'),
      [notices]: answer(() => ({ notifications: world.notes.map(noteOf) })),
      [look]: answer(() => ({ posts: [] })),
    });
    const { cursor } = await poll();
    now += minute / 4;
    world.notes.push({ at: now, key: 'n1', text: 'hello' });
    expect((await poll(cursor)).said).toEqual(['hello']);
    // One that may from now on begins with now.
    service.answers({ [log]: answer(() => ({ cursor: 'r9', logs: [] })) });
    now = start;
    const later = await poll(cursor);
    expect(JSON.parse(later.cursor)).toMatchObject({ log: 'r9' });
  });
});

describe('notifications', () => {
  test('are told once, oldest first; one that is indexed late is told too', async () => {
    let { cursor } = await poll();
    now += 10_000;
    world.notes.push(
      { at: now - 1000, key: 'n1', text: 'one' },
      { at: now, key: 'n2', text: 'two' },
    );
    const first = await poll(cursor);
    expect(first.said).toEqual(['one', 'two']);
    now += 10_000;
    world.notes.push({ at: now - 15_000, key: 'n0', text: 'late' });
    const second = await poll(first.cursor);
    expect(second.said).toEqual(['late']);
    ({ cursor } = second);
    now += 10_000;
    expect((await poll(cursor)).said).toEqual([]);
  });

  test('that cannot be read are told too, once', async () => {
    let { cursor } = await poll();
    service.answers({
      [log]: answer(() => ({ logs: [] })),
      [notices]: answer(() => ({ notifications: [{ uri: 'at://x', reason: 'mention' }] })),
    });
    for (const bodies of [1, 0]) {
      now += 10_000;
      const deadline = Date.now() + 2_000;
      const told = await bluesky.poll?.(account, cursor, { deadline, now: () => now });
      cursor = told?.cursor ?? '';
      expect(told?.bodies).toHaveLength(bodies);
    }
  });

  test('are not asked for at every turn', async () => {
    const { cursor } = await poll();
    now += 3_000;
    const calls = () => service.calls().filter((it) => it === notices).length;
    const next = await poll(cursor);
    expect(calls()).toBe(0);
    now += 1_000;
    await poll(next.cursor);
    expect(calls()).toBe(1);
  });

  test('of a storm are all told, though not all at once', async () => {
    world.pageOfNotes = 5;
    let { cursor } = await poll();
    now += 10_000;
    for (let n = 0; n < 130; n += 1) {
      world.notes.push({ at: now + n, key: `s${String(n)}`, text: `s${String(n)}` });
    }
    const told = new Set<string>();
    let turns = 0;
    for (; told.size < 130 && turns < 10; turns += 1) {
      const page = await poll(cursor);
      for (const text of page.said) told.add(text);
      ({ cursor } = page);
      now += 5_000;
    }
    expect(told.size).toBe(130);
    // 50 in each of the first turns, and what comes meanwhile is not held up.
    expect(turns).toBe(3);
    expect(JSON.parse(cursor)).not.toHaveProperty('gap');
  });
});

describe('own answers', () => {
  test('that were written elsewhere are told once; own posts are not', async () => {
    let { cursor } = await poll();
    now += minute;
    world.records.push(
      { at: now - 2_000, key: 'a', isAnswer: true },
      { at: now - 1_000, key: 'b', isAnswer: false },
      { at: start - 20 * minute, key: 'old', isAnswer: true },
    );
    const first = await poll(cursor);
    expect(first.said).toEqual(['ours']);
    ({ cursor } = first);
    now += minute;
    expect((await poll(cursor)).said).toEqual([]);
    // Another clock is behind by some minutes.
    world.records.push({ at: now - 3 * minute, key: 'c', isAnswer: true });
    now += minute;
    expect((await poll(cursor)).said).toEqual(['ours']);
  });
});

test('what cannot be read begins with now', async () => {
  for (const broken of ['{', '{}', '{"v":2}', '[]']) {
    expect((await poll(broken)).said).toEqual([]);
  }
});

test('an outage moves nothing on, and is told', async () => {
  const { cursor } = await poll();
  service.answers({ [log]: json(502, { error: 'UpstreamFailure' }) });
  await expect(poll(cursor)).rejects.toMatchObject({ code: 'platform_failed' });
  service.answers({ [log]: refusal(401, 'AuthenticationRequired') });
  await expect(poll(cursor)).rejects.toMatchObject({ code: 'token_dead' });
  service.answers({ [log]: json(429, { error: 'RateLimitExceeded' }, { 'retry-after': '9' }) });
  await expect(poll(cursor)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 9_000 });
});
