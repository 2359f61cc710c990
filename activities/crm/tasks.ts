/** The rows of what is to be done in a CRM (crm/outbox.ts), as its activity takes them. */
import type { Pool } from 'pg';
import type { TaskKind } from '../../crm/outbox.ts';
import { json } from '../../runtime/rows.ts';

export interface Task {
  id: string;
  kind: TaskKind;
  key: string;
  conversationId: string | null;
  payload: Record<string, unknown>;
  attempts: number;
}

/** The first that waits: a person's tasks are done in their order. */
export async function nextTask(
  pool: Pool,
  connectionId: string,
  personKey: string,
): Promise<Task | undefined> {
  const { rows } = await pool.query<Task>({
    name: 'crm-next-task',
    text: `select id, kind, key, conversation_id as "conversationId", payload, attempts from crm_tasks
            where connection_id = $1 and person_key = $2 and state = 'waiting' order by seq limit 1`,
    values: [connectionId, personKey],
  });
  return rows[0];
}

/** One that was asked for again meanwhile waits on. */
export async function finish(
  pool: Pool,
  { id, payload }: Task,
  end: { state: 'done' | 'refused'; externalId?: string; url?: string; error?: string },
): Promise<void> {
  await pool.query({
    name: 'crm-finish-task',
    text: `update crm_tasks set state = $3, external_id = $4, url = $5, last_error = $6, next_try_at = null, done_at = now()
            where id = $1 and state = 'waiting' and payload = $2`,
    values: [
      ...[id, json(payload), end.state, end.externalId ?? null, end.url ?? null],
      end.error ?? null,
    ],
  });
}

/** To the CRM that has the person's contact; where it is told of this already, there is nothing more to do. */
export async function passOn(pool: Pool, task: Task, connectionId: string): Promise<void> {
  const { rowCount } = await pool.query({
    name: 'crm-pass-on-task',
    text: `update crm_tasks set connection_id = $2, attempts = 0, last_error = null, next_try_at = null, told_at = null
            where id = $1 and state = 'waiting'
              and not exists (select from crm_tasks there where there.connection_id = $2 and there.key = crm_tasks.key)`,
    values: [task.id, connectionId],
  });
  if (rowCount === 0) await finish(pool, task, { state: 'done' });
}

export async function putOff(
  pool: Pool,
  { id }: Task,
  { error, until }: { error: string; until: number },
): Promise<void> {
  await pool.query({
    name: 'crm-put-off-task',
    text: `update crm_tasks set attempts = attempts + 1, last_error = $2, next_try_at = $3 where id = $1 and state = 'waiting'`,
    values: [id, error, new Date(until)],
  });
}
