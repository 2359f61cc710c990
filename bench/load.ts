/** Load on loopback, bounded in count and time; and what comes out of it. */
import { Pool } from 'undici';

/** Runs `work` over all items, so many at a time. */
export async function each<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const iterator = items.values();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (const item of iterator) await work(item);
    }),
  );
}

export interface Latencies {
  count: number;
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
  refused: number;
}

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export interface Webhook {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Posts webhooks over 32 kept connections. Times in ms; anything but 200 is refused. */
export async function postAll(
  origin: string,
  webhooks: readonly Webhook[],
  connections = 32,
): Promise<Latencies> {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const times: number[] = [];
  let refused = 0;
  const begun = performance.now();
  await each(webhooks, connections, async ({ path, headers, body }) => {
    const sent = performance.now();
    const response = await pool.request({ path, method: 'POST', headers, body });
    await response.body.dump();
    if (response.statusCode === 200) times.push(performance.now() - sent);
    else refused += 1;
  });
  const seconds = (performance.now() - begun) / 1000;
  await pool.close();
  return summary(times, seconds, refused);
}

/** Posts at a steady pace, whatever the answers take. */
export async function postSteadily(
  origin: string,
  webhooks: readonly Webhook[],
  perSecond: number,
): Promise<Latencies> {
  const pool = new Pool(origin, { connections: 32, pipelining: 1 });
  const times: number[] = [];
  let refused = 0;
  const begun = performance.now();
  const sending = webhooks.map(async ({ path, headers, body }, index) => {
    const due = begun + (index / perSecond) * 1000;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const sent = performance.now();
    const response = await pool.request({ path, method: 'POST', headers, body });
    await response.body.dump();
    if (response.statusCode === 200) times.push(performance.now() - sent);
    else refused += 1;
  });
  await Promise.all(sending);
  await pool.close();
  return summary(times, (performance.now() - begun) / 1000, refused);
}

function summary(times: number[], seconds: number, refused: number): Latencies {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    perSecond: sorted.length / seconds,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    refused,
  };
}
