import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import type { Pool } from 'pg';
import type { Command, CommandEnvelope } from '../../domain/conversation/items.ts';
import { uuidFrom } from '../../runtime/ids.ts';
import { forEachLimited } from '../../runtime/limited.ts';
import * as contract from '../../workflows/contract.ts';
import type { ErasureActivities } from '../types.ts';
import { atStep, count } from './progress.ts';
import { scopeOf } from './scope.ts';

interface Open {
  id: string;
  threadId: string;
  platform: string;
  accountId: string;
  mergedInto: string | null;
}

export interface CloseParts {
  pool: Pool;
  client: Client;
  taskQueuePrefix: string;
  /** Items after which a conversation's run continues as new. */
  maxItems: number;
}

const callMs = 5_000;
/** Within the time that the step has. */
const perPass = 16;
const atOnce = 8;

/** Each is closed by its own workflow, so that its clocks, claims and replies end as they should; a lost one is started for it. */
export const createClose =
  (parts: CloseParts): ErasureActivities['closeConversations'] =>
  async ({ erasureId }) => {
    const { pool } = parts;
    await atStep(pool, erasureId, 'closing');
    const { conversationIds } = await scopeOf(pool, erasureId);
    const open = await openOf(pool, conversationIds);
    const merged = open.filter(({ mergedInto }) => mergedInto !== null);
    const survivors = await openOf(
      pool,
      merged.flatMap(({ mergedInto }) => mergedInto ?? []),
    );
    const guests = await guestsOf(pool, conversationIds);
    let closed = 0;
    await forEachLimited(open.slice(0, perPass), atOnce, async (it) => {
      const survivor = survivors.find(({ id }) => id === it.mergedInto);
      const guest = guests.find(({ mergedInto }) => mergedInto === it.id);
      if (guest) await ask(parts, erasureId, it, { type: 'unmerge', conversationId: guest.id });
      else if (!survivor) closed += await ask(parts, erasureId, it, { type: 'erase' });
      else if (!conversationIds.includes(survivor.id)) {
        await ask(parts, erasureId, survivor, { type: 'unmerge', conversationId: it.id });
      } // Else it is closed with its survivor, or goes on by itself and is closed next.
    });
    await count(pool, erasureId, { conversationsClosed: closed });
    return { left: open.length };
  };

async function openOf(pool: Pool, ids: readonly string[]): Promise<Open[]> {
  const { rows } = await pool.query<Open>({
    name: 'erasure-open',
    text: `select id, thread_id as "threadId", platform, account_id as "accountId", merged_into as "mergedInto"
             from conversations where id = any($1::uuid[]) and status <> 'closed' order by id`,
    values: [ids],
  });
  return rows;
}

/** Of somebody who stays, and merged into one that goes: given back, not closed with it. */
async function guestsOf(pool: Pool, ids: readonly string[]) {
  const { rows } = await pool.query<{ id: string; mergedInto: string }>({
    name: 'erasure-guests',
    text: `select id, merged_into as "mergedInto" from conversations
            where merged_into = any($1::uuid[]) and id <> all($1::uuid[]) and status <> 'closed' order by id`,
    values: [ids],
  });
  return rows;
}

/** @returns how many were done; one that can't now is asked again */
async function ask(
  { client, taskQueuePrefix, maxItems }: CloseParts,
  erasureId: string,
  { id: conversationId, threadId, platform, accountId }: Open,
  command: Command,
): Promise<0 | 1> {
  const workflowId = contract.conversationWorkflowId(platform, threadId);
  const commandId = uuidFrom(
    'command',
    'erasure',
    erasureId,
    conversationId,
    JSON.stringify(command),
  );
  const at = Date.now();
  const envelope: CommandEnvelope = {
    ...{ commandId, conversationId, actor: { type: 'system' }, at, bodyHash: commandId, command },
  };
  try {
    const outcome = await client.withDeadline(at + callMs, () =>
      client.workflow.getHandle(workflowId).executeUpdate(contract.commandUpdate, {
        // A refusal may pass: another try must not get its answer.
        args: [envelope],
      }),
    );
    return outcome.status === 'done' ? 1 : 0;
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return 0;
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  const input: contract.ConversationInput = {
    ...{ v: 1, threadId, platform, accountId, taskQueuePrefix, maxItems },
  };
  await client.withDeadline(Date.now() + callMs, () =>
    client.workflow.signalWithStart(contract.conversationWorkflowType, {
      workflowId,
      taskQueue: contract.conversationsQueue(taskQueuePrefix),
      args: [input],
      signal: contract.wakeSignal.name,
      signalArgs: [],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
  return 0;
}
