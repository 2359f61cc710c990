/** Processes and ports of this machine, by number. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A mistake that one sentence explains: shown without a stack, and the process ends with 1. */
export class OpsError extends Error {
  override name = 'OpsError';
}

/** Whether it runs. A zombie (ended, but its parent has not asked) does not. */
export async function isAlive(pid: number): Promise<boolean> {
  if (!hasNumber(pid)) return false;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // No such file: there is no /proc, or it has ended between the two looks.
  return stat === undefined ? hasNumber(pid) : !/^\d+ \(.*\) Z /s.test(stat);
}

function hasNumber(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Its command line, to tell a process of ours from another that got its number meanwhile; empty when it has ended. */
export async function commandOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (line !== undefined) return line.replaceAll('\0', ' ').trim();
  return promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
}

/**
 * Asks a process to end and waits for it; after `withinMs` it is killed. Also ends one that was suspended.
 * @returns false when it had to be killed.
 */
export async function endProcess(
  pid: number,
  { signal = 'SIGTERM', withinMs = 15_000 }: { signal?: NodeJS.Signals; withinMs?: number } = {},
): Promise<boolean> {
  trySignal(pid, signal);
  trySignal(pid, 'SIGCONT');
  if (await hasEnded(pid, withinMs)) return true;
  trySignal(pid, 'SIGKILL');
  await hasEnded(pid, 5_000);
  return false;
}

async function hasEnded(pid: number, withinMs: number): Promise<boolean> {
  for (const until = Date.now() + withinMs; Date.now() < until; await sleep(25)) {
    if (!(await isAlive(pid))) return true;
  }
  return false;
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

/** The number in a pid file, if there is one. */
export async function readPid(file: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  return pid > 0 ? pid : undefined;
}

/** @throws OpsError in one sentence when someone listens there already. */
export async function requireFreePort(
  port: number,
  purpose: string,
  setting: string,
): Promise<void> {
  if (await isFree(port)) return;
  throw new OpsError(
    `Port ${port} (${purpose}) is in use by another program: end that one, or set ${setting} to a free port.`,
  );
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });

/** A port that nobody listens on at this moment. */
export const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === 'object') resolve(address.port);
        else reject(new OpsError('This machine gives out no port.'));
      });
    });
  });
