/**
 * `npm run faults [-- --short] [--seed N] [--wipe]`: a desk under load while its processes are killed, stopped and suspended,
 * and an offline check of what became of every message, answer and deadline. The seed is printed and repeats the run's
 * decisions.
 */
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { runFaults } from './scenario.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    wipe: { type: 'boolean', default: false },
    seed: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const { findings } = await runFaults({
  seed,
  wipeTemporal: values.wipe,
  ...(values.short
    ? { customers: 40, perSecond: 6, durationMs: 45_000, kills: 1, postgresDownMs: 8_000 }
    : { customers: 200, perSecond: 20, durationMs: 300_000, kills: 4, postgresDownMs: 60_000 }),
  say: (line) => {
    console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
  },
});
await sleep(0);
console.log(
  findings.length === 0 ? 'nothing lost, nothing doubled' : `${findings.length} findings`,
);
process.exit(findings.length === 0 ? 0 : 1);
