/** What happened to a conversation, second by second: for whoever reads a finding and has only the output of a run. */
import type pg from 'pg';
import { Client, Connection } from '@temporalio/client';
import { conversationWorkflowId } from '../../workflows/contract.ts';
import type { RunningDesk } from '../support/running-desk.ts';

/** The newest lines only: what went wrong is near the end. */
const most = 80;

interface Line {
  at: Date;
  says: string;
}

/** Its inbox events, its event log and the history of its workflow's last run, in the order of time. */
export async function explain(
  desk: RunningDesk,
  pool: pg.Pool,
  conversationId: string,
): Promise<string[]> {
  const [workflow, rows] = await Promise.all([
    ofWorkflow(desk, pool, conversationId).catch((error: unknown) => [
      { at: new Date(), says: `its workflow can't be read: ${String(error)}` },
    ]),
    ofRows(pool, conversationId),
  ]);
  return [...rows, ...workflow]
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .slice(-most)
    .map(({ at, says }) => `  ${at.toISOString().slice(11, 23)} ${says}`);
}

async function ofRows(pool: pg.Pool, conversationId: string): Promise<Line[]> {
  const { rows } = await pool.query<Line>(
    `select recorded_at as at, 'event ' || version || ' ' || type || ' ' || coalesce(data->>'id', '') as says
       from events where conversation_id = $1
     union all
     select i.received_at, 'inbox ' || i.id || ' came in' from inbox_events i
       join conversations c on c.thread_id = i.thread_id where c.id = $1
     union all
     select i.applied_at, 'inbox ' || i.id || ' applied' from inbox_events i
       join conversations c on c.thread_id = i.thread_id where c.id = $1 and i.applied_at is not null`,
    [conversationId],
  );
  return rows;
}

async function ofWorkflow(
  desk: RunningDesk,
  pool: pg.Pool,
  conversationId: string,
): Promise<Line[]> {
  const { rows } = await pool.query<{ platform: string; thread_id: string }>(
    'select platform, thread_id from conversations where id = $1',
    [conversationId],
  );
  const [row] = rows;
  if (!row) return [];
  const connection = await Connection.connect({ address: desk.temporalAddress });
  try {
    const handle = new Client({ connection }).workflow.getHandle(
      conversationWorkflowId(row.platform, row.thread_id),
    );
    const { events } = await handle.fetchHistory();
    return (events ?? []).map((event) => ({
      at: new Date(
        Number(event.eventTime?.seconds ?? 0) * 1000 + (event.eventTime?.nanos ?? 0) / 1e6,
      ),
      says: `workflow ${String(event.eventId)} ${nameOf(event)}`,
    }));
  } finally {
    await connection.close();
  }
}

/** Its attributes' key names it, and holds what is worth reading: which signal, which activity, why it failed. */
function nameOf(event: object): string {
  const entry = Object.entries(event).find(
    ([key, value]) => key.endsWith('EventAttributes') && value,
  );
  if (!entry) return '?';
  const [key, value] = entry as [string, Record<string, unknown>];
  const details = ['signalName', 'activityType', 'attempt', 'timeoutType', 'cause', 'retryState']
    .filter((name) => value[name])
    .map((name) => JSON.stringify(value[name]));
  return [key.replace('EventAttributes', ''), ...details].join(' ');
}
