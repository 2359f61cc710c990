/** One wish of an agent's: called at most once for each "not now" of the platform, and told what it came to. */
import * as wf from '@temporalio/workflow';
import type { DeliveryActivities, ModerationActivities } from '../activities/types.ts';
import { afterCall, type ModerationCall, type ModerationEnd } from '../domain/moderation.ts';
import { deliveryQueue, type ModerationInput } from './contract.ts';

const { beginModeration, endModeration } = wf.proxyActivities<ModerationActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

export async function moderation({
  wish,
  platform,
  taskQueuePrefix,
}: ModerationInput): Promise<ModerationEnd> {
  const { moderate } = wf.proxyActivities<DeliveryActivities>({
    taskQueue: deliveryQueue(taskQueuePrefix, platform),
    startToCloseTimeout: '40s',
    retry: { maximumAttempts: 1 },
    summary: wish.action,
  });
  await beginModeration(wish);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await moderate({ moderationId: wish.moderationId, attempt }).catch(lost);
    const next = afterCall(wish, outcome);
    if ('end' in next) {
      await endModeration(wish, next.end);
      return next.end;
    }
    const wait = Math.max(0, next.again - Date.now());
    await wf.sleep(wait, { summary: 'the platform said later' });
  }
}

/** The worker was lost in the middle of it. */
function lost(error: unknown): ModerationCall {
  if (!(error instanceof wf.ActivityFailure)) throw error;
  return {
    kind: 'unknown',
    failure: { code: 'lost_answer', message: 'The answer of the platform was lost. Look there.' },
  };
}
