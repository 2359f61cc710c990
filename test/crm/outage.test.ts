/** A CRM that limits, breaks, forgets to answer and is away for a day: nothing is lost, and nothing is there twice. */
import { Context } from '@temporalio/activity';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCrmActivities } from '../../activities/crm/index.ts';
import { createConnections } from '../../crm/connections.ts';
import { kitsOf } from '../../crm/kits.ts';
import { createCrmNews } from '../../dispatch/crm-news.ts';
import { createCrmOutbox } from '../../dispatch/crm-outbox.ts';
import { createFollow } from '../../dispatch/follow.ts';
import { createSignals } from '../../dispatch/signals.ts';
import { createPool } from '../../runtime/database.ts';
import { newId } from '../../runtime/ids.ts';
import { seal } from '../../runtime/secrets.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';
import * as contract from '../../workflows/contract.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from '../api/support/rows.ts';
import { until } from '../support/client.ts';
import {
  startPostgres,
  testConfig,
  timeSkippingServerPath,
  type TestPostgres,
} from '../support/environment.ts';
import { secret, startOtherCrm, type Fault, type OtherCrm } from './other-crm.ts';

const prefix = 'crm-test';
let postgres: TestPostgres;
let pool: Pool;
let env: TestWorkflowEnvironment;
let worker: Worker;
let runs: Promise<void>;
let crm: OtherCrm;
let desk: DeskRows;
let connectionId: string;
let passes: (() => Promise<boolean>)[];

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  postgres = await startPostgres();
  const config = testConfig({ postgres });
  pool = createPool(config.database, { applicationName: 'careline-test' });
  crm = await startOtherCrm();
  env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await timeSkippingServerPath() } },
  });
  const kits = kitsOf({ pool, trustedOrigins: [crm.url] });
  const connections = createConnections({ pool, secretKeys: config.secretKeys, kits });
  const parts = { pool, client: env.client, connections, publicUrl: 'https://desk.example' };
  worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: contract.assistQueue(prefix),
    workflowBundle: await workflowBundle(config.home),
    activities: createCrmActivities({
      ...parts,
      // The server's clock, which skips.
      now: () => Context.current().info.currentAttemptScheduledTimestampMs,
    }),
  });
  runs = worker.run();
  const signals = createSignals({ client: env.client, taskQueuePrefix: prefix, maxItems: 500 });
  passes = [createFollow(pool, createCrmNews({ pool })), createCrmOutbox({ pool, signals })];
  desk = await addDesk(pool);
  connectionId = newId();
  await pool.query(
    `insert into crm_connections (id, kind, name, base_url, secrets) values ($1, 'webhook', 'Other', $2, $3)`,
    [connectionId, crm.url, seal(config.secretKeys, { secret })],
  );
}, 120_000);
afterAll(async () => {
  worker.shutdown();
  await runs;
  await env.teardown();
  await crm.end();
  await pool.end();
  await postgres.drop();
});
beforeEach(async () => {
  await pool.query('delete from crm_tasks');
  await pool.query('delete from account_paces');
  await pool.query('delete from followers');
  // A follower that is new begins with what happens from now on.
  await passes[0]?.();
  crm.fault = 'none';
  crm.asked.length = 0;
  for (const ledger of [crm.contacts, crm.engagements, crm.cases]) ledger.clear();
});

const pass = async () => {
  for (const it of passes) while (await it());
};
let version = 0;
const happens = (conversationId: string, type: string, data: object) =>
  pool.query(
    `insert into events (conversation_id, version, type, data, actor, cause, at)
     values ($1, $2::int, $3, $4, '{"type":"system"}', 'test#' || $2::text, now())`,
    [conversationId, (version += 1), type, JSON.stringify(data)],
  );

const begins = async () => {
  const conversation = await addConversation(pool, desk);
  await addMessage(pool, conversation, desk, { content: 'Where is my parcel?' });
  await happens(conversation.id, 'opened', { customerId: conversation.customerId });
  return conversation;
};
const ends = (id: string, reason = 'answered') =>
  happens(id, 'status_changed', { from: 'open', to: 'resolved', reason });

const waiting = async () =>
  (
    await pool.query<{ key: string; attempts: number; at: Date | null; error: string | null }>(
      `select key, attempts, next_try_at as at, last_error as error from crm_tasks where state = 'waiting' order by seq`,
    )
  ).rows;
