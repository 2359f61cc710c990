/**
 * An account's life: looked at, subscribed, its token renewed in time, what was missed read back. It keeps ids and instants;
 * what was found lies in the account's row. Ends when the account is gone.
 */
import * as wf from '@temporalio/workflow';
import type { AccountActivities } from '../activities/types.ts';
import {
  accountChangedSignal,
  accountQuery,
  deliveryQueue,
  type AccountInput,
  type AccountState,
} from './contract.ts';

/** Events after which a run continues as new, if Temporal does not suggest it before: some days of looks. */
const maxEvents = 2_000;

export async function account({
  accountId,
  platform,
  taskQueuePrefix,
}: AccountInput): Promise<void> {
  const taskQueue = deliveryQueue(taskQueuePrefix, platform);
  const { lookAfterAccount } = wf.proxyActivities<AccountActivities>({
    taskQueue,
    startToCloseTimeout: '1 minute',
    retry: { initialInterval: '1s', maximumInterval: '1 minute' },
    summary: 'ask the platform how the account stands',
  });
  // A renewal may void what was used for it: it is not done twice by itself.
  const { refreshAccountToken } = wf.proxyActivities<AccountActivities>({
    taskQueue,
    startToCloseTimeout: '1 minute',
    retry: { maximumAttempts: 1 },
    summary: 'renew the token',
  });
  const { backfillAccount } = wf.proxyActivities<AccountActivities>({
    taskQueue,
    startToCloseTimeout: '1 hour',
    heartbeatTimeout: '1 minute',
    retry: { initialInterval: '5s', maximumInterval: '5 minutes' },
    summary: 'read back what was missed',
  });

  const state: AccountState = { backfills: [], looks: 0 };
  let isAsked = false;
  wf.setHandler(accountChangedSignal, () => {
    isAsked = true;
  });
  wf.setHandler(accountQuery, () => state);

  const readBack = async (backfillId: string) => {
    state.backfills.push(backfillId);
    try {
      await backfillAccount({ backfillId });
    } finally {
      state.backfills = state.backfills.filter((id) => id !== backfillId);
    }
  };

  for (;;) {
    isAsked = false;
    const found = await lookAfterAccount({ accountId });
    state.looks += 1;
    if (found.is === 'gone') return;
    const { nextLookAt, refreshAt, backfillIds } = found;
    state.nextLookAt = nextLookAt;
    if (refreshAt === undefined) delete state.refreshAt;
    else state.refreshAt = refreshAt;
    for (const id of backfillIds) if (!state.backfills.includes(id)) readBack(id).catch(unexpected);

    if (refreshAt !== undefined && refreshAt <= Date.now()) {
      // Lost in the middle of it: the next look finds whether the token still lives.
      await refreshAccountToken({ accountId }).catch(onlyLost);
      continue;
    }
    await wf.condition(
      () => isAsked,
      Math.max(1, Math.min(nextLookAt, refreshAt ?? nextLookAt) - Date.now()),
    );
    const { historyLength, continueAsNewSuggested } = wf.workflowInfo();
    const isLong = continueAsNewSuggested || historyLength > maxEvents;
    if (isLong && state.backfills.length === 0) {
      await wf.continueAsNew<typeof account>({ accountId, platform, taskQueuePrefix });
    }
  }
}

function onlyLost(error: unknown): void {
  if (!(error instanceof wf.ActivityFailure)) throw error;
}

/** It is retried for ever, so that only a cancelled workflow ends here. */
function unexpected(error: unknown): void {
  if (!wf.isCancellation(error)) wf.log.error('a reading back ended', { error: String(error) });
}
