/** Where the time goes: what each process of the desk used of the machine's cores (Linux only: read from /proc). */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** USER_HZ, 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/**
 * Runs `work` and answers, by role, how many cores its process and that one's children used meanwhile; 1 is one core all
 * the time. Processes that began or ended in between count as far as they are still there.
 */
export async function withCpu<T>(
  runDir: string,
  work: () => Promise<T>,
): Promise<{ value: T; cores: [role: string, cores: number][] }> {
  const before = await usedByRole(runDir);
  const begun = performance.now();
  const value = await work();
  const seconds = (performance.now() - begun) / 1000;
  const after = await usedByRole(runDir);
  const cores = [...after]
    .map(([role, used]): [string, number] => [role, (used - (before.get(role) ?? 0)) / seconds])
    .sort(([, a], [, b]) => b - a);
  return { value, cores };
}

interface Process {
  parent: number;
  /** Seconds since it began. */
  used: number;
}

async function usedByRole(runDir: string): Promise<Map<string, number>> {
  const processes = await readProcesses();
  const children = Map.groupBy(processes.keys(), (pid) => processes.get(pid)?.parent);
  const total = (pid: number): number =>
    (processes.get(pid)?.used ?? 0) +
    (children.get(pid) ?? []).reduce((sum, child) => sum + total(child), 0);
  const files = (await readdir(runDir)).filter((name) => name.endsWith('.pid'));
  const roles = await Promise.all(
    files.map(async (name): Promise<[string, number]> => {
      const pid = Number((await readFile(join(runDir, name), 'utf8')).split('\n')[0]);
      return [name.slice(0, -'.pid'.length), total(pid)];
    }),
  );
  return new Map(roles);
}

async function readProcesses(): Promise<Map<number, Process>> {
  const processes = new Map<number, Process>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // One that has just ended is not there any more.
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.length < 15) continue;
    const used = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    processes.set(Number(name), { parent: Number(fields[1]), used });
  }
  return processes;
}
