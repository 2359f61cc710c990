/** What the assistant or the CRM asks of a conversation: through its door, as anybody, once. */
import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import type { Command, CommandEnvelope } from '../../domain/conversation/items.ts';
import type { Actor } from '../../domain/conversation/state.ts';
import { uuidFrom } from '../../runtime/ids.ts';
import { commandUpdate, conversationWorkflowId } from '../../workflows/contract.ts';

interface Whom {
  conversationId: string;
  threadId: string;
  platform: string;
}

/** @param cause what it is wished for: the same wish for the same cause is one command */
export async function wish(
  client: Client,
  { conversationId, threadId, platform }: Whom,
  command: Command,
  cause: string,
  actor: Actor = { type: 'assistant' },
): Promise<'done' | 'refused'> {
  const commandId = uuidFrom('command', actor.type, cause, JSON.stringify(command));
  const envelope: CommandEnvelope = {
    ...{ commandId, conversationId, command },
    actor,
    at: Date.now(),
    bodyHash: commandId,
  };
  try {
    const outcome = await client.withDeadline(Date.now() + deadlineMs, () =>
      client.workflow
        .getHandle(conversationWorkflowId(platform, threadId))
        .executeUpdate(commandUpdate, { updateId: commandId, args: [envelope] }),
    );
    return outcome.status;
  } catch (error) {
    // Closed meanwhile, or refused by its rules: there is nothing to do about either.
    if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError) {
      return 'refused';
    }
    throw error;
  }
}

const deadlineMs = 10_000;
