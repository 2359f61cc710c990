import pg from 'pg';
import { ask, until } from '../support/client.ts';
import { startDesk, type RunningDesk } from '../support/running-desk.ts';
import { check } from './check.ts';
import { runCrowd } from './crowd.ts';
import { drawFaults, strike } from './nemesis.ts';
import { seeded } from './random.ts';

export interface Scenario {
  seed: number;
  customers: number;
  perSecond: number;
  durationMs: number;
  /** How often each process is killed. */
  kills: number;
  /** For how long PostgreSQL is stopped, and later suspended. */
  postgresDownMs: number;
  wipeTemporal: boolean;
  say: (line: string) => void;
}

/** Faults for safety, then peace for liveness: everything must come to its end, and then be right. */
export async function runFaults(scenario: Scenario): Promise<{ findings: string[] }> {
  const { say, ...options } = scenario;
  say(JSON.stringify(options));
  const random = seeded(scenario.seed);
  const faults = drawFaults(random, scenario);
  const desk = await startDesk({ LOG_LEVEL: 'warn' });
  try {
    await prepare(desk);
    const [crowd, outages] = await Promise.all([
      runCrowd(desk, random, scenario),
      strike(desk, faults, say),
    ]);
    const answers = crowd.asked.length;
    say(`peace: ${crowd.written} written, ${answers} answers asked for`);
    await ask(desk.sandbox, 'DELETE', '/sandbox/faults');
    await settled(desk, say);
    const { findings, figures, explained } = await check(desk, crowd, outages);
    say(JSON.stringify(figures));
    for (const finding of findings) say(`FOUND ${finding}`);
    for (const line of explained) say(line);
    if (findings.length > 0) say(`seed ${scenario.seed}`);
    return { findings };
  } finally {
    await desk.stop();
  }
}

/** A policy whose deadlines fall into the run, agents with room for everybody, and a platform that loses answers. */
async function prepare(desk: RunningDesk): Promise<void> {
  const policy = await desk.asAdmin<{ id: string }>('POST', '/sla-policies', {
    name: 'Faults',
    config: {
      firstResponseMinutes: 0.5,
      nextResponseMinutes: 0.5,
      resolutionHours: 0.02,
      businessHoursOnly: false,
    },
  });
  const team = await desk.asAdmin<{ id: string }>('POST', '/teams', {
    name: 'Faults',
    routingStrategy: 'load-balanced',
    slaPolicyId: policy.id,
  });
  const accounts = await desk.asAdmin<{ data: { id: string }[] }>('GET', '/accounts');
  for (const { id } of accounts.data) {
    await desk.asAdmin('PATCH', `/accounts/${id}`, { teamId: team.id, slaPolicyId: policy.id });
  }
  const rules = await desk.asAdmin<{ data: { id: string }[] }>('GET', '/routing-rules');
  for (const { id } of rules.data) await desk.asAdmin('DELETE', `/routing-rules/${id}`);
  for (let index = 0; index < 5; index += 1) {
    const agent = await desk.asAdmin<{ id: string }>('POST', '/agents', {
      name: `Fault ${index}`,
      email: `fault${index}@example.com`,
      role: 'agent',
      teamId: team.id,
      skills: [],
      capacity: 500,
    });
    await desk.asAdmin('PUT', `/agents/${agent.id}/availability`, { availability: 'online' });
  }
  await ask(desk.sandbox, 'POST', '/sandbox/faults', {
    body: { endpoint: 'send', kind: 'accept_then_drop', probability: 0.1 },
  });
  await ask(desk.sandbox, 'POST', '/sandbox/faults', {
    body: { endpoint: 'send', kind: 'rate_limit', retryAfterSeconds: 1, probability: 0.05 },
  });
  await ask(desk.sandbox, 'POST', '/sandbox/faults', {
    body: { endpoint: 'webhook', kind: 'duplicate_webhooks', probability: 0.1 },
  });
}

/** Until the platforms have delivered, everything is applied, nothing is on its way, and no deadline is overdue. */
async function settled(desk: RunningDesk, say: (line: string) => void): Promise<void> {
  const pool = new pg.Pool({ connectionString: desk.databaseUrl, max: 1 });
  pool.on('error', () => undefined);
  const begun = Date.now();
  const open = async () => {
    const { data } = await ask<{ data: unknown[] }>(desk.sandbox, 'GET', '/sandbox/pending');
    const { rows } = await pool.query<{ open: string }>(
      `select (select count(*) from inbox_events where applied_at is null)
            + (select count(*) from messages where delivery_status in ('queued', 'sending'))
            + (select count(*) from conversations where next_due_at < now() - interval '2 seconds') as open`,
    );
    return data.length + Number(rows[0]?.open ?? 0);
  };
  try {
    await until(
      () => open().catch(() => Number.NaN),
      (left) => left === 0,
      240_000,
    );
    say(`settled ${((Date.now() - begun) / 1000).toFixed(1)} s after the last fault`);
    await until(
      () => open(),
      (left) => left === 0,
      30_000,
    );
  } catch (error) {
    say(`FOUND not settled: ${String(error)}; what the desk said:\n${desk.output()}`);
  } finally {
    await pool.end();
  }
}
