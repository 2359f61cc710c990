/**
 * The verdict, offline: the sandbox's ledger and its log of acknowledged webhooks against the inbox, the messages, the
 * event log and the read model. Each finding is a sentence; none is what must be.
 */
import pg from 'pg';
import { Client, Connection } from '@temporalio/client';
import { ask } from '../support/client.ts';
import { differencesFromLog } from '../support/read-model.ts';
import type { RunningDesk } from '../support/running-desk.ts';
import type { Crowd } from './crowd.ts';
import { explain } from './explain.ts';
import type { Outage } from './nemesis.ts';

interface Acknowledged {
  platform: string;
  customer: string;
  platformMessageId?: string;
  kind?: string;
  text?: string;
  sentAt: number | string;
}
interface Sent {
  platform: string;
  customer: string;
  text: string;
  platformMessageId: string;
}
interface MessageRow {
  id: string;
  direction: string;
  delivery_status: string;
  platform_message_id: string | null;
  content: string;
  thread_id: string;
  version: number | null;
  customer: string;
}

/** After an outage is over, deadlines may be late for so long (design.md, rule 12). */
const graceMs = 30_000;
const lateMs = 2_000;
const longestHistory = 10_240;

export async function check(
  desk: RunningDesk,
  crowd: Crowd,
  outages: readonly Outage[],
): Promise<{ findings: string[]; figures: Record<string, number>; explained: string[] }> {
  const pool = new pg.Pool({ connectionString: desk.databaseUrl, max: 2 });
  pool.on('error', () => undefined);
  try {
    const messages = await messagesOf(pool);
    const acknowledged = (
      await ask<{ data: Acknowledged[] }>(desk.sandbox, 'GET', '/sandbox/inbox-log')
    ).data.filter(({ text }) => text?.startsWith('message '));
    const ledger = (await ask<{ data: Sent[] }>(desk.sandbox, 'GET', '/sandbox/ledger')).data;
    const findings = [
      ...inbound(messages, acknowledged, crowd),
      ...order(messages),
      ...outbound(messages, ledger, crowd),
      ...(await commitments(pool, outages)),
      ...(await inSession(pool, readModel)),
      ...(await applied(pool)),
      ...(await leftovers(pool)),
      ...(await histories(desk)),
    ];
    const late = findings.map((finding) => /^I6: ([^/]+)\//.exec(finding)?.[1]).find(Boolean);
    const states = new Map<string, number>();
    for (const { direction, delivery_status } of messages) {
      if (direction !== 'outbound') continue;
      states.set(delivery_status, (states.get(delivery_status) ?? 0) + 1);
    }
    return {
      findings,
      explained: late ? await explain(desk, pool, late) : [],
      figures: {
        acknowledged: acknowledged.length,
        inbound: messages.filter(({ direction }) => direction === 'inbound').length,
        ledger: ledger.length,
        ...Object.fromEntries(states),
      },
    };
  } finally {
    await pool.end();
  }
}

async function inSession<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

async function messagesOf(pool: pg.Pool): Promise<MessageRow[]> {
  const { rows } = await pool.query<MessageRow>(
    `select m.id, m.direction, m.delivery_status, m.platform_message_id, b.content, m.thread_id,
            t.customer_external_id as customer,
            (select e.version from events e where e.conversation_id = m.conversation_id
                and e.type = 'message_received' and e.data->>'messageId' = m.id::text) as version
       from messages m join message_bodies b on b.message_id = m.id join threads t on t.id = m.thread_id
      order by m.thread_id, m.timestamp, m.ordinal`,
  );
  return rows;
}

/** I1 and I2: each acknowledged message is there exactly once, and nothing that was not sent. */
function inbound(messages: MessageRow[], acknowledged: Acknowledged[], crowd: Crowd): string[] {
  const findings: string[] = [];
  const rows = new Map<string, number>();
  for (const { direction, content } of messages) {
    if (direction === 'inbound' && content.startsWith('message ')) {
      rows.set(content, (rows.get(content) ?? 0) + 1);
    }
  }
  for (const text of new Set(acknowledged.map((it) => it.text ?? ''))) {
    if (!rows.has(text)) findings.push(`I1 lost: "${text}" was acknowledged and is nowhere`);
  }
  for (const [text, count] of rows)
    if (count > 1) findings.push(`I1 doubled: "${text}" × ${count}`);
  if (rows.size > crowd.written)
    findings.push(`I2: ${rows.size} messages of ${crowd.written} written`);
  return findings;
}

/** I3: within a thread, as agents read it, in the order they were written. */
function order(messages: MessageRow[]): string[] {
  const last = new Map<string, number>();
  const findings: string[] = [];
  for (const { direction, content, thread_id } of messages) {
    const number = /^message (\d+) /.exec(content)?.[1];
    if (direction !== 'inbound' || number === undefined) continue;
    if (Number(number) < (last.get(thread_id) ?? -1)) {
      findings.push(`I3: "${content}" came after message ${last.get(thread_id)}`);
    }
    last.set(thread_id, Number(number));
  }
  return findings;
}

/** I5: each answer is in the platform's ledger at most once, and as its state says. */
function outbound(messages: MessageRow[], ledger: Sent[], crowd: Crowd): string[] {
  const findings: string[] = [];
  const count = new Map<string, number>();
  for (const { text } of ledger) count.set(text, (count.get(text) ?? 0) + 1);
  for (const [text, times] of count) {
    if (times > 1) findings.push(`I5 sent twice: "${text}" × ${times}`);
  }
  const rows = new Map(messages.map((row) => [row.content, row]));
  const arrived = ['sent', 'delivered', 'read'];
  for (const { text, told, conversationId } of crowd.asked) {
    const row = rows.get(text);
    const times = count.get(text) ?? 0;
    if (told === 'done' && !row) findings.push(`"${text}" was told done and is nowhere`);
    if (told === 'open') findings.push(`"${text}" (${conversationId}) was never answered`);
    if (!row) {
      if (times > 0) findings.push(`I5: "${text}" is in the ledger, but not in the desk`);
      continue;
    }
    const status = row.delivery_status;
    if (arrived.includes(status) && times !== 1) {
      findings.push(`I5: "${text}" is ${status}, and ${times} × in the ledger`);
    }
    if (['failed', 'held', 'cancelled', 'queued'].includes(status) && times > 0) {
      findings.push(`I5: "${text}" is ${status}, but in the ledger`);
    }
    if (status === 'sending') findings.push(`"${text}" is still being sent`);
  }
  return findings;
}

interface CommitmentRow {
  conversation_id: string;
  id: string;
  started: string;
  ended: string;
  outcome: string | null;
  due_at: number | null;
  recorded_at: Date | null;
  started_at: Date;
}

/** I6: each promise ends once; a breach was recorded within 2 s of its instant, outages excepted. */
async function commitments(pool: pg.Pool, outages: readonly Outage[]): Promise<string[]> {
  const { rows } = await pool.query<CommitmentRow>(
    `select s.conversation_id, s.data->>'id' as id, count(distinct s.id) as started, count(distinct e.id) as ended,
            max(e.data->>'outcome') as outcome,
            max(coalesce(r.data->>'dueAt', s.data->>'dueAt'))::float8 as due_at, max(e.recorded_at) as recorded_at,
            min(s.recorded_at) as started_at
       from events s
       left join events e on e.conversation_id = s.conversation_id and e.type = 'commitment_ended'
            and e.data->>'id' = s.data->>'id'
       left join lateral (select data from events x where x.conversation_id = s.conversation_id
             and x.type = 'commitment_redated' and x.data->>'id' = s.data->>'id' order by version desc limit 1) r on true
      where s.type = 'commitment_started' group by 1, 2`,
  );
  const now = Date.now();
  const findings: string[] = [];
  for (const row of rows) {
    const name = `${row.conversation_id}/${row.id}`;
    if (Number(row.started) !== 1) findings.push(`I6: ${name} began ${row.started} times`);
    if (Number(row.ended) > 1) findings.push(`I6: ${name} ended ${row.ended} times`);
    const isOver = row.due_at !== null && row.due_at + graceMs < now;
    if (Number(row.ended) === 0 && isOver) findings.push(`I6: ${name} was due and never ended`);
    if (row.outcome !== 'breached' || row.due_at === null || !row.recorded_at) continue;
    const late = row.recorded_at.getTime() - row.due_at;
    if (late < 0) findings.push(`I6: ${name} breached ${-late} ms early`);
    if (late > lateMs && !isExcused(row.due_at, row.recorded_at.getTime(), outages)) {
      const begun = row.recorded_at.getTime() - row.started_at.getTime();
      findings.push(
        `I6: ${name} breached ${late} ms late at ${row.recorded_at.toISOString()}, begun ${begun} ms before, without an outage`,
      );
    }
  }
  return findings;
}

/** An outage counts until 30 s after its end; overlapping ones are one. */
function isExcused(due: number, recorded: number, outages: readonly Outage[]): boolean {
  let at = due;
  for (const { from, to } of outages) {
    if (from - lateMs > at) break;
    at = Math.max(at, to + graceMs);
    if (at >= recorded) return true;
  }
  return false;
}

/** I9: the read model is the fold of the events. */
async function readModel(client: pg.PoolClient): Promise<string[]> {
  // One snapshot: receipts still come in, and change rows and log together.
  await client.query('begin isolation level repeatable read read only');
  const findings = await differencesFromLog(client);
  await client.query('commit');
  return findings;
}

/** I3 too: what was numbered was applied in the order of the numbers. */
async function applied(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ thread_id: string; thread_seq: number }>(
    `select thread_id, thread_seq from (
       select i.thread_id, i.thread_seq, lag(i.thread_seq) over (
                partition by i.thread_id order by c.created_at, e.version) as before
         from events e join conversations c on c.id = e.conversation_id
         join inbox_events i on i.id = (e.data->>'eventId')::bigint
        where e.type = 'message_received') numbered
      where before >= thread_seq`,
  );
  return rows.map(
    (row) => `I3: number ${row.thread_seq} of thread ${row.thread_id} was applied late`,
  );
}

