import { ServiceError } from '@temporalio/client';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { channels } from '../../channels/index.ts';
import { createDispatcher } from '../../dispatch/dispatcher.ts';
import { leaseThreads } from '../../dispatch/lease.ts';
import { Parking } from '../../dispatch/parking.ts';
import { createDeadLetters } from '../../ingest/dead-letters.ts';
import { createPool } from '../../runtime/database.ts';
import { newId, platformMessageUuid } from '../../runtime/ids.ts';
import { startPostgres, testConfig, type TestPostgres } from '../support/environment.ts';
import * as desk from './desk.ts';

let postgres: TestPostgres;
let pool: Pool;
let accountId: string;
let workflows: desk.Workflows;

beforeAll(async () => {
  postgres = await startPostgres();
  const { database } = testConfig({ postgres });
  pool = createPool(database, { applicationName: 'careline-test', max: 12 });
});
afterAll(async () => {
  await pool.end();
  await postgres.drop();
});
beforeEach(async () => {
  accountId = await desk.emptyDesk(pool);
  workflows = new desk.Workflows();
});

const dispatcher = (more: Partial<Parameters<typeof createDispatcher>[0]> = {}) =>
  createDispatcher({ pool, channels, signals: workflows, logger: desk.silent, ...more });
/** Until nothing is left to do. */
const drain = async (round: () => Promise<boolean>) => {
  while (await round());
};
const arrive = (item: unknown) => desk.arrive(pool, accountId, item);
interface InboxState {
  kind: string;
  seq: number | null;
  dispatched: boolean;
  applied: boolean;
}
const inbox = async () =>
  (
    await pool.query<InboxState>(
      `select kind, thread_seq as seq, dispatched_at is not null as dispatched, applied_at is not null as applied
         from inbox_events order by id`,
    )
  ).rows;
/** An outage as the client reports it. */
const unavailable = () => new ServiceError('Temporal does not answer');

test('the facts that decide go along, and no words', async () => {
  await arrive(desk.message('ada', 'm1'));
  await arrive(desk.message('ada', 'm2', 'thanks!'));
  await drain(dispatcher());
  const { threadId } = await desk.threadOf(pool, 'ada');
  expect(workflows.batches).toEqual([
    {
      threadId,
      platform: 'facebook',
      accountId,
      items: [
        {
          eventId: expect.any(Number) as number,
          seq: 1,
          at: expect.any(Number) as number,
          kind: 'message',
          messageId: platformMessageUuid(threadId, 'm1'),
          platformAt: 1_700_000_000_000,
          needsAnswer: true,
        },
        expect.objectContaining({ seq: 2, needsAnswer: false }),
      ],
    },
  ]);
  expect(await inbox()).toEqual([
    { kind: 'message', seq: 1, dispatched: true, applied: false },
    { kind: 'message', seq: 2, dispatched: true, applied: false },
  ]);
});

test('three dispatchers at once, while more arrives: gapless, in order, each once', async () => {
  workflows.delayMs = 5;
  const customers = Array.from({ length: 12 }, (_, n) => `c${n}`);
  let isOpen = true;
  const running = Array.from({ length: 3 }, async () => {
    const round = dispatcher({ threads: 4, itemsPerThread: 7 });
    while (isOpen || (await round())) await round();
  });
  await Promise.all(
    customers.map(async (customer) => {
      for (let n = 0; n < 30; n += 1) await arrive(desk.message(customer, `${customer}.${n}`));
    }),
  );
  isOpen = false;
  await Promise.all(running);
  for (const customer of customers) {
    const { threadId } = await desk.threadOf(pool, customer);
    const items = workflows.itemsOf(threadId);
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    expect(items.map(({ messageId }) => messageId)).toEqual(
      Array.from({ length: 30 }, (_, n) => platformMessageUuid(threadId, `${customer}.${n}`)),
    );
  }
  const { rows } = await pool.query('select 1 from threads where lease_until is not null');
  expect(rows).toEqual([]);
});

