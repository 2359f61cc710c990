/** A person's data is taken away, step by step (docs/erasure.md). It keeps an id: what is known of the person stays in the database. */
import * as wf from '@temporalio/workflow';
import type { ErasureActivities, ErasureInput } from '../activities/types.ts';

/** Whatever was on its way when the person was detached is over after so long: no statement and no call takes longer. */
const settleMs = 15_000;
const againMs = 1_000;

const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;
const short = wf.proxyActivities<ErasureActivities>({ startToCloseTimeout: '30s', retry });
const long = wf.proxyActivities<ErasureActivities>({
  ...{ startToCloseTimeout: '12 hours', heartbeatTimeout: '30s', retry },
});

export async function erasure(input: ErasureInput): Promise<void> {
  do {
    await takeAway(input);
    await wf.sleep(settleMs, { summary: 'what was on its way comes to its end' });
    // What came in between goes the same way.
    await takeAway(input);
    await long.forgetWorkflows(input);
    await long.eraseElsewhere(input);
  } while (!(await long.proveErasure(input)).isDone);
}

async function takeAway(input: ErasureInput): Promise<void> {
  await short.detachCustomers(input);
  while ((await short.closeConversations(input)).left > 0) {
    await wf.sleep(againMs, { summary: 'conversations are being closed' });
  }
  await long.removeData(input);
}
