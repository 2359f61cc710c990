/** What a desk does per second, and how far behind it is. */
import type pg from 'pg';
import { Client, Connection } from '@temporalio/client';
import { ask, until } from '../test/support/client.ts';
import type { BenchDesk } from './bench-desk.ts';
import { percentile, postAll, postSteadily, type Latencies } from './load.ts';

const workers = ['dispatch', 'conversations', 'delivery'];

/** (b) Webhooks accepted per second: with the workers stopped, and while they work off what that left. */
export async function measureAcks(
  bench: BenchDesk,
  count: number,
): Promise<{ idle: Latencies; draining: Latencies; backlog: number }> {
  const webhooks = (round: number) =>
    Array.from({ length: count }, (_, index) => {
      const customer = 1_000_000 * round + (index % 200);
      const make = index % 2 === 0 ? bench.telegram : bench.facebook;
      return make(customer, `Where is my parcel ${index}?`);
    });
  await postAll(bench.desk.api, webhooks(1).slice(0, 500)); // Warm.
  for (const role of workers) await bench.desk.hold(role);
  for (const role of workers) await bench.desk.signal(role, 'SIGKILL');
  const idle = await postAll(bench.desk.api, webhooks(2));
  const backlog = await unapplied(bench.pool);
  for (const role of workers) await bench.desk.release(role);
  await until(
    () => unapplied(bench.pool),
    (left) => left < backlog,
    60_000,
  );
  const draining = await postAll(bench.desk.api, webhooks(3));
  await drained(bench.pool, 600_000);
  return { idle, draining, backlog };
}

/** (c) A burst: until every message is in the read model, and every conversation has an agent. */
export async function measureBurst(
  bench: BenchDesk,
  { conversations, messages }: { conversations: number; messages: number },
): Promise<number> {
  const webhooks = Array.from({ length: conversations * messages }, (_, index) =>
    bench.telegram(8_000_000 + (index % conversations), `Message ${index}?`),
  );
  const begun = performance.now();
  await postAll(bench.desk.api, webhooks);
  await drained(bench.pool, 300_000);
  await until(
    () => waiting(bench.pool),
    (count) => count === 0,
    60_000,
  );
  return webhooks.length / ((performance.now() - begun) / 1000);
}

/** (c) Steady arrivals: the lag from acknowledged to visible, ms. */
export async function measureSteady(
  bench: BenchDesk,
  { threads, perSecond, seconds }: { threads: number; perSecond: number; seconds: number },
): Promise<{ p50: number; p95: number; p99: number; acks: Latencies }> {
  const before = await newest(bench.pool);
  const webhooks = Array.from({ length: Math.floor(perSecond * seconds) }, (_, index) =>
    bench.telegram(20_000_000 + ((index * 7919) % threads), `Message ${index}?`),
  );
  const acks = await postSteadily(bench.desk.api, webhooks, perSecond);
  await drained(bench.pool, 300_000);
  const { rows } = await bench.pool.query<{ lag: number }>(
    `select extract(epoch from applied_at - received_at)::float8 * 1000 as lag from inbox_events where id > $1 order by 1`,
    [before],
  );
  const lags = rows.map(({ lag }) => lag);
  return {
    p50: percentile(lags, 0.5),
    p95: percentile(lags, 0.95),
    p99: percentile(lags, 0.99),
    acks,
  };
}

/** (d) Events in the history of a conversation of eight questions and eight answers: resolved, and then closed by hand. */
export async function measureEvents(
  bench: BenchDesk,
): Promise<{ resolved: number; closed: number }> {
  const { desk } = bench;
  const customer = { id: '6600123', name: 'Eight by eight' };
  let conversationId = '';
  for (let round = 1; round <= 8; round += 1) {
    await ask(desk.sandbox, 'POST', '/sandbox/telegram/inbound', {
      body: { customer, text: `Question ${round}?` },
    });
    conversationId = await until(
      () => byName(bench.pool, customer.name, round),
      (id) => id !== '',
    );
    await desk.asAdmin('POST', `/conversations/${conversationId}/messages`, {
      content: `Answer ${round}.`,
    });
    await until(
      () => sent(bench.pool, conversationId),
      (count) => count === round,
    );
    await new Promise((resolve) => setTimeout(resolve, 1_100)); // Telegram's own pace for one chat.
  }
  await desk.asAdmin('POST', `/conversations/${conversationId}/resolve`, {});
  const thread = await bench.pool.query<{ thread_id: string }>(
    'select thread_id from conversations where id = $1',
    [conversationId],
  );
  const connection = await Connection.connect({ address: desk.temporalAddress });
  try {
    const handle = new Client({ connection }).workflow.getHandle(
      `conversation/telegram/${thread.rows[0]?.thread_id ?? ''}`,
    );
    const { historyLength: resolved } = await handle.describe();
    await desk.asAdmin('POST', `/conversations/${conversationId}/close`, {});
    await handle.result();
    return { resolved, closed: (await handle.describe()).historyLength };
  } finally {
    await connection.close();
  }
}

const one = async (pool: pg.Pool, text: string, values: unknown[] = []): Promise<number> => {
  const { rows } = await pool.query<{ value: string | null }>(text, values);
  return Number(rows[0]?.value ?? 0);
};

const unapplied = (pool: pg.Pool) =>
  one(pool, 'select count(*) as value from inbox_events where applied_at is null');
const newest = (pool: pg.Pool) => one(pool, 'select max(id) as value from inbox_events');
const waiting = (pool: pg.Pool) =>
  one(pool, 'select count(*) as value from conversations where waiting_since is not null');
const sent = (pool: pg.Pool, id: string) =>
  one(
    pool,
    `select count(*) as value from messages where conversation_id = $1 and direction = 'outbound' and delivery_status = 'sent'`,
    [id],
  );

async function byName(pool: pg.Pool, name: string, messages: number): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `select c.id from conversations c join customers k on k.id = c.customer_id
      where k.name = $1 and c.assigned_to is not null
        and (select count(*) from messages m where m.conversation_id = c.id and m.direction = 'inbound') = $2`,
    [name, messages],
  );
  return rows[0]?.id ?? '';
}

const drained = (pool: pg.Pool, withinMs: number) =>
  until(
    () => unapplied(pool),
    (left) => left === 0,
    withinMs,
  );
