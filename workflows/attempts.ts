/** Attempts to send, and looks for those whose answer was lost. They go on beside the loop, which hears of them as items. */
import * as wf from '@temporalio/workflow';
import type {
  ConversationActivities,
  DeliverInput,
  DeliveryActivities,
} from '../activities/types.ts';
import type { AttemptOutcome } from '../domain/conversation/items.ts';
import type { Conversation, Outbound } from '../domain/conversation/state.ts';
import { deliveryQueue, type ConversationInput } from './contract.ts';

export interface Attempt {
  messageId: string;
  attempt: number;
}

/** Longer than any call may last, so that a lost worker is noticed and a slow one is not. */
const attemptTimeout = '40s';

/** It only asks the database. While it waits to be made again, the promise that the reply answers stays open. */
const { settle } = wf.proxyActivities<ConversationActivities>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
  summary: 'what became of the attempt?',
});

const delivery = (input: ConversationInput) =>
  wf.proxyActivities<DeliveryActivities>({
    taskQueue: deliveryQueue(input.taskQueuePrefix, input.platform),
    startToCloseTimeout: attemptTimeout,
    retry: { maximumAttempts: 1 },
  });

/** One attempt, never repeated by Temporal. `done` is called once. */
export function attempt(
  input: ConversationInput,
  conversation: Conversation,
  outbound: Outbound,
  how: 'deliver' | 'settle',
  done: (outcome: AttemptOutcome) => void,
): void {
  const order = orderOf(conversation, outbound);
  const run = async () => {
    if (how === 'settle') return settle(order);
    try {
      return await delivery(input).deliver(order);
    } catch (error) {
      // The worker was lost in the middle of it: whether the request had left is looked up.
      if (!(error instanceof wf.ActivityFailure)) throw error;
      return settle(order);
    }
  };
  void run().then(done);
}

/** Looks for proof that it arrived, after each of `delays` (ms), until there is some. */
export function look(
  input: ConversationInput,
  conversation: Conversation,
  outbound: Outbound,
  delays: readonly number[],
  done: (outcome: AttemptOutcome) => void,
): void {
  const order = orderOf(conversation, outbound);
  const run = async (): Promise<AttemptOutcome> => {
    let outcome: AttemptOutcome | undefined;
    for (const delay of delays) {
      if (delay > 0) await wf.sleep(delay, { summary: 'look whether the reply arrived' });
      try {
        outcome = await delivery(input).reconcile(order);
      } catch (error) {
        if (!(error instanceof wf.ActivityFailure)) throw error;
      }
      if (outcome?.kind === 'sent') return outcome;
    }
    return (
      outcome ?? {
        kind: 'unknown',
        failure: { code: 'lost_answer', message: 'The platform could not be asked.' },
      }
    );
  };
  void run().then(done);
}

const orderOf = (conversation: Conversation, outbound: Outbound): DeliverInput => ({
  messageId: outbound.messageId,
  attempt: outbound.attempt,
  notAfter: outbound.submittedAt + conversation.holdAfterMs,
  isHuman: outbound.isHuman,
  ...(conversation.lastInboundAt === undefined
    ? {}
    : { lastInboundAt: conversation.lastInboundAt }),
});
