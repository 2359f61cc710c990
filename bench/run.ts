/**
 * `npm run bench`: Careline beside bare Temporal, on the same server and in the same run, as machines are noisy: the ratios
 * mean something, the figures little. `-- --short` takes a tenth of the load.
 */
import { measureBare } from './bare.ts';
import { startBenchDesk } from './bench-desk.ts';
import { measureAcks, measureBurst, measureEvents, measureSteady } from './desk-measures.ts';
import { withCpu } from './cpu.ts';
import type { Latencies } from './load.ts';

const isShort = process.argv.includes('--short');
const scale = isShort ? 0.1 : 1;

const acks = ({ perSecond, p50, p99, refused }: Latencies) =>
  `${perSecond.toFixed(0)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, refused ${refused}`;

const bench = await startBenchDesk();

/** (c) Steady arrivals at 60 % of what the bare server does. */
async function steady(perSecond: number, of: string): Promise<void> {
  const seconds = isShort ? 10 : 60;
  const { value: lag, cores } = await withCpu(bench.desk.runDir, () =>
    measureSteady(bench, { threads: 2000, perSecond, seconds }),
  );
  console.log(
    `(c) steady ${perSecond.toFixed(0)}/s, 60 % of (a) ${of}, over 2,000 threads for ${seconds} s: lag p50 ${lag.p50.toFixed(0)} ms, ` +
      `p95 ${lag.p95.toFixed(0)} ms, p99 ${lag.p99.toFixed(0)} ms (aim p95 ≤ 1,000 ms)`,
  );
  console.log(
    `    cores used meanwhile: ${cores.map(([role, used]) => `${role} ${used.toFixed(2)}`).join(', ')}`,
  );
}

try {
  const events = await measureEvents(bench);
  console.log(
    `(d) history of 8 in, 8 out: ${events.resolved} events when resolved (aim ≤ 170), ${events.closed} when closed by hand`,
  );

  const bare = await measureBare(bench.desk.temporalAddress);
  console.log(
    `(a) bare Temporal, signalWithStart + one activity, 100 workflows × 10: ${bare.toFixed(1)} messages/s`,
  );
  // Many signals of one workflow share its tasks; those of many workflows, as in steady arrivals, do not.
  const spread = await measureBare(bench.desk.temporalAddress, { workflows: 1000, messages: 1 });
  console.log(`(a) the same, 1,000 workflows × 1: ${spread.toFixed(1)} messages/s`);

  const burst = await measureBurst(bench, {
    conversations: Math.max(20, 200 * scale),
    messages: 10,
  });
  console.log(
    `(c) burst until visible and routed: ${burst.toFixed(1)} messages/s = ${(burst / bare).toFixed(2)} × (a) (aim ≥ 2)`,
  );

  for (const [of, rate] of [
    ['1,000 × 1', spread],
    ['100 × 10', bare],
  ] as const) {
    await steady(rate * 0.6, of);
  }

  const ingest = await measureAcks(bench, isShort ? 3_000 : 15_000);
  console.log(`(b) webhooks, workers stopped: ${acks(ingest.idle)} (aim ≥ 3,000/s, p99 ≤ 50 ms)`);
  console.log(
    `(b) webhooks, ${ingest.backlog} in the backlog being worked off: ${acks(ingest.draining)} (aim ≥ 1,000/s, p99 ≤ 100 ms)`,
  );
  const again = await measureBare(bench.desk.temporalAddress);
  console.log(`(a) 100 × 10 again at the end: ${again.toFixed(1)} messages/s`);
} finally {
  await bench.pool.end();
  await bench.desk.stop();
}
