import { Worker } from '@temporalio/worker';
import { heartbeat } from '@temporalio/activity';
import { createAssistActivities } from '../activities/assist/index.ts';
import { inCrms } from '../activities/crm/erase.ts';
import { createCrmActivities } from '../activities/crm/index.ts';
import { createConnections, resealConnections } from '../crm/connections.ts';
import { kitsOf } from '../crm/kits.ts';
import { createEmbedder } from '../assist/embeddings/embedder.ts';
import { createLearning } from '../assist/embeddings/learn.ts';
import { createMeaning } from '../assist/embeddings/meaning.ts';
import { createModel } from '../assist/model/client.ts';
import { createPrivacyActivities } from '../activities/privacy/index.ts';
import { spoolOf, storeOf } from '../files/store.ts';
import type { Config } from '../runtime/config.ts';
import { createPool } from '../runtime/database.ts';
import type { Logger } from '../runtime/logger.ts';
import { runLoop } from '../runtime/loop.ts';
import { createTemporalClient } from '../runtime/temporal.ts';
import { connectWorker } from '../runtime/worker-connection.ts';
import { assistQueue } from '../workflows/contract.ts';
import { runRole, shutdownGraceTime, type Running } from './run.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** What helps agents, and what takes a person's data away: their workflows and all that they wait for, on a queue of their own. */
export async function startAssist(config: Config, logger: Logger): Promise<Running> {
  const pool = createPool(config.database, { applicationName: 'careline-assist', logger });
  const client = createTemporalClient(config.temporal);
  const store = storeOf(config.files);
  const { taskQueuePrefix } = config.temporal;
  const connection = await connectWorker(config.temporal);
  const { secretKeys, publicUrl } = config;
  const kits = kitsOf({ pool, trustedOrigins: config.crm.trustedOrigins });
  const connections = createConnections({ pool, secretKeys, kits });
  const privacy = createPrivacyActivities({
    ...{ pool, client, store, spoolFolder: spoolOf(config.files), heartbeat: () => heartbeat() },
    ...{ secretKeys, taskQueuePrefix, maxItems: config.conversation.maxItems },
    elsewhere: [inCrms({ pool, connections })],
  });
  // An older key can be dropped once each of them has run.
  resealConnections(pool, secretKeys).catch((error: unknown) => {
    logger.warn({ err: error }, 'secrets of CRMs were not sealed anew');
  });
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: assistQueue(taskQueuePrefix),
    workflowBundle: await workflowBundle(config.home),
    activities: {
      ...createAssistActivities({
        ...{ pool, client },
        model: config.model && createModel(config.model),
        meaning: config.embedding && createMeaning(pool, config.embedding),
      }),
      ...createCrmActivities({ pool, client, connections, publicUrl }),
      ...privacy,
    },
    maxCachedWorkflows: 200,
    maxConcurrentActivityTaskExecutions: config.database.poolMax,
    shutdownGraceTime,
  });
  const stop = new AbortController();
  const learning = config.embedding
    ? runLoop(
        { name: 'learning', logger, stop: stop.signal, idleMs: 2_000 },
        createLearning({
          ...{ pool, logger, stop: stop.signal },
          embedder: createEmbedder(config.embedding),
        }),
      )
    : undefined;
  return {
    workers: [worker],
    close: async () => {
      stop.abort();
      await learning;
      await connection.close();
      await client.connection.close();
      store.close();
      await pool.end();
    },
  };
}

if (import.meta.main) await runRole('assist', startAssist);
