/** What goes wrong, when: drawn from the seed before anything starts, and done on time. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningDesk } from '../support/running-desk.ts';
import type { Random } from './random.ts';

export interface Fault {
  /** ms after the start */
  at: number;
  role: string;
  kind: 'kill' | 'stop' | 'suspend' | 'wipe';
  /** For stop, suspend and wipe: until it is back, ms. */
  forMs?: number;
}

/** Something was out of order from `from` to `to` (ms since 1970). */
export interface Outage {
  from: number;
  to: number;
  what: string;
}

const killable = ['api', 'conversations', 'delivery', 'dispatch', 'temporal', 'postgres'];

export interface Plan {
  /** How often each role is killed. */
  kills: number;
  /** For how long PostgreSQL is stopped, and later suspended, ms; 0: not at all. */
  postgresDownMs: number;
  /** Delete Temporal's database once. */
  wipeTemporal: boolean;
  durationMs: number;
}

export function drawFaults(random: Random, plan: Plan): Fault[] {
  const faults: Fault[] = [];
  for (const role of killable) {
    for (let count = 0; count < plan.kills; count += 1) {
      faults.push({ at: random.whole(5_000, plan.durationMs), role, kind: 'kill' });
    }
  }
  if (plan.postgresDownMs > 0) {
    const third = plan.durationMs / 3;
    const [role, forMs] = ['postgres', plan.postgresDownMs];
    faults.push({ at: random.whole(5_000, third), role, kind: 'stop', forMs });
    faults.push({ at: random.whole(third * 1.5, third * 2.5), role, kind: 'suspend', forMs });
  }
  if (plan.wipeTemporal) {
    const at = random.whole(plan.durationMs * 0.4, plan.durationMs * 0.6);
    faults.push({ at, role: 'temporal', kind: 'wipe', forMs: 2_000 });
  }
  return faults.toSorted((a, b) => a.at - b.at);
}

/** Does them, each on its own time; resolves when the last is over. */
export async function strike(
  desk: RunningDesk,
  faults: readonly Fault[],
  say: (line: string) => void,
): Promise<Outage[]> {
  const begun = Date.now();
  const outages: Outage[] = [];
  await Promise.all(
    faults.map(async (fault) => {
      await sleep(Math.max(0, begun + fault.at - Date.now()));
      const from = Date.now();
      const what = `${fault.kind} ${fault.role}`;
      say(`${what}${fault.forMs ? ` for ${fault.forMs / 1000} s` : ''}`);
      await actions[fault.kind](desk, fault);
      outages.push({ from, to: await backAgain(desk, fault.role), what });
    }),
  );
  return outages.toSorted((a, b) => a.from - b.from);
}

const actions: Record<Fault['kind'], (desk: RunningDesk, fault: Fault) => Promise<void>> = {
  async kill(desk, { role }) {
    await desk.signal(role, 'SIGKILL');
  },
  async stop(desk, { role, forMs = 0 }) {
    await desk.hold(role);
    await desk.signal(role, 'SIGKILL');
    await sleep(forMs);
    await desk.release(role);
  },
  async suspend(desk, { role, forMs = 0 }) {
    await desk.signal(role, 'SIGSTOP');
    await sleep(forMs);
    await desk.signal(role, 'SIGCONT');
  },
  async wipe(desk, { role, forMs = 0 }) {
    await desk.hold(role);
    await desk.signal(role, 'SIGKILL');
    await sleep(forMs);
    for (const end of ['', '-wal', '-shm']) {
      await rm(join(desk.home, `temporal.db${end}`), { force: true });
    }
    await desk.release(role);
  },
};

/** When its process runs again, ms; those that have a door are asked at it by whoever needs them. */
async function backAgain(desk: RunningDesk, role: string): Promise<number> {
  const end = Date.now() + 60_000;
  await sleep(500);
  while (Date.now() < end) {
    if (await desk.isRunning(role)) return Date.now();
    await sleep(100);
  }
  throw new Error(`${role} did not come back:\n${desk.output()}`);
}
