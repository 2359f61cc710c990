import { Worker } from '@temporalio/worker';
import { createAssistActivities } from '../activities/assist/index.ts';
import type { Config } from '../runtime/config.ts';
import { createPool } from '../runtime/database.ts';
import type { Logger } from '../runtime/logger.ts';
import { createTemporalClient } from '../runtime/temporal.ts';
import { connectWorker } from '../runtime/worker-connection.ts';
import { assistQueue } from '../workflows/contract.ts';
import { runRole, shutdownGraceTime, type Running } from './run.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** What helps agents: its workflows and all that they wait for, on a queue of their own. */
export async function startAssist(config: Config, logger: Logger): Promise<Running> {
  const pool = createPool(config.database, { applicationName: 'careline-assist', logger });
  const client = createTemporalClient(config.temporal);
  const connection = await connectWorker(config.temporal);
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: assistQueue(config.temporal.taskQueuePrefix),
    workflowBundle: await workflowBundle(config.home),
    activities: createAssistActivities({ pool, client }),
    maxCachedWorkflows: 200,
    maxConcurrentActivityTaskExecutions: config.database.poolMax,
    shutdownGraceTime,
  });
  return {
    workers: [worker],
    close: async () => {
      await connection.close();
      await client.connection.close();
      await pool.end();
    },
  };
}

if (import.meta.main) await runRole('assist', startAssist);
