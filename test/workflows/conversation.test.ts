import { Client, Connection, WorkflowUpdateFailedError } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConversationActivities } from '../../activities/index.ts';
import { loadEvents } from '../../activities/record/log.ts';
import type { DeliverInput } from '../../activities/types.ts';
import { fold } from '../../domain/conversation/apply.ts';
import type { AttemptOutcome, Command, CommandOutcome } from '../../domain/conversation/items.ts';
import { project } from '../../domain/conversation/project.ts';
import { createPool } from '../../runtime/database.ts';
import { newId } from '../../runtime/ids.ts';
import * as contract from '../../workflows/contract.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';
import { beginAttempt, endAttempt } from '../../activities/outbound.ts';
import {
  startPostgres,
  startTemporal,
  testConfig,
  type TestPostgres,
} from '../support/environment.ts';
import {
  customerWrites,
  draft,
  seedDesk,
  seedThread,
  type TestDesk,
  type TestThread,
} from '../support/desk.ts';

let postgres: TestPostgres;
let pool: Pool;
let client: Client;
let desk: TestDesk;
let prefix: string;
let running: Promise<void>[];
let workers: Worker[];
let native: NativeConnection;
const sends: DeliverInput[] = [];
/** What the next attempts come to; after them, `sent`. */
const outcomes: AttemptOutcome[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  const temporal = await startTemporal();
  prefix = temporal.taskQueuePrefix;
  const config = testConfig({ postgres, temporal });
  pool = createPool(config.database, { applicationName: 'test' });
  desk = await seedDesk(pool);
  client = new Client({ connection: await Connection.connect({ address: temporal.address }) });
  native = await NativeConnection.connect({ address: temporal.address });
  workers = [
    await Worker.create({
      connection: native,
      taskQueue: contract.conversationsQueue(prefix),
      workflowBundle: await workflowBundle(config.home),
      activities: createConversationActivities({ pool, settings: config.conversation }),
    }),
    await Worker.create({
      connection: native,
      taskQueue: contract.deliveryQueue(prefix, 'telegram'),
      activities: {
        deliver,
        reconcile: () => ({ kind: 'unknown', failure: { code: 'x', message: 'x' } }),
      },
    }),
  ];
  running = workers.map((worker) => worker.run());
});

afterAll(async () => {
  for (const worker of workers) worker.shutdown();
  await Promise.all(running);
  await native.close();
  await client.connection.close();
  await pool.end();
  await postgres.drop();
});

async function deliver(input: DeliverInput): Promise<AttemptOutcome> {
  sends.push(input);
  if (!(await beginAttempt(pool, input, Date.now() + 1000))) throw new Error('not queued');
  const outcome = outcomes.shift() ?? {
    kind: 'sent',
    at: Date.now(),
    platformMessageId: `out-${sends.length}`,
  };
  await endAttempt(pool, input, outcome);
  return outcome;
}

let customers = 5000;
const newThread = () => seedThread(pool, desk.accountId, (customers += 1));
const idOf = (thread: TestThread) => contract.conversationWorkflowId('telegram', thread.id);

async function write(
  thread: TestThread,
  text: string,
  more: { needsAnswer?: boolean } = {},
  maxItems = 500,
) {
  const item = await customerWrites(pool, thread, text, more);
  await signal(thread, [item], maxItems);
  return item;
}

const signal = (
  thread: TestThread,
  items: Awaited<ReturnType<typeof customerWrites>>[],
  maxItems = 500,
) =>
  client.workflow.signalWithStart('conversation', {
    workflowId: idOf(thread),
    taskQueue: contract.conversationsQueue(prefix),
    args: [
      {
        v: 1,
        threadId: thread.id,
        platform: 'telegram',
        accountId: thread.accountId,
        taskQueuePrefix: prefix,
        maxItems,
      } satisfies contract.ConversationInput,
    ],
    signal: contract.inboundSignal,
    signalArgs: [{ items }],
  });

async function command(
  thread: TestThread,
  conversationId: string,
  it: Command,
  commandId = newId(),
) {
  return client.workflow
    .getHandle(idOf(thread))
    .executeUpdate<CommandOutcome, [unknown]>(contract.commandUpdate.name, {
      updateId: commandId,
      args: [
        {
          commandId,
          conversationId,
          actor: { type: 'agent', id: desk.agents[0]?.id },
          at: Date.now(),
          bodyHash: 'x',
          command: it,
        },
      ],
    });
}

