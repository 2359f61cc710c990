import { Worker } from '@temporalio/worker';
import { createAccountActivities } from '../activities/account.ts';
import { createDelivery } from '../activities/deliver.ts';
import { channelOf, channels } from '../channels/index.ts';
import { createLinks } from '../files/link.ts';
import { openFile } from '../files/open.ts';
import { storeOf } from '../files/store.ts';
import { createAccounts } from '../ingest/accounts.ts';
import type { Config } from '../runtime/config.ts';
import { createPool } from '../runtime/database.ts';
import type { Logger } from '../runtime/logger.ts';
import { connectWorker } from '../runtime/worker-connection.ts';
import { deliveryQueue } from '../workflows/contract.ts';
import { runRole, shutdownGraceTime, type Running } from './run.ts';

/** Attempts per second that Temporal hands out for one channel, over all workers. Accounts' own limits are the platform's to say. */
const attemptsPerSecond: Record<string, number> = { facebook: 250, telegram: 30 };
const defaultAttemptsPerSecond = 50;

/** Sends to the platforms: one task queue a channel, so that a storm on one leaves the others alone. */
export async function startDelivery(config: Config, logger: Logger): Promise<Running> {
  const pool = createPool(config.database, { applicationName: 'careline-delivery', logger });
  const accounts = createAccounts({ pool, secretKeys: config.secretKeys });
  const links = createLinks(config.secretKeys);
  const store = storeOf(config.files);
  const connection = await connectWorker(config.temporal);
  const activities = {
    ...createDelivery({
      pool,
      accountOf: (id) => accounts.byId(id),
      linkTo: (fileId) => config.publicUrl + links.pathTo(fileId),
      openFile: (fileId) => openFile({ pool, store }, fileId),
    }),
    ...createAccountActivities({
      ...{ pool, channelOf, secretKeys: config.secretKeys, publicUrl: config.publicUrl },
      accountOf(id) {
        accounts.invalidate();
        return accounts.byId(id);
      },
    }),
  };
  const workers: Worker[] = [];
  for (const platform of Object.keys(channels)) {
    workers.push(
      await Worker.create({
        connection,
        namespace: config.temporal.namespace,
        taskQueue: deliveryQueue(config.temporal.taskQueuePrefix, platform),
        activities,
        maxConcurrentActivityTaskExecutions: 50,
        maxTaskQueueActivitiesPerSecond: attemptsPerSecond[platform] ?? defaultAttemptsPerSecond,
        shutdownGraceTime,
      }),
    );
  }
  return {
    workers,
    close: async () => {
      await connection.close();
      store.close();
      await pool.end();
    },
  };
}

if (import.meta.main) await runRole('delivery', startDelivery);
