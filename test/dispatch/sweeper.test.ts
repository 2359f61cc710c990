import type { Pool } from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { channels } from '../../channels/index.ts';
import { createDispatcher } from '../../dispatch/dispatcher.ts';
import { sweepClaims, sweepDrafts, sweepKeys, sweepPresence } from '../../dispatch/housekeeping.ts';
import { createResend } from '../../dispatch/resend.ts';
import { createStoreChange } from '../../dispatch/store-change.ts';
import { createWakeBehind } from '../../dispatch/wake-behind.ts';
import { createWakeLost } from '../../dispatch/wake-lost.ts';
import { newId } from '../../runtime/ids.ts';
import { openDatabase } from '../support/database.ts';
import * as desk from './desk.ts';

let pool: Pool;
let accountId: string;
let workflows: desk.Workflows;

beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  accountId = await desk.emptyDesk(pool);
  workflows = new desk.Workflows();
});

const arrive = (item: unknown) => desk.arrive(pool, accountId, item);
const dispatch = async () => {
  const round = createDispatcher({ pool, channels, signals: workflows, logger: desk.silent });
  while (await round());
};
const agoBy = (seconds: number) => new Date(Date.now() - seconds * 1000);
const column = async (text: string) =>
  (await pool.query<{ it: unknown }>(text)).rows.map(({ it }) => it);

describe('what was dispatched and is recorded nowhere', () => {
  beforeEach(async () => {
    for (const mid of ['m1', 'm2', 'm3']) await arrive(desk.message('ada', mid));
    await dispatch();
    workflows.batches.length = 0;
  });
  const overdue = () =>
    pool.query(`update inbox_events set dispatched_at = now() - interval '31 seconds'`);
  const resend = () => createResend({ pool, channels, signals: workflows });

  test('is signalled again after 30 s, with its numbers and in order', async () => {
    await resend()();
    expect(workflows.batches).toEqual([]);
    await overdue();
    await pool.query(`update inbox_events set applied_at = now() where thread_seq = 1`);
    await resend()();
    expect(workflows.batches).toMatchObject([{ isResent: true, items: [{ seq: 2 }, { seq: 3 }] }]);
  });

  test('is not told more often than it needs', async () => {
    await overdue();
    const pass = resend();
    await pass();
    await pass();
    await overdue();
    await pass();
    expect(workflows.batches).toHaveLength(1);
  });

  test("is set aside when it can't be read any more", async () => {
    await overdue();
    await pool.query(`update inbox_events set raw = 'broken' where thread_seq = 2`);
    await resend()();
    expect(workflows.batches).toMatchObject([{ items: [{ seq: 1 }, { seq: 3 }] }]);
    expect(await column('select reason as it from dead_letters')).toEqual(['failed_to_apply']);
  });
});

describe('a conversation that should have woken', () => {
  const given = async (columns: Record<string, unknown>) => {
    const thread = await desk.addThread(pool, accountId, newId());
    await desk.addConversation(pool, thread, columns);
    return thread;
  };
  const wakeLost = () => createWakeLost({ pool, signals: workflows });

  test('is started when its workflow is gone', async () => {
    const lost = await given({ next_wake_at: agoBy(6) });
    const running = await given({ next_wake_at: agoBy(600) });
    workflows.running.add(running.threadId);
    await given({ next_wake_at: agoBy(2) });
    await given({ next_wake_at: agoBy(600), status: 'closed' });
    await given({});
    const pass = wakeLost();
    await pass();
    await pass();
    expect(workflows.told).toMatchObject([{ thread: lost, signal: 'wake' }]);
  });

  test('is tried again when Temporal did not answer', async () => {
    const lost = await given({ next_wake_at: agoBy(6) });
    const pass = wakeLost();
    workflows.failure = new Error('down');
    await expect(pass()).rejects.toThrow('down');
    workflows.failure = undefined;
    await pass();
    expect(workflows.told).toMatchObject([{ thread: lost }]);
  });
});

describe('a conversation whose log has more than its workflow heard of', () => {
  const given = async (columns: Record<string, unknown>, versions = 3) => {
    const thread = await desk.addThread(pool, accountId, newId());
    const id = await desk.addConversation(pool, thread, { version: versions, ...columns });
    for (let version = 1; version <= versions; version += 1) {
      await desk.insert(pool, 'events', {
        ...{ conversation_id: id, version, cause: `command:${version}#0`, at: new Date() },
        ...{ type: version === 3 ? 'receipt_seen' : 'tags_changed', data: {}, actor: {} },
      });
    }
    return { thread, id };
  };
  const wakeBehind = () => createWakeBehind({ pool, signals: workflows });
  const woken = async () => {
    await wakeBehind()();
    return workflows.told.map(({ thread, signal }) => `${signal} ${thread.threadId}`);
  };

  test('is woken where it should have woken itself', async () => {
    const behind = await given({ next_wake_at: agoBy(20) });
    workflows.known.set(behind.thread.threadId, 1);
    const late = await given({ next_wake_at: agoBy(20) });
    workflows.known.set(late.thread.threadId, 2);
    await given({ next_wake_at: agoBy(20) });
    const notDue = await given({ next_wake_at: agoBy(-60) });
    workflows.known.set(notDue.thread.threadId, 1);
    const closed = await given({ next_wake_at: agoBy(20), status: 'closed' });
    workflows.known.set(closed.thread.threadId, 1);
    expect(await woken()).toEqual([`wake ${behind.thread.threadId}`]);
  });

  test.each([
    ['lies there for a while', {}, true],
    ['has just come', { recorded_at: agoBy(5) }, false],
    ['has been tried', { attempt: 2 }, false],
    ['is for later', { send_at: agoBy(-600) }, false],
  ])('is woken for a reply in the queue that %s: %#', async (_, columns, isWoken) => {
    const { thread, id } = await given({});
    workflows.known.set(thread.threadId, 1);
    const queued = { delivery_status: 'queued', attempt: 1, recorded_at: agoBy(20) };
    await desk.addReply(pool, thread, id, { ...queued, ...columns });
    expect(await woken()).toEqual(isWoken ? [`wake ${thread.threadId}`] : []);
  });

  test('is not asked at each pass', async () => {
    const { thread } = await given({ next_wake_at: agoBy(20) });
    workflows.known.set(thread.threadId, 1);
    const pass = wakeBehind();
    await pass();
    await pass();
    expect(workflows.told).toHaveLength(1);
  });
});

