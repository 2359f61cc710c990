/** When an account's workflow looks, renews and reads back: by a server whose time skips. */
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountActivities } from '../../activities/types.ts';
import { newId } from '../../runtime/ids.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';
import * as contract from '../../workflows/contract.ts';
import { testConfig, timeSkippingServerPath } from '../support/environment.ts';

const hour = 3_600_000;
let bundle: WorkflowBundle;
let env: TestWorkflowEnvironment;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  bundle = await workflowBundle(testConfig({}).home);
  const path = await timeSkippingServerPath();
  env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
}, 120_000);
afterAll(() => env.teardown());

type Found = Awaited<ReturnType<AccountActivities['lookAfterAccount']>>;

/** An account whose looks find what the test says, by the server's clock. */
async function withAccount(
  activities: {
    look: (now: number, nth: number) => Partial<Found> | 'gone';
  } & Partial<AccountActivities>,
  play: (account: {
    handle: Awaited<ReturnType<typeof start>>;
    looks: number[];
    pass: (ms: number) => Promise<void>;
  }) => Promise<void>,
) {
  const taskQueuePrefix = newId();
  const looks: number[] = [];
  const { look, ...others } = activities;
  const lookAfterAccount = async (): Promise<Found> => {
    const now = await env.currentTimeMs();
    looks.push(now);
    const found = look(now, looks.length);
    if (found === 'gone') return { is: 'gone' };
    return { is: 'there', nextLookAt: now + hour, backfillIds: [], ...found };
  };
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: contract.conversationsQueue(taskQueuePrefix),
    workflowBundle: bundle,
  });
  const delivery = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: contract.deliveryQueue(taskQueuePrefix, 'facebook'),
    activities: { lookAfterAccount, ...others },
  });
  const handle = await start(taskQueuePrefix);
  await worker.runUntil(
    delivery.runUntil(async () => {
      await play({ handle, looks, pass: (ms) => env.sleep(ms) });
      await handle.terminate().catch(() => undefined);
    }),
  );
}
const start = (taskQueuePrefix: string) =>
  env.client.workflow.start(contract.accountWorkflowType, {
    workflowId: contract.accountWorkflowId(newId()),
    taskQueue: contract.conversationsQueue(taskQueuePrefix),
    args: [{ accountId: 'a', platform: 'facebook', taskQueuePrefix }],
  });

test('it is looked at when it is due, and at once when something changed', async () => {
  await withAccount({ look: () => ({}) }, async ({ handle, looks, pass }) => {
    await pass(3.5 * hour);
    expect(looks).toHaveLength(4);
    await handle.signal(contract.accountChangedSignal);
    await expect.poll(() => looks.length).toBe(5);
    expect(await handle.query(contract.accountQuery)).toMatchObject({ looks: 5, backfills: [] });
  });
});

test('a token is renewed when it is due, and looked at again', async () => {
  const renewed: number[] = [];
  let due = 0;
  await withAccount(
    {
      look(now, nth) {
        if (nth === 1) due = now + hour / 2;
        return { refreshAt: renewed.length === 0 ? due : now + 2 * hour };
      },
      async refreshAccountToken() {
        renewed.push(await env.currentTimeMs());
        return { is: 'renewed' };
      },
    },
    async ({ looks, pass }) => {
      await pass(0.75 * hour);
      expect(renewed).toHaveLength(1);
      expect(Math.abs((renewed[0] ?? 0) - due)).toBeLessThan(60_000);
      expect(looks).toHaveLength(3);
    },
  );
});

test('a renewal that was lost is not done again by itself; the next look says what holds', async () => {
  let tries = 0;
  await withAccount(
    {
      look: (now, nth) => (nth === 1 ? { refreshAt: now } : {}),
      refreshAccountToken() {
        tries += 1;
        return Promise.reject(new Error('the worker was lost'));
      },
    },
    async ({ looks, pass }) => {
      await pass(hour / 2);
      expect(tries).toBe(1);
      expect(looks).toHaveLength(2);
    },
  );
});

test('what was missed is read back beside the looks, and each once at a time', async () => {
  const read: string[] = [];
  let release: () => void = () => undefined;
  await withAccount(
    {
      look: () => ({ backfillIds: ['b1'] }),
      async backfillAccount({ backfillId }) {
        read.push(backfillId);
        await new Promise<void>((resolve) => (release = resolve));
      },
    },
    async ({ handle, looks }) => {
      await expect.poll(() => read.length).toBe(1);
      await handle.signal(contract.accountChangedSignal);
      await expect.poll(() => looks.length).toBe(2);
      expect(read).toEqual(['b1']);
      release();
      await expect
        .poll(async () => (await handle.query(contract.accountQuery)).backfills)
        .toEqual([]);
    },
  );
});

test('it ends with the account', async () => {
  await withAccount({ look: () => 'gone' }, async ({ handle }) => {
    expect(await handle.result()).toBeUndefined();
  });
});
