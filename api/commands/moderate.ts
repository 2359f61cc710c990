/** From a request to a moderation's workflow and back: started once for its key, and asked for what it came to. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { channelOf } from '../../channels/index.ts';
import type { PlatformName, Source } from '../../channels/channel.ts';
import { CareError, invalid } from '../../domain/errors.ts';
import { isWeighty, type ModerationAction } from '../../domain/moderation.ts';
import { newId, uuidFrom } from '../../runtime/ids.ts';
import {
  conversationsQueue,
  moderationWorkflowId,
  moderationWorkflowType,
  type ModerationInput,
} from '../../workflows/contract.ts';
import type { Caller } from '../authenticate.ts';
import type { Parts } from '../parts.ts';
import { may } from '../permissions.ts';
import { readModeration } from '../reads/moderations.ts';
import type { ModerationJson } from '../schemas/moderation.ts';
import { storeDraft } from './drafts.ts';

export interface Wanted {
  conversationId: string;
  messageId: string;
  platform: PlatformName;
  source: Source;
  action: ModerationAction;
  /** For `edit_own`. */
  content?: string;
}

/** @throws CareError forbidden, or naming what the platform does not offer */
export function requireModeration(caller: Caller, { platform, source, action }: Wanted): void {
  if (isWeighty(action) && !may(caller.role, 'public.moderate')) {
    throw new CareError('forbidden', 'Only supervisors may do this.');
  }
  const capabilities = channelOf(platform)?.capabilities;
  if (capabilities?.moderation[action]?.includes(source)) return;
  const title = capabilities?.title ?? platform;
  throw invalid('action', `is nothing that ${title} lets apps do to a ${source}`);
}

/** How long the answer waits for the platform's, ms; after that it says that it is under way. */
const waitMs = 10_000;

/** @throws CareError temporarily_unavailable, and then nothing was begun */
export async function moderate(
  { pool, temporal, reachability, config }: Parts,
  { caller, idempotencyKey }: { caller: Caller; idempotencyKey: string | undefined },
  wanted: Wanted,
): Promise<ModerationJson | { status: 'unknown'; moderationId: string }> {
  const { action, conversationId, messageId, platform, content } = wanted;
  const key = idempotencyKey ?? newId();
  const moderationId = uuidFrom('moderation', caller.key, action, messageId, key);
  await reachability.require();
  if (content !== undefined) await storeDraft(pool, moderationId, { content, attachments: [] });
  const { taskQueuePrefix } = config.temporal;
  const input: ModerationInput = {
    wish: { moderationId, conversationId, messageId, action, actor: caller.actor, at: Date.now() },
    ...{ platform, taskQueuePrefix },
  };
  try {
    await temporal.workflow.start(moderationWorkflowType, {
      workflowId: moderationWorkflowId(moderationId),
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      taskQueue: conversationsQueue(taskQueuePrefix),
      args: [input],
      staticSummary: `${action} on ${platform}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  const isOver = await ended(temporal.workflow.getHandle(moderationWorkflowId(moderationId)));
  return isOver ? readModeration(pool, moderationId) : { status: 'unknown', moderationId };
}

/** Whatever it came to is in its row; false: it goes on. */
async function ended(handle: { result(): Promise<unknown> }): Promise<boolean> {
  const late = new AbortController();
  try {
    return await Promise.race([
      handle.result().then(() => true),
      sleep(waitMs, false, { signal: late.signal }),
    ]);
  } finally {
    late.abort();
  }
}