describe("when Temporal's store was replaced", () => {
  const storeChange = () => createStoreChange({ pool, signals: workflows, logger: desk.silent });
  beforeEach(async () => {
    await pool.query(
      `insert into settings (id, data, temporal_namespace_id) values (1, '{}', 'first')`,
    );
  });

  test('every conversation that is not closed is started, and what was not recorded comes again', async () => {
    await arrive(desk.message('ada', 'm1'));
    await arrive(desk.message('ada', 'm2'));
    await dispatch();
    await pool.query(`update inbox_events set applied_at = now() where thread_seq = 1`);
    const ada = await desk.threadOf(pool, 'ada');
    await desk.addConversation(pool, ada, { status: 'snoozed' });
    const bo = await desk.addThread(pool, accountId, 'bo');
    await desk.addConversation(pool, bo, { status: 'closed' });
    workflows.batches.length = 0;

    await storeChange()();
    expect(workflows.told).toEqual([]);
    workflows.namespace = 'second';
    await storeChange()();
    expect(workflows.told).toMatchObject([{ thread: ada, signal: 'wake' }]);
    await dispatch();
    expect(workflows.batches).toMatchObject([{ items: [{ seq: 2 }] }]);

    await storeChange()();
    expect(workflows.told).toHaveLength(1);
  });

  test('it begins again when it was broken off', async () => {
    await desk.addConversation(pool, await desk.addThread(pool, accountId, 'ada'));
    workflows.namespace = 'second';
    const pass = storeChange();
    const { wake } = workflows;
    workflows.wake = () => Promise.reject(new Error('down'));
    await expect(pass()).rejects.toThrow('down');
    workflows.wake = wake;
    await pass();
    expect(workflows.told).toHaveLength(1);
  });
});

test('a claim that nobody accepted runs out after 30 s', async () => {
  const agentId = await desk.addAgent(pool);
  const claim = (columns: Record<string, unknown>) =>
    desk.insert(pool, 'claims', {
      ...{ conversation_id: newId(), agent_id: agentId, claim_id: newId() },
      ...columns,
    });
  await claim({ claimed_at: agoBy(31), why: 'lost' });
  await claim({ claimed_at: agoBy(20), why: 'new' });
  await claim({ claimed_at: agoBy(600), accepted_at: agoBy(599), why: 'accepted' });
  expect(await sweepClaims(pool)).toBe(1);
  expect(await column('select why as it from claims order by why')).toEqual(['accepted', 'new']);
});

test('agents without a sign of life go offline, once, with an audit row', async () => {
  const lost = await desk.addAgent(pool, { availability: 'away', presence_at: agoBy(301) });
  await desk.addAgent(pool, { presence_at: agoBy(200) });
  await desk.addAgent(pool, {});
  await desk.addAgent(pool, { availability: 'offline', presence_at: agoBy(900) });
  expect(await Promise.all([sweepPresence(pool), sweepPresence(pool)])).toContain(1);
  await sweepPresence(pool);
  expect(
    await column(`select id as it from agents where availability = 'offline' and version = 2`),
  ).toEqual([lost]);
  const { rows } = await pool.query('select actor, action, target, data from audit');
  expect(rows).toEqual([
    {
      actor: { type: 'system' },
      action: 'agent.availability',
      target: lost,
      data: { from: 'away', availability: 'offline', reason: 'presence lost' },
    },
  ]);
});

test('drafts that became no message are gone after a day', async () => {
  const thread = await desk.addThread(pool, accountId, 'ada');
  const sent = await desk.addReply(pool, thread, newId(), {});
  const [old, recent] = [newId(), newId()];
  for (const [id, at] of [
    [sent, agoBy(90_000)],
    [old, agoBy(90_000)],
    [recent, agoBy(80_000)],
  ] as const) {
    await desk.insert(pool, 'message_bodies', { message_id: id, content: 'x', created_at: at });
  }
  expect(await sweepDrafts(pool)).toBe(1);
  const left = await column('select message_id as it from message_bodies');
  expect(left.toSorted()).toEqual([sent, recent].toSorted());
});

test('idempotency keys are kept for a week', async () => {
  for (const [key, days] of [
    ['old', 8],
    ['recent', 6],
  ] as const) {
    await desk.insert(pool, 'idempotency_keys', {
      ...{ key, request_hash: 'x', status: 201, body: '{}' },
      created_at: agoBy(days * 86_400),
    });
  }
  expect(await sweepKeys(pool)).toBe(1);
  expect(await column('select key as it from idempotency_keys')).toEqual(['recent']);
});
