/** Keeps the processes of a desk running: one child each, its pid in a file, started again when it dies. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf, endProcess, isAlive, OpsError, readPid } from './processes.ts';

/** One process of the desk. */
export interface Role {
  name: string;
  command: string;
  args: string[];
  /** Part of its command line by which a process of ours is told from a stranger with the same number. */
  marker: string;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Whom to run as, where that is not us. */
  user?: { uid: number; gid: number };
  /** How it is asked to end, and how long it may take, in ms. */
  stopSignal?: NodeJS.Signals;
  stopWithinMs?: number;
  /** Asked every 100 ms until it says so; without it a process is ready when it runs. */
  isReady?: () => Promise<boolean>;
}

interface Running {
  role: Role;
  child?: ChildProcess;
  stopping: boolean;
  /** Deaths in a row, each soon after its start. */
  deaths: number;
  /** All of them, and when its process began (ms since 1970). */
  allDeaths: number;
  since: number;
  restart?: NodeJS.Timeout;
}

const backoffMs = { first: 200, most: 10_000 };
/** One that ran so long starts again at the first step of the backoff. */
const settledAfterMs = 30_000;
/** So many deaths before it was ever ready are no accident. */
const hopelessDeaths = 4;

export class Supervisor {
  #closed = false;
  readonly #running = new Map<string, Running>();
  readonly #runDir: string;
  readonly #logDir: string;
  readonly #say: (line: string) => void;

  /**
   * @param options.runDir where `<role>.pid` is; a file `<role>.hold` there keeps a role that died from being started.
   * @param options.logDir where each role's stdout and stderr go, as `<role>.log`.
   */
  constructor(options: { runDir: string; logDir: string; say: (line: string) => void }) {
    this.#runDir = options.runDir;
    this.#logDir = options.logDir;
    this.#say = options.say;
  }

  /** Ends what an earlier desk, killed with SIGKILL, left running under this name. */
  async endLeftover(
    role: Pick<Role, 'name' | 'marker' | 'stopSignal' | 'stopWithinMs'>,
  ): Promise<void> {
    const file = this.#pidFile(role.name);
    const pid = await readPid(file);
    if (pid && (await isAlive(pid)) && (await commandOf(pid)).includes(role.marker)) {
      this.#say(`${role.name} of an earlier run (${pid}) is ended first`);
      await endProcess(pid, {
        ...(role.stopSignal && { signal: role.stopSignal }),
        withinMs: role.stopWithinMs ?? 10_000,
      });
    }
    await rm(file, { force: true });
  }

