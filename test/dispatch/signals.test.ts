import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSignals, isOutage, type Signals } from '../../dispatch/signals.ts';
import { newId } from '../../runtime/ids.ts';
import { createTemporalClient } from '../../runtime/temporal.ts';
import { conversationWorkflowId } from '../../workflows/contract.ts';
import { startTemporal, testConfig, type TestTemporal } from '../support/environment.ts';

let temporal: TestTemporal;
let client: Client;
let signals: Signals;
beforeAll(async () => {
  temporal = await startTemporal();
  client = createTemporalClient(testConfig({ temporal }).temporal);
  signals = createSignals({ client, taskQueuePrefix: temporal.taskQueuePrefix, maxItems: 7 });
});
afterAll(() => client.connection.close());

const aThread = () => ({ threadId: newId(), platform: 'facebook', accountId: newId() });
const aClaim = { claimId: newId(), agentId: newId(), why: 'the only one free', at: 1 };

test('whatever a conversation is told starts it, and later signals join it', async () => {
  const thread = aThread();
  expect(await signals.isRunning(thread)).toBe(false);
  await signals.claimed(thread, aClaim);
  await signals.inbound(thread, { items: [] });
  await signals.relax(thread, { to: 'team', at: 1 });
  await signals.agentGone(thread, { agentId: newId(), at: 1 });
  await signals.wake(thread);
  expect(await signals.isRunning(thread)).toBe(true);

  const handle = client.workflow.getHandle(conversationWorkflowId('facebook', thread.threadId));
  const { type, taskQueue, staticSummary } = await described(handle);
  expect({ type, taskQueue, staticSummary }).toEqual({
    type: 'conversation',
    taskQueue: `${temporal.taskQueuePrefix}-conversations`,
    staticSummary: 'A conversation on facebook',
  });
  const { events } = await handle.fetchHistory();
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  expect(JSON.parse(Buffer.from(started?.input?.payloads?.[0]?.data ?? []).toString())).toEqual({
    ...{ v: 1, ...thread, maxItems: 7 },
    taskQueuePrefix: temporal.taskQueuePrefix,
  });
  const names = events?.flatMap(
    (event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? [],
  );
  expect(names).toEqual(['claimed', 'inbound', 'relax', 'agentGone', 'wake']);

  await handle.terminate();
  expect(await signals.isRunning(thread)).toBe(false);
  await signals.wake(thread);
  expect(await signals.isRunning(thread)).toBe(true);
  await handle.terminate();
});

async function described(handle: ReturnType<Client['workflow']['getHandle']>) {
  const description = await handle.describe();
  return { ...description, staticSummary: await description.staticSummary() };
}

test("the store's id is the same each time", async () => {
  const id = await signals.namespaceId();
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(await signals.namespaceId()).toBe(id);
});

test('a server that does not answer is an outage; a refused call is not', async () => {
  const nowhere = createTemporalClient(testConfig({}).temporal);
  const lost = createSignals({ client: nowhere, taskQueuePrefix: 'none', maxItems: 1 });
  const failure = await lost.wake(aThread()).catch((error: unknown) => error);
  expect(isOutage(failure)).toBe(true);
  await nowhere.connection.close();

  const long = { ...aThread(), threadId: 'x'.repeat(2000) };
  const refusal = await signals.wake(long).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Error);
  expect(isOutage(refusal)).toBe(false);
});
