/** A file of what the desk has of a person: made, and removed when its day is over. */
import * as wf from '@temporalio/workflow';
import type { ExportActivities } from '../activities/types.ts';

const retry = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;
const { buildExport, dropExport } = wf.proxyActivities<ExportActivities>({
  ...{ startToCloseTimeout: '12 hours', heartbeatTimeout: '30s', retry },
});

export async function dataExport(input: { exportId: string }): Promise<void> {
  const { expiresAt } = await buildExport(input);
  await wf.sleep(Math.max(1, expiresAt - Date.now()), { summary: 'the file is kept' });
  await dropExport(input);
}
