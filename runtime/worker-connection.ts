import { NativeConnection } from '@temporalio/worker';
import type { Config } from './config.ts';

/**
 * A worker's connection. Apart from `temporal.ts`, so that the api does not load the workers' native library.
 * @throws when Temporal does not answer: a worker without it is of no use, and its supervisor starts it again.
 */
export const connectWorker = (temporal: Config['temporal']): Promise<NativeConnection> =>
  NativeConnection.connect(temporal.connection);
