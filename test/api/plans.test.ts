/** What is asked at every turn reads as much of a long conversation as it shows, and no more: also of one that is merged. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pool } from 'pg';
import { readConversation } from '../../api/reads/conversation.ts';
import { listMessages } from '../../api/reads/messages.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk } from './support/rows.ts';

const messagesEach = 10_000;

let api: TestApi;
let conversationId: string;

beforeAll(async () => {
  api = await startApi();
  const { pool } = api.parts;
  const desk = await addDesk(pool);
  const [survivor, merged] = [await addConversation(pool, desk), await addConversation(pool, desk)];
  conversationId = survivor.id;
  await pool.query('update conversations set merged_into = $2 where id = $1', [
    merged.id,
    survivor.id,
  ]);
  await pool.query(
    `insert into messages (id, conversation_id, thread_id, account_id, platform, direction, content_type, sender_id,
       sender_type, timestamp, delivery_status, recorded_at)
     select gen_random_uuid(), c.id, c.thread_id, c.account_id, 'facebook',
            case when k % 3 = 0 then 'outbound' else 'inbound' end, 'text', 'x', 'customer', made, 'sent', made
       from conversations c, generate_series(1, ${String(messagesEach)}) k,
            lateral (select now() - (${String(messagesEach)} - k) * interval '1 minute' as made) as t`,
  );
  await pool.query(
    `insert into conversation_reads (agent_id, conversation_id, read_until, read_ordinal)
     values ($1, $2, now() - interval '20 minutes', 0)`,
    [api.agents.agent, conversationId],
  );
  await pool.query('vacuum analyze messages, conversations, conversation_reads');
});
afterAll(() => api.end());

interface Plan {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** How many rows of `messages` the statements of `run` read. */
async function readBy(run: (pool: Pool) => Promise<unknown>): Promise<number> {
  const asked: [text: string, values: unknown[]][] = [];
  const { pool } = api.parts;
  const listening = {
    query(query: string | { text: string; values: unknown[] }, values: unknown[] = []) {
      const it = typeof query === 'string' ? { text: query, values } : query;
      asked.push([it.text, it.values]);
      return pool.query(it.text, it.values);
    },
  };
  await run(listening as unknown as Pool);
  let rows = 0;
  for (const [text, values] of asked) {
    const { rows: found } = await pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (analyze, format json) ${text}`,
      values,
    );
    rows += found.reduce((sum, it) => sum + rowsOf(it['QUERY PLAN'][0].Plan), 0);
  }
  return rows;
}

const rowsOf = (plan: Plan): number =>
  (plan['Relation Name'] === 'messages'
    ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
    : 0) + (plan.Plans ?? []).reduce((sum, it) => sum + rowsOf(it), 0);

test.each(['asc', 'desc'] as const)(
  'a page of messages, %s, and the one after it',
  async (order) => {
    const first = await listMessages(api.parts.pool, conversationId, { order, limit: 50 });
    expect(first.data).toHaveLength(50);
    const cursor = first.nextCursor ?? '';
    expect(
      await readBy((pool) => listMessages(pool, conversationId, { order, limit: 50 })),
    ).toBeLessThan(110);
    expect(
      await readBy((pool) => listMessages(pool, conversationId, { order, limit: 50, cursor })),
    ).toBeLessThan(110);
  },
);

test('a conversation, with its last words and what is unread', async () => {
  const { agent } = api.agents;
  const row = await readConversation(api.parts.pool, { agentId: agent }, conversationId);
  expect(row.unread).toBeGreaterThan(20);
  expect(row.unread).toBeLessThan(40);
  expect(
    await readBy((pool) => readConversation(pool, { agentId: agent }, conversationId)),
  ).toBeLessThan(100);
});

test('and for who never opened it, what came after our last answer', async () => {
  const { supervisor } = api.agents;
  const row = await readConversation(api.parts.pool, { agentId: supervisor }, conversationId);
  expect(row.unread).toBeLessThan(5);
  expect(
    await readBy((pool) => readConversation(pool, { agentId: supervisor }, conversationId)),
  ).toBeLessThan(100);
});
