/** What is to be done in one CRM for one person: in order, one try at a time, for as long as the CRM is away. */
import * as wf from '@temporalio/workflow';
import type { CrmActivities } from '../activities/types.ts';
import { crmNewsSignal, type CrmInput } from './contract.ts';

/** A worker that is lost, or a database: the CRM's own failures are answers. */
const { crmStep } = wf.proxyActivities<CrmActivities>({
  startToCloseTimeout: '2m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

export async function crm(input: CrmInput): Promise<void> {
  const { connectionId, personKey } = input;
  let news = 0;
  wf.setHandler(crmNewsSignal, () => {
    news += 1;
  });
  let waited = input.waited ?? 0;
  for (;;) {
    const heard = news;
    const step = await crmStep({ connectionId, personKey, waited });
    if (step.is === 'idle' && news === heard) return;
    if (step.is === 'wait') {
      waited += 1;
      await wf.condition(() => news > heard, step.ms);
    } else waited = 0;
    if (wf.workflowInfo().continueAsNewSuggested) {
      await wf.continueAsNew<typeof crm>({ connectionId, personKey, waited });
    }
  }
}
