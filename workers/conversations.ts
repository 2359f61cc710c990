import { Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { createConversationActivities } from '../activities/index.ts';
import type { Config } from '../runtime/config.ts';
import { createPool } from '../runtime/database.ts';
import type { Logger } from '../runtime/logger.ts';
import { requireSearchAttributes } from '../runtime/temporal.ts';
import { connectWorker } from '../runtime/worker-connection.ts';
import { conversationsQueue } from '../workflows/contract.ts';
import { runRole, shutdownGraceTime, type Running } from './run.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** Runs the conversations' workflows and the short writes they make. */
export async function startConversations(config: Config, logger: Logger): Promise<Running> {
  const asking = await Connection.connect(config.temporal.connection);
  await requireSearchAttributes(asking, config.temporal.namespace).finally(() => asking.close());
  const pool = createPool(config.database, { applicationName: 'careline-conversations', logger });
  const connection = await connectWorker(config.temporal);
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: conversationsQueue(config.temporal.taskQueuePrefix),
    workflowBundle: await workflowBundle(config.home),
    activities: createConversationActivities({ pool, settings: config.conversation }),
    maxCachedWorkflows: config.temporal.maxCachedWorkflows,
    // As many as there are database connections to write with; more would only wait for one.
    maxConcurrentLocalActivityExecutions: config.database.poolMax,
    maxConcurrentActivityTaskExecutions: config.database.poolMax,
    // After a crash a conversation waits so long for the worker that knew it.
    stickyQueueScheduleToStartTimeout: '5s',
    shutdownGraceTime,
  });
  return {
    workers: [worker],
    close: async () => {
      await connection.close();
      await pool.end();
    },
  };
}

if (import.meta.main) await runRole('conversations', startConversations);
