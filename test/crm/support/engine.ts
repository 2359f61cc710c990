/** What works on CRMs, without a desk around it: the follower, the outbox, people's workflows, and a clock that skips. */
import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { Pool } from 'pg';
import { createCrmActivities } from '../../../activities/crm/index.ts';
import { createConnections, type Connections } from '../../../crm/connections.ts';
import type { CrmKind } from '../../../crm/crm.ts';
import { kitsOf } from '../../../crm/kits.ts';
import { enqueue, type NewTask } from '../../../crm/outbox.ts';
import { createCrmNews } from '../../../dispatch/crm-news.ts';
import { createCrmOutbox } from '../../../dispatch/crm-outbox.ts';
import { createFollow } from '../../../dispatch/follow.ts';
import { createSignals } from '../../../dispatch/signals.ts';
import { createPool } from '../../../runtime/database.ts';
import { newId } from '../../../runtime/ids.ts';
import { seal } from '../../../runtime/secrets.ts';
import { workflowBundle } from '../../../workers/workflow-bundle.ts';
import * as contract from '../../../workflows/contract.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from '../../api/support/rows.ts';
import { until } from '../../support/client.ts';
import { startPostgres, testConfig, timeSkippingServerPath } from '../../support/environment.ts';
import { settled } from '../../support/settled.ts';

export interface Waiting {
  key: string;
  attempts: number;
  at: Date | null;
  error: string | null;
}

export interface Engine {
  pool: Pool;
  env: TestWorkflowEnvironment;
  connections: Connections;
  desk: DeskRows;
  connect(connection: {
    kind: CrmKind;
    baseUrl: string;
    credentials: Record<string, string>;
    fields?: Record<string, string>;
  }): Promise<string>;
  /** A customer writes, and a conversation is there. */
  begins(customer?: string): Promise<{ id: string; customerId: string }>;
  ends(conversationId: string, reason?: string): Promise<unknown>;
  /** @param connectionId of the one that is meant; absent: of all that take part */
  asks(task: NewTask, connectionId?: string): Promise<unknown>;
  /** What happened is told. */
  pass(): Promise<void>;
  waiting: () => Promise<Waiting[]>;
  allDone(): Promise<unknown>;
  /** As if nothing had been told yet; the connections stay. */
  forget(): Promise<void>;
  end(): Promise<void>;
}

const prefix = 'crm-test';

/** Done again where it fails, as its loop does: the test server has no answer to a signal at the moment in which a workflow ends. */
async function again(pass: () => Promise<boolean>): Promise<boolean> {
  try {
    return await pass();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return true;
    throw error;
  }
}

/** @param trustedOrigins where CRMs may be */
export async function startEngine(trustedOrigins: string[]): Promise<Engine> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const postgres = await startPostgres();
  const config = testConfig({ postgres });
  const pool = createPool(config.database, { applicationName: 'careline-test' });
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await timeSkippingServerPath() } },
  });
  const { secretKeys } = config;
  const connections = createConnections({
    ...{ pool, secretKeys },
    kits: kitsOf({ pool, trustedOrigins }),
  });
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: contract.assistQueue(prefix),
    workflowBundle: await workflowBundle(config.home),
    activities: createCrmActivities({
      ...{ pool, client: env.client, connections, publicUrl: 'https://desk.example' },
      // The server's clock, which skips.
      now: () => Context.current().info.currentAttemptScheduledTimestampMs,
    }),
  });
  const runs = worker.run();
  const signals = createSignals({ client: env.client, taskQueuePrefix: prefix, maxItems: 500 });
  const follow = createFollow(pool, createCrmNews({ pool }));
  const passes = [follow, createCrmOutbox({ pool, signals })];
  const desk = await addDesk(pool);

  let version = 0;
  const happens = (conversationId: string, type: string, data: object) =>
    pool.query(
      `insert into events (conversation_id, version, type, data, actor, cause, at)
       values ($1, $2::int, $3, $4, '{"type":"system"}', 'test#' || $2::text, now())`,
      [conversationId, (version += 1), type, JSON.stringify(data)],
    );
  const waiting = async () =>
    (
      await pool.query<Waiting>(
        `select key, attempts, next_try_at as at, last_error as error from crm_tasks where state = 'waiting' order by seq`,
      )
    ).rows;

  const pass = async () => {
    await settled(pool);
    for (const it of passes) while (await again(it));
  };

  return {
    ...{ pool, env, connections, desk, waiting },
    async connect({ kind, baseUrl, credentials, fields = {} }) {
      const id = newId();
      await pool.query(
        `insert into crm_connections (id, kind, name, base_url, secrets, fields) values ($1, $2, $2, $3, $4, $5)`,
        [id, kind, baseUrl, seal(secretKeys, credentials), JSON.stringify(fields)],
      );
      return id;
    },
    async begins(customer) {
      const seed = customer === undefined ? {} : { customer };
      const conversation = await addConversation(pool, desk, seed);
      await addMessage(pool, conversation, desk, { content: 'Where is my parcel?' });
      await happens(conversation.id, 'opened', { customerId: conversation.customerId });
      return conversation;
    },
    ends: (id, reason = 'answered') =>
      happens(id, 'status_changed', { from: 'open', to: 'resolved', reason }),
    asks: (task, connectionId) => enqueue(pool, [task], connectionId),
    pass,
    async allDone() {
      let looks = 0;
      const look = async () => {
        // What is passed on is told of anew; who rests does so by a clock that skips while somebody sleeps.
        if ((looks += 1) % 10 === 0) {
          await pass();
          await env.sleep('15m');
        }
        return waiting();
      };
      await until(look, (rows) => rows.length === 0, 20_000);
    },
    async forget() {
      for (const table of ['crm_tasks', 'account_paces', 'followers']) {
        await pool.query(`delete from ${table}`);
      }
      // A follower that is new begins with what happens from now on.
      await follow();
    },
    async end() {
      worker.shutdown();
      await runs;
      await env.teardown();
      await pool.end();
      await postgres.drop();
    },
  };
}
