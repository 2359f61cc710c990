import { channels } from '../channels/index.ts';
import { runDispatch } from '../dispatch/run.ts';
import { createSignals } from '../dispatch/signals.ts';
import { createFetcher } from '../files/fetch.ts';
import { spoolOf, storeOf } from '../files/store.ts';
import { createAccounts } from '../ingest/accounts.ts';
import { readConfig, type Config } from '../runtime/config.ts';
import { createPool } from '../runtime/database.ts';
import { createLogger, type Logger } from '../runtime/logger.ts';
import { createTemporalClient } from '../runtime/temporal.ts';

/** From the inbox to the workflows, from the queue to the agents, and what has to be swept; until `stop`. */
export async function dispatchUntil(
  stop: AbortSignal,
  config: Config,
  logger: Logger,
): Promise<void> {
  const { taskQueuePrefix } = config.temporal;
  const pool = createPool(config.database, { applicationName: 'careline-dispatch', logger });
  const accounts = createAccounts({ pool, secretKeys: config.secretKeys, logger });
  const client = createTemporalClient(config.temporal);
  const signals = createSignals({
    client,
    taskQueuePrefix,
    maxItems: config.conversation.maxItems,
  });
  const { maxBytes, fetchWithinMs } = config.files;
  const files = {
    ...{ store: storeOf(config.files), spoolFolder: spoolOf(config.files), fetchWithinMs },
    fetcher: createFetcher({ maxBytes, withinMs: fetchWithinMs }),
  };
  try {
    const { pollEveryMs, secretKeys } = config;
    const parts = {
      ...{ pool, signals, channels, accounts, logger, files, pollEveryMs, secretKeys },
      writesSummaries: config.model !== undefined,
    };
    await runDispatch(parts, config.database, stop);
  } finally {
    files.store.close();
    await client.connection.close();
    await pool.end();
  }
}

if (import.meta.main) {
  const config = readConfig();
  const logger = createLogger('dispatch', config.logLevel);
  const stop = new AbortController();
  const end = () => {
    stop.abort();
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  logger.info('ready');
  await dispatchUntil(stop.signal, config, logger);
  logger.info('stopped');
}
