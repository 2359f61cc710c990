/** The assistant's workflow at work: its activities are the real ones, the model is the sandbox's. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAssistActivities } from '../../activities/assist/index.ts';
import { createSignals, type Signals } from '../../dispatch/signals.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';
import { assistQueue, assistWorkflowId } from '../../workflows/contract.ts';
import { addMessage } from '../api/support/rows.ts';
import { question, roundOf, startStage, type Stage } from '../assist/model/stage.ts';
import { startTemporal, testConfig } from '../support/environment.ts';

let stage: Stage;
let client: Client;
let signals: Signals;
let end: () => Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const temporal = await startTemporal();
  stage = await startStage();
  const { taskQueuePrefix } = temporal;
  const connection = await Connection.connect({ address: temporal.address });
  client = new Client({ connection, namespace: temporal.namespace });
  signals = createSignals({ client, taskQueuePrefix, maxItems: 500 });
  const native = await NativeConnection.connect({ address: temporal.address });
  const { pool, model } = stage;
  const worker = await Worker.create({
    connection: native,
    namespace: temporal.namespace,
    taskQueue: assistQueue(taskQueuePrefix),
    workflowBundle: await workflowBundle(testConfig({}).home),
    activities: createAssistActivities({ pool, client, model }),
  });
  const running = worker.run();
  end = async () => {
    worker.shutdown();
    await running;
    await native.close();
    await connection.close();
    await stage.end();
  };
}, 120_000);
afterAll(() => end());

test('a burst of twelve messages costs one generation, for the newest', async () => {
  const id = await stage.asked(['Hello']);
  const conversation = await idsOf(id);
  const messages: string[] = [];
  for (const text of burst) {
    messages.push(await addMessage(stage.pool, conversation, stage.desk, { content: text }));
    await signals.assistNews(id);
    await sleep(150);
  }
  expect(burst).toHaveLength(12);
  await client.workflow.getHandle(assistWorkflowId(id)).result();
  const calls = await stage.ledger();
  expect(calls).toHaveLength(1);
  expect(await roundOf(stage.pool, id)).toMatchObject({
    status: 'ready',
    madeBy: 'sandbox-chat',
    reason: null,
  });
  const { rows } = await stage.pool.query<{ message_id: string }>(
    'select message_id from suggestion_rounds where conversation_id = $1',
    [id],
  );
  expect(rows).toEqual([{ message_id: messages.at(-1) }]);
  expect(JSON.stringify(calls[0]?.request)).toContain(question);
}, 60_000);

test('who takes over gets it in short, once for each time; a model that will not ends nothing', async () => {
  const id = await stage.asked(['Where is my parcel?', 'It is late.', 'Hello?']);
  const wish = { occasion: 'transfer', cause: 'x/1' } as const;
  await signals.assistSummary(id, wish);
  await client.workflow.getHandle(assistWorkflowId(id)).result();
  await signals.assistSummary(id, wish);
  await client.workflow.getHandle(assistWorkflowId(id)).result();
  await stage.mode({ mode: 'refuse', isFiltered: true });
  await signals.assistSummary(id, { occasion: 'resolve', cause: 'x/2' });
  await client.workflow.getHandle(assistWorkflowId(id)).result();
  const { rows } = await stage.pool.query(
    'select occasion, made_by from summaries where conversation_id = $1',
    [id],
  );
  expect(rows).toEqual([{ occasion: 'transfer', made_by: 'sandbox-chat' }]);
}, 60_000);

const burst = [
  'Hi!',
  'I bought a jacket',
  'last week',
  'the green one',
  'it is nice',
  'but too small',
  'so',
  'I wonder',
  'it goes back',
  'the tags are still on',
  'and',
  question,
];

async function idsOf(id: string): Promise<{ id: string; threadId: string }> {
  const { rows } = await stage.pool.query<{ threadId: string }>(
    'select thread_id as "threadId" from conversations where id = $1',
    [id],
  );
  return { id, threadId: rows[0]?.threadId ?? '' };
}