interface Row {
  id: string;
  status: string;
  version: number;
  assigned_to: string | null;
  unread: number;
  sla: { state: string; firstResponse?: { status: string } };
  previous_conversation_id: string | null;
}

async function rows(thread: TestThread): Promise<Row[]> {
  const { rows: found } = await pool.query<Row>(
    'select * from conversations where thread_id = $1 order by created_at, id',
    [thread.id],
  );
  return found;
}

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`never held; at last ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function opened(thread: TestThread, text = 'Where is my parcel?'): Promise<Row> {
  await write(thread, text);
  const [row] = await until(
    () => rows(thread),
    (found) => found.length > 0,
  );
  if (!row) throw new Error('no row');
  return row;
}

const messages = async (conversationId: string) => {
  const { rows: found } = await pool.query<{
    id: string;
    direction: string;
    delivery_status: string;
    content: string;
  }>(
    `select m.id, m.direction, m.delivery_status, b.content from messages m join message_bodies b on b.message_id = m.id
      where conversation_id = $1 order by timestamp, ordinal`,
    [conversationId],
  );
  return found;
};

describe('a conversation', () => {
  test('opens with the first message, is answered, resolved, reopened, and closed', async () => {
    const thread = await newThread();
    const { id } = await opened(thread);
    const [row] = await rows(thread);
    // The one agent who is online has it from the beginning.
    expect(row).toMatchObject({
      status: 'open',
      unread: 1,
      assigned_to: expect.any(String) as string,
    });

    const messageId = await draft(pool, 'It leaves today.');
    const outcome = await command(thread, id, { type: 'reply', messageId, isHuman: true });
    expect(outcome).toEqual({ status: 'done', conversationId: id, messageId });
    await until(
      () => messages(id),
      (found) => found[1]?.delivery_status === 'sent',
    );
    const [answered] = await until(
      () => rows(thread),
      ([found]) => found?.sla.firstResponse?.status === 'met',
    );
    expect(answered?.assigned_to).toBe(desk.agents[0]?.id);

    await command(thread, id, { type: 'resolve' });
    expect((await rows(thread))[0]?.status).toBe('resolved');
    await write(thread, 'thank you!', { needsAnswer: false });
    await until(
      () => messages(id),
      (found) => found.length === 3,
    );
    expect((await rows(thread))[0]?.status).toBe('resolved');
    await write(thread, 'It did not come.');
    await until(
      () => rows(thread),
      ([found]) => found?.status === 'open',
    );

    await command(thread, id, { type: 'resolve', reason: 'no_reply_needed' });
    await command(thread, id, { type: 'close' });
    const after = await until(
      () => rows(thread),
      ([found]) => found?.status === 'closed',
    );
    expect(after).toHaveLength(1);

    await write(thread, 'Hello again');
    const both = await until(
      () => rows(thread),
      (found) => found.length === 2,
    );
    expect(both[1]).toMatchObject({ status: 'open', previous_conversation_id: id });
  });

  test('a read model that equals the fold of its events', async () => {
    const thread = await newThread();
    const { id } = await opened(thread);
    await command(thread, id, { type: 'priority', priority: 'high' });
    await command(thread, id, { type: 'tags', add: ['parcel'], remove: [] });
    await command(thread, id, { type: 'snooze', until: Date.now() + 60_000 });
    const folded = fold(await loadEvents(pool, id));
    const expected = folded && project(folded);
    const [row] = await rows(thread);
    expect(row).toMatchObject({
      status: expected?.status,
      sla: expected?.sla,
      assigned_to: expected?.assignedTo,
      unread: expected?.unread,
    });
    expect(row?.status).toBe('snoozed');
  });

  test('refuses a reply that was written against an older state, and says what is new', async () => {
    const thread = await newThread();
    const { id } = await opened(thread);
    const [first] = await messages(id);
    const second = await write(thread, 'And where is my refund?');
    await until(
      () => messages(id),
      (found) => found.length === 2,
    );
    const messageId = await draft(pool, 'Today.');
    const stale = command(thread, id, {
      type: 'reply',
      messageId,
      isHuman: true,
      lastSeenMessageId: first?.id ?? '',
    });
    const error = await stale.then(
      () => undefined,
      (it: unknown) => it,
    );
    expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
    expect((error as WorkflowUpdateFailedError).cause).toMatchObject({
      type: contract.refusedType,
      details: [{ code: 'stale_reply', newMessageIds: [second.messageId] }],
    });
  });

  test('tries again when the platform said "not now", and gives up when it said "no"', async () => {
    const thread = await newThread();
    const { id } = await opened(thread);
    const failure = { code: 'rate_limited', message: 'Too many.' };
    outcomes.push({ kind: 'retryAt', at: Date.now() + 300, failure });
    outcomes.push({
      kind: 'refused',
      failure: { code: 'blocked', message: 'The customer blocked us.' },
    });
    const messageId = await draft(pool, 'Today.');
    await command(thread, id, { type: 'reply', messageId, isHuman: true });
    await until(
      () => messages(id),
      (found) => found[1]?.delivery_status === 'failed',
    );
    const tried = sends
      .filter((input) => input.messageId === messageId)
      .map(({ attempt }) => attempt);
    expect(tried).toEqual([1, 2]);
    const [row] = await rows(thread);
    expect(row?.sla.firstResponse?.status).toBe('running');
  });

  test('continue-as-new under fire loses nothing', async () => {
    const thread = await newThread();
    const texts = Array.from({ length: 60 }, (_, index) => `message ${index}`);
    for (const text of texts) await write(thread, text, {}, 5);
    const [row] = await until(
      () => rows(thread),
      ([found]) => found?.unread === 60,
    );
    const found = await messages(row?.id ?? '');
    expect(found.map(({ content }) => content).sort()).toEqual([...texts].sort());
    const runs = client.workflow.list({ query: `WorkflowId = "${idOf(thread)}"` });
    let count = 0;
    for await (const _ of runs) count += 1;
    expect(count).toBeGreaterThan(1);
  });

  test('the same events signalled again change nothing', async () => {
    const thread = await newThread();
    const item = await write(thread, 'Hello?');
    await until(
      () => rows(thread),
      (found) => found.length === 1,
    );
    await signal(thread, [item]);
    const next = await write(thread, 'Anyone?');
    await signal(thread, [item, next]);
    const [row] = await until(
      () => rows(thread),
      ([found]) => (found?.unread ?? 0) >= 2,
    );
    expect(row?.unread).toBe(2);
  });

  test('goes on from the log when Temporal has lost it', async () => {
    const thread = await newThread();
    const { id } = await opened(thread);
    await client.workflow.getHandle(idOf(thread)).terminate('lost');
    await write(thread, 'Are you there?');
    const found = await until(
      () => rows(thread),
      ([row]) => row?.unread === 2,
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.id).toBe(id);
    const outcome = await command(thread, id, { type: 'resolve', reason: 'spam' });
    expect(outcome.status).toBe('done');
  });

  test('keeps the times that the workspace has set', async () => {
    await pool.query(
      `insert into settings (id, data) values (1, '{"reopenWindowHours": 5, "replyHoldAfterMinutes": 7}')`,
    );
    const thread = await newThread();
    const { id } = await opened(thread);
    const folded = fold(await loadEvents(pool, id));
    expect(folded).toMatchObject({ reopenWindowMs: 5 * 3_600_000, holdAfterMs: 7 * 60_000 });
    await pool.query('delete from settings');
  });

  test('what came at once is read in the order in which it came', async () => {
    const thread = await newThread();
    const texts = Array.from({ length: 90 }, (_, index) => `${index}`);
    // Written within one second of the platform's clock: only their numbers tell them apart.
    const at = Math.floor(Date.now() / 1000) * 1000;
    const items = [];
    for (const text of texts) items.push(await customerWrites(pool, thread, text, { at }));
    await signal(thread, items);
    const [row] = await until(
      () => rows(thread),
      ([found]) => found?.unread === texts.length,
    );
    const found = await messages(row?.id ?? '');
    expect(found.map(({ content }) => content)).toEqual(texts);
  });
});
