/** Continue-as-new again and again while four clients write and agents work: on a real server and a real database. */
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConversationActivities } from '../../activities/index.ts';
import { beginAttempt, endAttempt } from '../../activities/outbound.ts';
import { loadEvents } from '../../activities/record/log.ts';
import type { DeliverInput } from '../../activities/types.ts';
import { fold } from '../../domain/conversation/apply.ts';
import type { AttemptOutcome, Command, CommandOutcome } from '../../domain/conversation/items.ts';
import { createPool } from '../../runtime/database.ts';
import { newId } from '../../runtime/ids.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';
import * as contract from '../../workflows/contract.ts';
import { customerWrites, draft, seedDesk, seedThread, type TestDesk } from '../support/desk.ts';
import {
  startPostgres,
  startTemporal,
  testConfig,
  type TestPostgres,
} from '../support/environment.ts';
import { eventually } from './memory-desk.ts';

let postgres: TestPostgres;
let pool: Pool;
let clients: Client[];
let desk: TestDesk;
let prefix: string;
let workers: Worker[];
let running: Promise<void>[];
let native: NativeConnection;
const sends: string[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  const temporal = await startTemporal();
  prefix = temporal.taskQueuePrefix;
  const config = testConfig({ postgres, temporal });
  pool = createPool(config.database, { applicationName: 'test' });
  desk = await seedDesk(pool);
  clients = await Promise.all(
    Array.from(
      { length: 4 },
      async () =>
        new Client({ connection: await Connection.connect({ address: temporal.address }) }),
    ),
  );
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
      activities: { deliver },
    }),
  ];
  running = workers.map((worker) => worker.run());
});

afterAll(async () => {
  for (const worker of workers) worker.shutdown();
  await Promise.all(running);
  await native.close();
  for (const client of clients) await client.connection.close();
  await pool.end();
  await postgres.drop();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function deliver(input: DeliverInput): Promise<AttemptOutcome> {
  sends.push(input.messageId);
  if (!(await beginAttempt(pool, input, Date.now() + 1000))) throw new Error('not queued');
  const outcome: AttemptOutcome = { kind: 'sent', at: Date.now(), platformMessageId: newId() };
  await endAttempt(pool, input, outcome);
  return outcome;
}

test('200 messages and 24 commands in runs of 7 items: nothing lost, nothing twice, every answer the first', async () => {
  const thread = await seedThread(pool, desk.accountId, 9_001);
  const workflowId = contract.conversationWorkflowId('telegram', thread.id);
  const input: contract.ConversationInput = {
    v: 1,
    threadId: thread.id,
    platform: 'telegram',
    accountId: thread.accountId,
    taskQueuePrefix: prefix,
    maxItems: 7,
  };
  const signal = (client: Client, items: Awaited<ReturnType<typeof customerWrites>>[]) =>
    client.workflow.signalWithStart('conversation', {
      workflowId,
      taskQueue: contract.conversationsQueue(prefix),
      args: [input],
      signal: contract.inboundSignal,
      signalArgs: [{ items }],
    });
  const [firstClient] = clients;
  if (!firstClient) throw new Error('no client');
  const texts = ['message 0'];
  await signal(firstClient, [await customerWrites(pool, thread, 'message 0')]);
  const { id } = await eventually(
    async () => {
      const found = await pool.query<{ id: string }>(
        'select id from conversations where thread_id = $1',
        [thread.id],
      );
      return found.rows[0] ?? { id: '' };
    },
    (row) => row.id !== '',
  );

  const agentId = desk.agents[0]?.id ?? '';
  const command = (client: Client, commandId: string, it: Command) =>
    client.workflow
      .getHandle(workflowId)
      .executeUpdate<CommandOutcome, [unknown]>(contract.commandUpdate.name, {
        // Not the command's id: the workflow itself has to remember, beyond the end of a run.
        updateId: newId(),
        args: [
          {
            commandId,
            conversationId: id,
            actor: { type: 'agent', id: agentId },
            at: Date.now(),
            bodyHash: 'x',
            command: it,
          },
        ],
      });
  /** As the api does: what is lost with the end of a run is asked again, under the same id. */
  const insist = async (client: Client, commandId: string, it: Command) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await command(client, commandId, it);
      } catch (error) {
        if (tries === 5) throw error;
      }
    }
  };

  // The dispatcher holds the thread while it signals: one after the other, whichever client.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  let number = 0;
  const writing = clients.map(async (client) => {
    while (number < 199) {
      await inTurn(async () => {
        if (number >= 199) return;
        number += 1;
        const text = `message ${number}`;
        texts.push(text);
        await signal(client, [await customerWrites(pool, thread, text)]);
      });
      await pause(20);
    }
  });
  const commands: { commandId: string; it: Command; outcome: CommandOutcome }[] = [];
  const working = clients.map(async (client, worker) => {
    for (let index = 0; index < 6; index += 1) {
      const commandId = newId();
      const it: Command =
        index % 2 === 0
          ? { type: 'tags', add: [`tag ${worker}-${index}`], remove: [] }
          : { type: 'note', messageId: await draft(pool, 'a note'), mentions: [] };
      const outcome = await insist(client, commandId, it);
      commands.push({ commandId, it, outcome });
      expect(await insist(client, commandId, it)).toEqual(outcome);
      // A run only ends when nobody waits for an answer: people take their time, programs would not.
      await pause(400 + 100 * worker);
    }
  });
  const messageId = await draft(pool, 'We are on it.');
  await insist(firstClient, newId(), { type: 'reply', messageId, isHuman: true });
  // Sent in the midst of it all.
  await eventually(
    () => sends,
    (sent) => sent.includes(messageId),
  );
  await Promise.all([...writing, ...working]);

  await eventually(
    async () => {
      const found = await pool.query<{ count: number }>(
        'select count(*)::int as count from inbox_events where thread_id = $1 and applied_at is null',
        [thread.id],
      );
      return found.rows[0]?.count;
    },
    (count) => count === 0,
    60_000,
  );
  await eventually(
    () => loadEvents(pool, id),
    (log) => log.some(({ event }) => event.type === 'reply_sent'),
    60_000,
  );
  const events = await loadEvents(pool, id);
  const of = (type: string) => events.filter(({ event }) => event.type === type);
  expect(of('message_received')).toHaveLength(200);
  const inOrder = of('message_received').flatMap(({ event }) =>
    'eventId' in event ? [event.eventId] : [],
  );
  expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
  expect(of('note_added')).toHaveLength(12);
  expect(of('tags_changed')).toHaveLength(12);
  expect(of('state_corrected')).toHaveLength(0);
  expect(commands.map(({ outcome }) => outcome.status)).toEqual(commands.map(() => 'done'));
  expect(sends.filter((sent) => sent === messageId)).toHaveLength(1);
  expect(of('reply_sent')).toHaveLength(1);
  const { rows } = await pool.query<{ content: string }>(
    `select b.content from messages m join message_bodies b on b.message_id = m.id
      where m.conversation_id = $1 and m.direction = 'inbound'`,
    [id],
  );
  expect(rows.map(({ content }) => content).sort()).toEqual([...texts].sort());
  expect(fold(events)?.unread).toBe(200);
  const live = await firstClient.workflow
    .getHandle(workflowId)
    .query<contract.LiveState>(contract.currentQuery.name);
  expect(live.conversation).toEqual(fold(events));
  await eventually(
    async () => {
      let count = 0;
      const query = `WorkflowId = "${workflowId}"`;
      for await (const _ of firstClient.workflow.list({ query })) count += 1;
      return count;
    },
    (count) => count > 3,
  );
}, 180_000);