const allDone = () => until(waiting, (rows) => rows.length === 0, 20_000);

test('a conversation that opens has its contact, one that is resolved its engagement; heard twice, once each', async () => {
  const conversation = await begins();
  await ends(conversation.id);
  await pass();
  await pool.query('update followers set xid = $1', ['0']);
  await pass();
  await allDone();
  expect([...crm.contacts.values()].map(({ person }) => person.name)).toEqual(['Carla Customer']);
  const [engagement] = crm.engagements.values();
  expect(engagement).toMatchObject({
    title: 'Facebook message: Where is my parcel?',
    link: `https://desk.example/inbox/all/${conversation.id}`,
  });
  expect([...crm.engagements.keys()]).toEqual([`crm:${conversation.id}:1`]);
  // Resolved once more: another one; of spam nothing.
  await ends(conversation.id, 'spam');
  await ends(conversation.id);
  await pass();
  await allDone();
  expect([...crm.engagements.keys()]).toEqual([
    ...[`crm:${conversation.id}:1`, `crm:${conversation.id}:3`],
  ]);
}, 60_000);

test.each<[Fault, RegExp]>([
  ['limit', /429: slow down/],
  ['broken', /503: maintenance/],
  ['drop', /not reached/],
  ['garbage', /not understood/],
])(
  '%s: tried again later, and done once',
  async (fault, error) => {
    const conversation = await begins();
    await ends(conversation.id);
    crm.fault = fault;
    await pass();
    const [first] = await until(waiting, ([task]) => (task?.attempts ?? 0) > 0);
    expect(first?.error).toMatch(error);
    if (fault === 'limit') {
      const now = await env.currentTimeMs();
      expect((first?.at?.getTime() ?? 0) - now).toBeGreaterThan(100_000);
      // Nobody asks before.
      const before = crm.asked.length;
      await env.sleep('90s');
      expect(crm.asked.length).toBe(before);
    }
    if (fault !== 'drop') crm.fault = 'none';
    await env.sleep('20m');
    await allDone();
    expect([crm.contacts.size, crm.engagements.size]).toEqual([1, 1]);
    // What was done already and asked for again went by the same name.
    const asked = (wanted: string) =>
      crm.asked.filter(({ operation }) => operation === wanted).map(({ key }) => key);
    for (const operation of ['findOrCreate', 'logEngagement']) {
      expect(new Set(asked(operation)).size).toBe(1);
      if (fault === 'drop') expect(asked(operation)).toHaveLength(2);
    }
  },
  60_000,
);

test('away for a day: asked seldom, and told all of it in order once it is back', async () => {
  crm.fault = 'broken';
  const conversations = [await begins(), await begins()];
  await pass();
  await env.sleep('8h');
  for (const { id } of conversations) await ends(id);
  await pass();
  await env.sleep('16h');
  // Whoever answers customers saw nothing of it but this.
  const before = await waiting();
  expect(before.map(({ key }) => key.split(':')[0])).toEqual([
    ...['contact', 'contact', 'crm', 'crm'],
  ]);
  expect(crm.asked.length).toBeGreaterThan(20);
  expect(crm.asked.length).toBeLessThan(400);
  crm.fault = 'none';
  await env.sleep('1h');
  await allDone();
  expect([crm.contacts.size, crm.engagements.size]).toEqual([2, 2]);
  expect([...crm.engagements.keys()].sort()).toEqual(
    conversations.map(({ id }) => `crm:${id}:1`).sort(),
  );
}, 120_000);

test('who is not let in is not asked again until somebody sees to it', async () => {
  crm.fault = 'unauthorized';
  await begins();
  await pass();
  await until(
    () =>
      pool.query<{ status: string }>('select status from crm_connections where id = $1', [
        connectionId,
      ]),
    ({ rows }) => rows[0]?.status === 'needs_attention',
  );
  const asked = crm.asked.length;
  await env.sleep('6h');
  await pass();
  expect(crm.asked.length).toBe(asked);
  crm.fault = 'none';
  await pool.query(`update crm_connections set status = 'active', problem = null where id = $1`, [
    connectionId,
  ]);
  await pool.query('update crm_tasks set told_at = null');
  await pass();
  await allDone();
  expect(crm.contacts.size).toBe(1);
}, 60_000);