async function leftovers(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ what: string; count: number }>(
    `select 'events not applied' as what, count(*)::int as count from inbox_events where applied_at is null
      union all select 'dead letters', count(*)::int from dead_letters
      union all select 'threads with two open conversations', count(*)::int from
        (select 1 from conversations where status <> 'closed' group by thread_id having count(*) > 1) twice`,
  );
  return rows.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what}`);
}

/** No history grows without bound. */
async function histories(desk: RunningDesk): Promise<string[]> {
  const connection = await Connection.connect({ address: desk.temporalAddress });
  const findings: string[] = [];
  try {
    const client = new Client({ connection });
    const list = client.workflow.list({ query: 'WorkflowType = "conversation"' });
    for await (const { workflowId, runId, historyLength, status } of list) {
      if (historyLength > longestHistory) {
        findings.push(`the history of ${workflowId} has ${historyLength} events`);
      }
      if (status.name === 'FAILED' || status.name === 'TERMINATED') {
        const why = await client.workflow
          .getHandle(workflowId, runId, { followRuns: false })
          .result()
          .catch((error: unknown) => (error instanceof Error ? (error.cause ?? error) : error));
        findings.push(`${workflowId} ended as ${status.name}: ${String(why)}`);
      }
    }
  } finally {
    await connection.close();
  }
  return findings;
}
