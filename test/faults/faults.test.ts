/** The short version of `npm run faults`, which draws a new seed each time; `FAULTS_SEED` asks for another one here. */
import { expect, test } from 'vitest';
import { runFaults } from './scenario.ts';

const seed = Number(process.env['FAULTS_SEED'] ?? 7);

test.each([
  { what: 'kills, stops and suspensions', wipeTemporal: false, seed },
  { what: 'the same, and Temporal’s database deleted', wipeTemporal: true, seed: seed + 1 },
])(
  '$what lose nothing and double nothing (seed $seed)',
  async (run) => {
    const said: string[] = [];
    const { findings } = await runFaults({
      seed: run.seed,
      wipeTemporal: run.wipeTemporal,
      customers: 40,
      perSecond: 6,
      durationMs: 45_000,
      kills: 1,
      postgresDownMs: 8_000,
      say: (line) => said.push(line),
    });
    expect(findings, said.join('\n')).toEqual([]);
  },
  480_000,
);
