/** Short writes: at first as local activities, and when those fail as activities that are retried for ever. */
import {
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  TemporalFailure,
} from '@temporalio/workflow';
import type { AnswerGroundsInput, ConversationActivities } from '../activities/types.ts';
import type { AnswerGrounds } from '../domain/conversation/may-answer.ts';

const local = proxyLocalActivities<ConversationActivities>({
  startToCloseTimeout: '2s',
  scheduleToCloseTimeout: '5s',
  retry: { maximumAttempts: 2, initialInterval: '100ms' },
});

const patient = proxyActivities<ConversationActivities>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

async function durably<T>(attempt: () => Promise<T>, patiently: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    // A local activity that used up its attempts throws its last failure as it is, not within an ActivityFailure.
    if (!(error instanceof TemporalFailure) || isCancellation(error)) throw error;
    return patiently();
  }
}

export const open: ConversationActivities['open'] = (input) =>
  durably(
    () => local.open(input),
    () => patient.open(input),
  );

export const record: ConversationActivities['record'] = (input) =>
  durably(
    () => local.record(input),
    () => patient.record(input),
  );

export const calendar: ConversationActivities['calendar'] = (input) =>
  durably(
    () => local.calendar(input),
    () => patient.calendar(input),
  );

/** No automatic answer is worth that a conversation waits for it: where nothing can be looked up, nothing is answered. */
export async function answerGrounds(input: AnswerGroundsInput): Promise<AnswerGrounds | undefined> {
  try {
    return await local.answerGrounds(input);
  } catch (error) {
    if (!(error instanceof TemporalFailure) || isCancellation(error)) throw error;
    return undefined;
  }
}
