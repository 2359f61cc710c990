/** One command to one workflow: sent once under its own id, answered, or unknown. */
import {
  isGrpcServiceError,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  ServiceError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CommandEnvelope, CommandOutcome, Refusal } from '../../domain/conversation/items.ts';
import {
  commandUpdate,
  conversationsQueue,
  conversationWorkflowId,
  conversationWorkflowType,
  refusedType,
  type ConversationInput,
} from '../../workflows/contract.ts';
import type { Reachability } from '../temporal.ts';
import type { Target } from './target.ts';

const deadlineMs = 10_000;

export interface Sender {
  temporal: Client;
  reachability: Reachability;
  taskQueuePrefix: string;
  maxItems: number;
}

/** `unknown`: it was sent and may be done yet; its id finds out. `lost`: its workflow is not there. */
export type Sent = CommandOutcome | { status: 'unknown' } | { status: 'lost' };

/**
 * @param mayStart starts the thread's workflow where there is none: for writing first, and for one that Temporal lost
 * @throws CareError temporarily_unavailable, and then nothing was sent
 */
export async function sendCommand(
  sender: Sender,
  target: Target,
  envelope: CommandEnvelope,
  mayStart: boolean,
): Promise<Sent> {
  const { temporal, reachability } = sender;
  await reachability.require();
  try {
    const outcome = await temporal.withDeadline(Date.now() + deadlineMs, () =>
      mayStart ? startAndUpdate(sender, target, envelope) : update(temporal, target, envelope),
    );
    reachability.seen();
    return outcome;
  } catch (error) {
    return outcomeOf(error);
  }
}

const update = (
  temporal: Client,
  { platform, threadId }: Target,
  envelope: CommandEnvelope,
): Promise<CommandOutcome> =>
  temporal.workflow
    .getHandle(conversationWorkflowId(platform, threadId))
    .executeUpdate(commandUpdate, { updateId: envelope.commandId, args: [envelope] });

/** In one step, so that the workflow that begins finds the command in its first task. */
function startAndUpdate(
  { temporal, taskQueuePrefix, maxItems }: Sender,
  { platform, threadId, accountId }: Target,
  envelope: CommandEnvelope,
): Promise<CommandOutcome> {
  const input: ConversationInput = {
    v: 1,
    threadId,
    platform,
    accountId,
    taskQueuePrefix,
    maxItems,
  };
  return temporal.workflow.executeUpdateWithStart(commandUpdate, {
    updateId: envelope.commandId,
    args: [envelope],
    startWorkflowOperation: new WithStartWorkflowOperation(conversationWorkflowType, {
      workflowId: conversationWorkflowId(platform, threadId),
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue: conversationsQueue(taskQueuePrefix),
      args: [input],
    }),
  });
}

function outcomeOf(error: unknown): Sent {
  if (error instanceof WorkflowNotFoundError) return { status: 'lost' };
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    if (cause instanceof ApplicationFailure && cause.type === refusedType) {
      // The validator's own words (workflows/contract.ts).
      return { status: 'refused', refusal: cause.details?.[0] as Refusal };
    }
    // The run ended with the command accepted and unanswered: what was recorded tells.
    return { status: 'unknown' };
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return { status: 'unknown' };
  if (error instanceof ServiceError || isGrpcServiceError(error)) return { status: 'unknown' };
  throw error;
}
