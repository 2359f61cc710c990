/** What every worker does around its work: read the settings, say that it is up, end gracefully. */
import { DefaultLogger, Runtime, type Worker } from '@temporalio/worker';
import { readConfig, type Config } from '../runtime/config.ts';
import { createLogger, type Logger } from '../runtime/logger.ts';

/** Long enough for an attempt under way to get its answer; the supervisor waits longer. */
export const shutdownGraceTime = '25s';

export interface Running {
  workers: Worker[];
  close(): Promise<void>;
}

/** Starts a role and runs it until SIGTERM or SIGINT; an error at the start ends the process with one sentence. */
export async function runRole(
  role: string,
  start: (config: Config, logger: Logger) => Promise<Running>,
): Promise<void> {
  const config = readConfig();
  const logger = createLogger(role, config.logLevel);
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      // A worker that only delivers has none, and is meant so.
      if (message.startsWith('No workflows registered')) return;
      logger[level === 'ERROR' ? 'error' : 'warn']({ meta }, message);
    }),
    // We listen for signals ourselves, once for all workers of the process.
    shutdownSignals: [],
  });
  const running = await start(config, logger);
  const { workers } = running;
  const stop = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  logger.info('ready');
  try {
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    await running.close();
  }
  logger.info('stopped');
}
