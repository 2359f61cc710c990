/** What anybody would write first: a workflow that runs one activity for each signal. The measure that Careline is held against. */
import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { bareActivities } from './bare-worker.ts';

export const said = defineSignal<[string]>('said');

const { handle } = proxyActivities<typeof bareActivities>({ startToCloseTimeout: '10s' });

export async function bare(): Promise<void> {
  const queue: string[] = [];
  setHandler(said, (text) => {
    queue.push(text);
  });
  for (;;) {
    await condition(() => queue.length > 0);
    const text = queue.shift();
    if (text === 'end') return;
    if (text !== undefined) await handle(text);
  }
}
