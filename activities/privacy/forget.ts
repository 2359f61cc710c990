/**
 * Histories hold ids, the platform's among them, and the words of failures (docs/decisions, 0020). What a workflow of theirs left is
 * deleted from Temporal altogether: each run, its history and what its search knows.
 */
import { isGrpcServiceError, ServiceError, type Client } from '@temporalio/client';
import type { Pool } from 'pg';
import * as contract from '../../workflows/contract.ts';
import type { ErasureActivities } from '../types.ts';
import { atStep, count } from './progress.ts';
import { scopeOf, type Scope } from './scope.ts';

const atOnce = 20;
const callMs = 10_000;
/** gRPC's number. */
const notFound = new Set([5]);

export const createForget =
  ({
    pool,
    client,
    heartbeat,
  }: {
    pool: Pool;
    client: Client;
    heartbeat: () => void;
  }): ErasureActivities['forgetWorkflows'] =>
  async ({ erasureId }) => {
    await atStep(pool, erasureId, 'forgetting');
    const ids = await workflowIds(pool, await scopeOf(pool, erasureId));
    for (let from = 0; from < ids.length; from += atOnce) {
      const runs = await runsOf(client, ids.slice(from, from + atOnce));
      for (const run of runs) await forget(client, run);
      heartbeat();
      await count(pool, erasureId, { workflowRuns: runs.length });
    }
  };

/** All that are named by what is theirs. */
async function workflowIds(
  pool: Pool,
  { threadIds, conversationIds, customerIds }: Scope,
): Promise<string[]> {
  const threads = await pool.query<{ id: string; platform: string }>(
    'select id, platform from threads where id = any($1::uuid[])',
    [threadIds],
  );
  const moderations = await pool.query<{ id: string }>(
    'select id from moderations where conversation_id = any($1::uuid[])',
    [conversationIds],
  );
  const exports = await pool.query<{ id: string }>(
    'select id from data_exports where customer_ids && $1::uuid[]',
    [customerIds],
  );
  const crms = await pool.query<{ id: string }>('select id from crm_connections');
  return [
    ...customerIds.flatMap((person) =>
      crms.rows.map(({ id }) => contract.crmWorkflowId(id, person)),
    ),
    ...threads.rows.map(({ id, platform }) => contract.conversationWorkflowId(platform, id)),
    ...conversationIds.map(contract.assistWorkflowId),
    ...moderations.rows.map(({ id }) => contract.moderationWorkflowId(id)),
    ...exports.rows.map(({ id }) => contract.exportWorkflowId(id)),
  ];
}

interface WorkflowRun {
  workflowId: string;
  runId: string;
}

/** Ids of ours have no quotes. */
async function runsOf(client: Client, ids: readonly string[]): Promise<WorkflowRun[]> {
  const query = `WorkflowId IN (${ids.map((id) => `'${id}'`).join(', ')})`;
  const runs: WorkflowRun[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    runs.push({ workflowId, runId });
  }
  return runs;
}

/** One that still runs has nothing left to do, and ends with it. */
async function forget(client: Client, workflowExecution: WorkflowRun): Promise<void> {
  const { namespace } = client.options;
  try {
    await client.withDeadline(Date.now() + callMs, () =>
      client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution }),
    );
  } catch (error) {
    const cause = error instanceof ServiceError ? error.cause : error;
    if (!isGrpcServiceError(cause) || !notFound.has(cause.code)) throw error;
  }
}
