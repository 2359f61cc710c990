/** An api with a worker for its conversations, and a platform that answers as a test says. */
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createConversationActivities } from '../../../activities/index.ts';
import { beginAttempt, endAttempt } from '../../../activities/outbound.ts';
import type { DeliverInput } from '../../../activities/types.ts';
import type { AttemptOutcome } from '../../../domain/conversation/items.ts';
import { workflowBundle } from '../../../workers/workflow-bundle.ts';
import * as contract from '../../../workflows/contract.ts';
import { customerWrites, seedDesk, seedThread, type TestDesk } from '../../support/desk.ts';
import { startTemporal } from '../../support/environment.ts';
import { until } from '../../support/client.ts';
import { startApi, type TestApi } from './api.ts';

export interface WorkingDesk {
  api: TestApi;
  desk: TestDesk;
  /** What the next attempts to send come to; after them, `sent`. */
  outcomes: AttemptOutcome[];
  /** A customer writes, and the conversation is there. */
  opened(text?: string): Promise<Opened>;
  /** The worker of conversations goes, and comes back. */
  withoutWorkers<T>(work: () => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

export interface Opened {
  id: string;
  threadId: string;
  customerId: string;
  /** The newest message. */
  messageId: string;
  workflowId: string;
  writes(text: string): Promise<string>;
}

export async function startWorkingDesk(env: Record<string, string> = {}): Promise<WorkingDesk> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const temporal = await startTemporal();
  const api = await startApi({ temporal, env });
  const { pool, config } = api.parts;
  const desk = await seedDesk(pool);
  const native = await NativeConnection.connect({ address: temporal.address });
  const bundle = await workflowBundle(config.home);
  const outcomes: AttemptOutcome[] = [];
  const prefix = temporal.taskQueuePrefix;

  const deliver = async (input: DeliverInput): Promise<AttemptOutcome> => {
    if (!(await beginAttempt(pool, input, Date.now() + 1000))) throw new Error('not queued');
    const outcome = outcomes.shift() ?? { kind: 'sent', at: Date.now() };
    await endAttempt(pool, input, outcome);
    return outcome;
  };
  const unknown = { kind: 'unknown', failure: { code: 'lost_answer', message: 'No sign of it.' } };
  const delivery = await Worker.create({
    connection: native,
    taskQueue: contract.deliveryQueue(prefix, 'telegram'),
    activities: { deliver, reconcile: () => unknown },
  });
  const deliveryRuns = delivery.run();

  const startWorker = async () => {
    const worker = await Worker.create({
      connection: native,
      taskQueue: contract.conversationsQueue(prefix),
      workflowBundle: bundle,
      activities: createConversationActivities({ pool, settings: config.conversation }),
    });
    return { worker, runs: worker.run() };
  };
  let conversations = await startWorker();
  const stopWorker = async () => {
    conversations.worker.shutdown();
    await conversations.runs;
  };

  let customers = 9_000;
  const opened = async (text = 'Where is my parcel?'): Promise<Opened> => {
    const thread = await seedThread(pool, desk.accountId, (customers += 1));
    const workflowId = contract.conversationWorkflowId('telegram', thread.id);
    const input: contract.ConversationInput = {
      v: 1,
      threadId: thread.id,
      platform: 'telegram',
      accountId: desk.accountId,
      taskQueuePrefix: prefix,
      maxItems: 500,
    };
    const writes = async (words: string) => {
      const item = await customerWrites(pool, thread, words);
      await api.parts.temporal.workflow.signalWithStart(contract.conversationWorkflowType, {
        workflowId,
        taskQueue: contract.conversationsQueue(prefix),
        args: [input],
        signal: contract.inboundSignal,
        signalArgs: [{ items: [item] }],
      });
      await until(
        () => pool.query('select 1 from messages where id = $1', [item.messageId]),
        ({ rowCount }) => rowCount === 1,
      );
      return item.messageId;
    };
    const messageId = await writes(text);
    const { rows } = await pool.query<{ id: string; customer_id: string }>(
      'select id, customer_id from conversations where thread_id = $1',
      [thread.id],
    );
    const [row] = rows;
    if (!row) throw new Error('the conversation did not open');
    return {
      id: row.id,
      threadId: thread.id,
      customerId: row.customer_id,
      messageId,
      workflowId,
      writes,
    };
  };

  return {
    api,
    desk,
    outcomes,
    opened,
    async withoutWorkers(work) {
      await stopWorker();
      try {
        return await work();
      } finally {
        conversations = await startWorker();
      }
    },
    async end() {
      delivery.shutdown();
      await Promise.all([stopWorker(), deliveryRuns]);
      await native.close();
      await api.end();
    },
  };
}
