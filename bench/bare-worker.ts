/** The worker of (a), a process of its own: node bench/bare-worker.ts <address> <task queue>. Prints the count of what it handled. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';

let handled = 0;

export const bareActivities = {
  handle(_text: string): Promise<void> {
    handled += 1;
    return Promise.resolve();
  },
};

if (import.meta.main) {
  const [address = '', taskQueue = ''] = process.argv.slice(2);
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('bare-workflow.ts', import.meta.url)),
    activities: bareActivities,
  });
  const telling = setInterval(() => process.send?.(handled), 20);
  process.once('SIGTERM', () => {
    clearInterval(telling);
  });
  await worker.run();
}
