import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { each } from './load.ts';

/**
 * (a) Bare Temporal on the same server: signalWithStart and one activity a message.
 * @returns messages per second, from the first signal to the last activity
 */
export async function measureBare(
  address: string,
  { workflows = 100, messages = 10 }: { workflows?: number; messages?: number } = {},
): Promise<number> {
  // One of its own each time: what an earlier measure left behind must not be met again.
  const taskQueue = `bench-bare-${randomUUID()}`;
  const worker = fork(
    fileURLToPath(new URL('bare-worker.ts', import.meta.url)),
    [address, taskQueue],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  let handled = 0;
  worker.on('message', (count: number) => (handled = count));
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    const say = (workflow: number, text: string) =>
      client.workflow.signalWithStart('bare', {
        workflowId: `${taskQueue}-${workflow}`,
        taskQueue,
        signal: 'said',
        signalArgs: [text],
      });
    // Warm: the worker has bundled, and every connection is there.
    await say(-1, 'hello');
    while (handled < 1) await once(worker, 'message');
    const warm = handled;
    const all = Array.from({ length: workflows * messages }, (_, index) => index);
    const begun = performance.now();
    await each(all, 50, (index) => say(index % workflows, `message ${index}`));
    while (handled < warm + all.length) await once(worker, 'message');
    const seconds = (performance.now() - begun) / 1000;
    await each([-1, ...all.slice(0, workflows)], 50, (workflow) => say(workflow, 'end'));
    return all.length / seconds;
  } finally {
    await connection.close();
    worker.kill();
    await once(worker, 'exit');
  }
}
