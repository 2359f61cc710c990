import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { channels } from '../../channels/index.ts';
import { createDispatcher } from '../../dispatch/dispatcher.ts';
import type { ThreadRef } from '../../dispatch/signals.ts';
import { createPool } from '../../runtime/database.ts';
import { startPostgres, testConfig, type TestPostgres } from '../support/environment.ts';
import * as desk from './desk.ts';

let postgres: TestPostgres;
let pool: Pool;
let accountId: string;
let thread: ThreadRef;
let conversationId: string;
let workflows: desk.Workflows;

beforeAll(async () => {
  postgres = await startPostgres();
  const { database } = testConfig({ postgres });
  pool = createPool(database, { applicationName: 'careline-test', max: 8 });
});
afterAll(async () => {
  await pool.end();
  await postgres.drop();
});
beforeEach(async () => {
  accountId = await desk.emptyDesk(pool);
  thread = await desk.addThread(pool, accountId, 'ada');
  conversationId = await desk.addConversation(pool, thread, { version: 3 });
  workflows = new desk.Workflows();
});

const noon = 1_700_000_000_000;
const sent = (mid: string, at: number, columns: Record<string, unknown> = {}) =>
  desk.addReply(pool, thread, conversationId, {
    delivery_status: 'sent',
    platform_message_id: mid,
    timestamp: new Date(at),
    sent_at: new Date(at + 300),
    ...columns,
  });
const dispatch = async () => {
  const round = createDispatcher({ pool, channels, signals: workflows, logger: desk.silent });
  while (await round());
};
const arrive = (item: unknown) => desk.arrive(pool, accountId, item);
const statuses = async () =>
  Object.fromEntries(
    (
      await pool.query<{ mid: string; status: string }>(
        'select platform_message_id as mid, delivery_status as status from messages order by 1',
      )
    ).rows.map(({ mid, status }) => [mid, status]),
  );
interface Logged {
  version: number;
  type: string;
  data: { messageIds: string[]; status: string; eventId: number };
  actor: unknown;
  cause: string;
}
const events = async () =>
  (
    await pool.query<Logged>(
      `select version, type, data, actor, cause from events order by version`,
    )
  ).rows;

test('raise what they name, in the row, with an event, and wake no workflow', async () => {
  const first = await sent('m1', noon);
  await sent('m2', noon + 1000);
  await arrive(desk.delivered('ada', ['m1'], noon - 1));
  await dispatch();
  expect(await statuses()).toEqual({ m1: 'delivered', m2: 'sent' });
  const { rows } = await pool.query('select id from inbox_events where applied_at is not null');
  const eventId = (rows[0] as { id: number }).id;
  expect(await events()).toEqual([
    {
      version: 4,
      type: 'receipt_seen',
      data: { messageIds: [first], status: 'delivered', eventId },
      actor: { type: 'platform' },
      cause: `inbox:${eventId}`,
    },
  ]);
  expect((await pool.query('select version from conversations')).rows).toEqual([{ version: 4 }]);
  expect(workflows.batches).toEqual([]);
});

test('only rise, in whatever order they come', async () => {
  await sent('m1', noon);
  await arrive(desk.read('ada', noon + 60_000));
  await dispatch();
  await arrive(desk.delivered('ada', ['m1']));
  await dispatch();
  expect(await statuses()).toEqual({ m1: 'read' });
  expect(await events()).toHaveLength(1);
});

test('up to a time mean what the platform may have had by then', async () => {
  await sent('before', noon - 60_000);
  await sent('just now', noon - 100); // Its answer came after `noon`, but the platform had it before.
  await sent('after', noon + 1);
  await sent('retried', noon - 600_000, { sent_at: new Date(noon + 60_000) });
  await arrive(desk.read('ada', noon));
  await dispatch();
  expect(await statuses()).toEqual({
    before: 'read',
    'just now': 'read',
    after: 'sent',
    retried: 'sent',
  });
});

test("never touch other statuses, other directions or other threads' messages", async () => {
  await sent('failed', noon - 1000, { delivery_status: 'failed' });
  await sent('theirs', noon - 1000, { direction: 'inbound', delivery_status: 'delivered' });
  const other = await desk.addThread(pool, accountId, 'bo');
  await desk.addReply(pool, other, await desk.addConversation(pool, other), {
    ...{ delivery_status: 'sent', platform_message_id: 'other', sent_at: new Date(noon - 1000) },
  });
  await arrive(desk.read('ada', noon + 60_000));
  await arrive(desk.delivered('ada', ['failed', 'theirs', 'other', 'nothing']));
  await dispatch();
  expect(await statuses()).toEqual({ failed: 'failed', theirs: 'delivered', other: 'sent' });
  expect(await events()).toEqual([]);
});

test('before the answer to the send they wait for it', async () => {
  const deadline = new Date(Date.now() + 20_000);
  const id = await sent('m1', noon, {
    ...{ delivery_status: 'sending', platform_message_id: null, sent_at: null },
    call_deadline: deadline,
  });
  await arrive(desk.delivered('ada', ['m1']));
  await arrive(desk.read('ada', noon + 500));
  await arrive(desk.message('ada', 'm2'));
  await dispatch();
  expect(workflows.itemsOf(thread.threadId)).toMatchObject([{ seq: 1, kind: 'message' }]);
  await pool.query(
    `update messages set delivery_status = 'sent', platform_message_id = 'm1', sent_at = $2 where id = $1`,
    [id, new Date(noon + 300)],
  );
  await vi.waitFor(async () => {
    await dispatch();
    expect(await statuses()).toEqual({ m1: 'read' });
  });
  expect((await events()).map(({ data }) => data.status)).toEqual(['delivered', 'read']);
});

test('wait no longer than an answer can take', async () => {
  await sent('m1', noon);
  await sent('lost', noon, {
    delivery_status: 'sending',
    call_deadline: new Date(Date.now() - 6000),
  });
  await arrive(desk.delivered('ada', ['m1']));
  await dispatch();
  expect(await statuses()).toMatchObject({ m1: 'delivered' });
});

test('of several conversations of a thread count in each', async () => {
  await sent('m1', noon);
  const earlier = await desk.addConversation(pool, thread, { version: 9, status: 'closed' });
  await desk.addReply(pool, thread, earlier, {
    ...{ delivery_status: 'sent', platform_message_id: 'm0', sent_at: new Date(noon - 1000) },
  });
  await arrive(desk.read('ada', noon + 60_000));
  await dispatch();
  expect(await statuses()).toEqual({ m0: 'read', m1: 'read' });
  const { rows } = await pool.query('select version from conversations order by version');
  expect(rows).toEqual([{ version: 4 }, { version: 10 }]);
});

test('many at once, by several dispatchers, count once', async () => {
  for (let n = 0; n < 20; n += 1) await sent(`m${n}`, noon + n);
  for (let n = 0; n < 20; n += 1) {
    await arrive(desk.delivered('ada', [`m${n}`], noon));
    await arrive(desk.read('ada', noon + n));
  }
  await Promise.all([dispatch(), dispatch(), dispatch()]);
  await dispatch();
  expect(new Set(Object.values(await statuses()))).toEqual(new Set(['read']));
  const versions = (await events()).map(({ version }) => version);
  expect(versions).toEqual(versions.map((_, n) => n + 4));
  expect((await pool.query('select version from conversations')).rows).toEqual([
    { version: versions.at(-1) },
  ]);
});