  /**
   * Starts a role and waits until it is ready.
   * @throws OpsError with the end of its log when it dies several times before, or is not ready in time.
   */
  async start(role: Role, { readyWithinMs = 60_000 } = {}): Promise<void> {
    if (this.#closed) throw new OpsError('The desk is ending.');
    await mkdir(this.#runDir, { recursive: true });
    await mkdir(this.#logDir, { recursive: true });
    const running: Running = {
      ...{ role, stopping: false },
      ...{ deaths: 0, allDeaths: 0, since: Date.now() },
    };
    this.#running.set(role.name, running);
    this.#spawn(running);
    const until = Date.now() + readyWithinMs;
    while (!(await isReady(running))) {
      const hopeless = running.deaths >= hopelessDeaths;
      if (running.stopping) return;
      if (hopeless || Date.now() > until) {
        await this.stop(role.name);
        throw new OpsError(
          `${role.name} ${hopeless ? 'dies at its start' : `was not ready after ${readyWithinMs / 1000} s`}; ` +
            `the end of ${this.#logFile(role.name)}:\n${await this.#lastLines(role.name)}`,
        );
      }
      await sleep(100);
    }
  }

  /** Ends a role for good; afterwards it is not started again. */
  async stop(name: string): Promise<void> {
    const running = this.#running.get(name);
    if (!running) return;
    running.stopping = true;
    clearTimeout(running.restart);
    const { child, role } = running;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const gently = await endProcess(child.pid, {
        ...(role.stopSignal && { signal: role.stopSignal }),
        ...(role.stopWithinMs !== undefined && { withinMs: role.stopWithinMs }),
      });
      if (!gently) this.#say(`${name} did not end in time and was killed`);
    }
    await rm(this.#pidFile(name), { force: true });
    this.#running.delete(name);
  }

  /** Ends everything, group after group; nothing can be started any more. */
  async shutdown(order: readonly (readonly string[])[]): Promise<void> {
    this.#closed = true;
    // Marked first: one that dies because another has gone is not started again.
    for (const running of this.#running.values()) running.stopping = true;
    for (const group of order) await Promise.all(group.map((name) => this.stop(name)));
    await Promise.all([...this.#running.keys()].map((name) => this.stop(name)));
  }

  /** Kills everything at once, when nobody wants to wait any longer. */
  killAll(): void {
    for (const running of this.#running.values()) {
      running.stopping = true;
      running.child?.kill('SIGKILL');
    }
  }

  /** Who runs, who is down, how often each has died. */
  roles(): { name: string; isRunning: boolean; deaths: number; since: number }[] {
    return [...this.#running.values()].map((it) => ({
      ...{ name: it.role.name, isRunning: isRunning(it), deaths: it.allDeaths, since: it.since },
    }));
  }

  /** As if the machine had done it: no word before, and all its children at once. @returns false when it does not run */
  kill(name: string): boolean {
    const running = this.#running.get(name);
    if (running?.child?.pid === undefined || !isRunning(running)) return false;
    try {
      return process.kill(-running.child.pid, 'SIGKILL');
    } catch {
      return false; // It has just ended by itself.
    }
  }

  #spawn(running: Running): void {
    const { role } = running;
    // Straight into the file: a supervisor that is slow, or was killed, never blocks a role or loses its last words.
    const log = openSync(this.#logFile(role.name), 'a');
    const startedAt = Date.now();
    const child = spawn(role.command, role.args, {
      // A process group of its own: Ctrl-C reaches only the supervisor, which ends the roles in their order.
      detached: true,
      stdio: ['ignore', log, log],
      ...(role.cwd !== undefined && { cwd: role.cwd }),
      ...(role.env && { env: role.env }),
      ...role.user,
    });
    closeSync(log);
    running.child = child;
    running.since = startedAt;
    child.once('error', (error) => {
      this.#ended(running, startedAt, `could not be started (${error.message})`);
    });
    child.once('exit', (code, signal) => {
      this.#ended(running, startedAt, `died (${signal ?? `exit ${code ?? '?'}`})`);
    });
    if (child.pid !== undefined) writeFileSync(this.#pidFile(role.name), `${child.pid}\n`);
  }

  #ended(running: Running, startedAt: number, how: string): void {
    if (running.stopping) return;
    const { name } = running.role;
    running.allDeaths += 1;
    running.deaths = Date.now() - startedAt > settledAfterMs ? 1 : running.deaths + 1;
    const delay = Math.min(backoffMs.first * 2 ** (running.deaths - 1), backoffMs.most);
    this.#say(`${name} ${how}; it is started again in ${delay / 1000} s`);
    this.#restartIn(running, delay);
  }

  #restartIn(running: Running, delay: number): void {
    const { name } = running.role;
    running.restart = setTimeout(() => {
      if (running.stopping) return;
      if (existsSync(join(this.#runDir, `${name}.hold`))) {
        this.#restartIn(running, backoffMs.first);
        return;
      }
      this.#spawn(running);
      this.#say(`${name} is started again`);
    }, delay);
  }

  #pidFile(name: string): string {
    return join(this.#runDir, `${name}.pid`);
  }

  #logFile(name: string): string {
    return join(this.#logDir, `${name}.log`);
  }

  async #lastLines(name: string): Promise<string> {
    const text = await readFile(this.#logFile(name), 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-15).join('\n');
  }
}

const isRunning = ({ child }: Running): boolean =>
  child?.pid !== undefined && child.exitCode === null && child.signalCode === null;

async function isReady(running: Running): Promise<boolean> {
  const { role } = running;
  if (!isRunning(running)) return false;
  return role.isReady ? role.isReady().catch(() => false) : true;
}