test('more than fits in one signal follows in the next, in order', async () => {
  for (let n = 0; n < 25; n += 1) await arrive(desk.message('ada', `m${n}`));
  await drain(dispatcher({ itemsPerThread: 10 }));
  expect(workflows.batches.map(({ items }) => items.length)).toEqual([10, 10, 5]);
  const { threadId } = await desk.threadOf(pool, 'ada');
  expect(workflows.itemsOf(threadId).map(({ seq }) => seq)).toEqual(
    Array.from({ length: 25 }, (_, n) => n + 1),
  );
});

test('a dispatcher that dies leaves a lease; after it the same numbers go out again', async () => {
  await arrive(desk.message('ada', 'm1'));
  await arrive(desk.message('ada', 'm2'));
  const lost = await leaseThreads({
    ...{ pool, channels, parking: new Parking(), secretKeys: [], threads: 10, itemsPerThread: 10 },
    leaseSeconds: 0.3,
  });
  await arrive(desk.message('ada', 'm3'));
  await drain(dispatcher());
  expect(workflows.batches).toEqual([]);
  await vi.waitFor(async () => {
    await drain(dispatcher());
    expect(workflows.batches).toHaveLength(1);
  });
  const [batch] = workflows.batches;
  expect(batch?.items.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(batch?.items.slice(0, 2)).toEqual(lost.leased[0]?.items);
});

test('a long backlog of a thread that somebody holds hides nobody', async () => {
  const { threadId } = await desk.addThread(pool, accountId, 'ada');
  await pool.query(`update threads set lease_until = now() + interval '1 minute'`);
  await pool.query(
    `insert into inbox_events (account_id, kind, dedupe_key, thread_id, raw)
     select $1, 'message', 'x' || n, $2, '' from generate_series(1, 2500) n`,
    [accountId, threadId],
  );
  await arrive(desk.message('bo', 'm1'));
  await drain(dispatcher());
  expect(workflows.batches).toMatchObject([{ items: [{ seq: 1 }] }]);
  expect(workflows.itemsOf(threadId)).toEqual([]);
});

test('Temporal down, then up: everything arrives, in order', async () => {
  workflows.failure = unavailable();
  const round = dispatcher();
  await arrive(desk.message('ada', 'm1'));
  await expect(round()).rejects.toThrow('does not answer');
  await arrive(desk.message('ada', 'm2'));
  await arrive(desk.message('bo', 'm3'));
  await expect(round()).rejects.toThrow();
  workflows.failure = undefined;
  await drain(round);
  const { threadId } = await desk.threadOf(pool, 'ada');
  expect(workflows.itemsOf(threadId).map(({ seq }) => seq)).toEqual([1, 2]);
  expect(workflows.batches).toHaveLength(2);
  expect((await inbox()).every(({ dispatched }) => dispatched)).toBe(true);
});

test("what can't be read any more is a dead letter, and holds nothing up", async () => {
  await arrive(desk.message('ada', 'm1'));
  await arrive(desk.message('ada', 'm2'));
  await pool.query(`update inbox_events set raw = 'broken' where dedupe_key = 'm1'`);
  await drain(dispatcher());
  const { threadId } = await desk.threadOf(pool, 'ada');
  expect(workflows.itemsOf(threadId).map(({ seq }) => seq)).toEqual([1]);
  const { letters } = await createDeadLetters(pool).list({ limit: 10 });
  expect(letters).toMatchObject([{ reason: 'failed_to_apply', accountId }]);
  expect((await inbox())[0]).toMatchObject({ seq: null, dispatched: true, applied: true });
});

describe('an echo', () => {
  const given = async (columns: Record<string, unknown>) => {
    const thread = await desk.addThread(pool, accountId, 'ada');
    const conversationId = await desk.addConversation(pool, thread);
    return { thread, replyId: await desk.addReply(pool, thread, conversationId, columns) };
  };
  const soon = () => new Date(Date.now() + 20_000);
  const longAgo = () => new Date(Date.now() - 10_000);

  test.each(['sent', 'delivered', 'read'])(
    'of a reply that is %s is nothing new',
    async (status) => {
      const { replyId } = await given({ delivery_status: status });
      await arrive(desk.echo('ada', 'm1', replyId));
      await drain(dispatcher());
      expect(workflows.batches).toEqual([]);
      expect(await inbox()).toEqual([{ kind: 'echo', seq: null, dispatched: true, applied: true }]);
      const { rows } = await pool.query('select platform_message_id as id from messages');
      expect(rows).toEqual([{ id: 'm1' }]);
    },
  );

  test('before the answer to its send waits for that, and others of the thread pass it', async () => {
    const { thread, replyId } = await given({ call_deadline: soon() });
    await arrive(desk.echo('ada', 'm1', replyId));
    await arrive(desk.message('ada', 'm2'));
    const round = dispatcher();
    await drain(round);
    expect(workflows.itemsOf(thread.threadId)).toMatchObject([{ seq: 1, kind: 'message' }]);
    await pool.query(`update messages set delivery_status = 'sent', platform_message_id = 'm1'`);
    await vi.waitFor(async () => {
      await drain(round);
      expect((await inbox())[0]).toMatchObject({ seq: null, applied: true });
    });
    expect(workflows.batches).toHaveLength(1);
  });

  test('of a send that never got its answer proves that it arrived', async () => {
    const { thread, replyId } = await given({ call_deadline: longAgo() });
    await arrive(desk.echo('ada', 'm1', replyId));
    await drain(dispatcher());
    expect(workflows.itemsOf(thread.threadId)).toMatchObject([
      { kind: 'echo', outboundId: replyId },
    ]);
  });

  test('of an unknown one goes to the workflow', async () => {
    const { thread, replyId } = await given({ delivery_status: 'unknown' });
    await arrive(desk.echo('ada', 'm1', replyId));
    await drain(dispatcher());
    expect(workflows.itemsOf(thread.threadId)).toMatchObject([{ outboundId: replyId }]);
  });

  test('without our metadata waits while something is being sent, then is what another app wrote', async () => {
    const { thread } = await given({ call_deadline: soon() });
    await arrive(desk.echo('ada', 'm1'));
    await drain(dispatcher());
    expect(workflows.batches).toEqual([]);
    await pool.query(`update messages set delivery_status = 'sent', platform_message_id = 'other'`);
    await drain(dispatcher());
    const [item] = workflows.itemsOf(thread.threadId);
    expect(item).toMatchObject({ kind: 'echo', needsAnswer: false });
    expect(item).not.toHaveProperty('outboundId');
  });

  test('known by its id on the platform is nothing new', async () => {
    await given({ delivery_status: 'sent', platform_message_id: 'm1' });
    await arrive(desk.echo('ada', 'm1'));
    await drain(dispatcher());
    expect(workflows.batches).toEqual([]);
    expect((await inbox())[0]).toMatchObject({ applied: true });
  });

  test("with a stranger's metadata is what another app wrote", async () => {
    const { thread } = await given({ delivery_status: 'sent', platform_message_id: 'm0' });
    await arrive(desk.echo('ada', 'm1', newId()));
    await arrive(desk.echo('ada', 'm2', 'campaign-7'));
    await drain(dispatcher());
    for (const item of workflows.itemsOf(thread.threadId)) {
      expect(item).not.toHaveProperty('outboundId');
    }
    expect(workflows.itemsOf(thread.threadId)).toHaveLength(2);
  });
});

describe('workers that cannot keep up', () => {
  const applied = () =>
    pool.query('update inbox_events set applied_at = now() where thread_seq = 1');
  const signalled = () => new Set(workflows.batches.map(({ threadId }) => threadId)).size;
  beforeEach(async () => {
    for (const name of ['ada', 'bob', 'cem']) await arrive(desk.message(name, `m-${name}`));
  });

  test('get no more threads than the window holds, until they have recorded some', async () => {
    const round = dispatcher({ window: 2 });
    for (let n = 0; n < 5; n += 1) expect(await round()).toBe(true);
    expect(signalled()).toBe(2);
    await applied();
    await drain(round);
    expect(signalled()).toBe(3);
  });

  test('do not stop the desk when they have stopped', async () => {
    const round = dispatcher({ window: 2 });
    for (let n = 0; n < 3; n += 1) await round();
    await pool.query(
      `update inbox_events set dispatched_at = now() - interval '6 seconds' where dispatched_at is not null`,
    );
    await round();
    expect(signalled()).toBe(3);
  });
});
