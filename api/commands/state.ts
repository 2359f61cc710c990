import { WorkflowNotFoundError } from '@temporalio/client';
import { CareError } from '../../domain/errors.ts';
import { conversationWorkflowId, currentQuery } from '../../workflows/contract.ts';
import type { z } from 'zod';
import { unavailable } from '../failures.ts';
import type { Parts } from '../parts.ts';
import type { ConversationRow } from '../reads/conversation.ts';
import { isoWhere } from '../reads/present.ts';
import type { LiveState } from '../schemas/conversation.ts';

const deadlineMs = 5_000;

/**
 * What the conversation's workflow says itself.
 * @throws CareError conversation_closed: its workflow has ended or serves the thread's next conversation
 */
export async function requireStateOf(
  { temporal, reachability }: Pick<Parts, 'temporal' | 'reachability'>,
  row: ConversationRow,
): Promise<z.input<typeof LiveState>> {
  const workflowId = conversationWorkflowId(row.platform, row.thread_id);
  await reachability.require();
  const state = await temporal
    .withDeadline(Date.now() + deadlineMs, () =>
      temporal.workflow.getHandle(workflowId).query(currentQuery),
    )
    .catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) throw gone();
      throw unavailable("The conversation's workflow", error);
    });
  const { nextWakeAt, timerAt, conversation, ...rest } = state;
  if (conversation && conversation.id !== row.id) throw gone();
  return {
    workflowId,
    ...rest,
    ...(conversation ? { conversation: { ...conversation } } : {}),
    ...isoWhere('nextWakeAt', dateOf(nextWakeAt)),
    ...isoWhere('timerAt', dateOf(timerAt)),
  };
}

const gone = () =>
  new CareError('conversation_closed', 'No workflow is at work on this conversation.');

const dateOf = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms));
