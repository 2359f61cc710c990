/**
 * `npm start`: a whole desk on one machine. Servers that the environment names (DATABASE_URL, TEMPORAL_ADDRESS) are used; the
 * others are embedded. Ends everything on Ctrl-C, and at its start what an earlier run, killed, has left.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigError } from '../runtime/config.ts';
import { banner } from './banner.ts';
import { bringUp, openDoors } from './bring-up.ts';
import type { Doors } from './bring-up.ts';
import { followLogs } from './logs.ts';
import { plan } from './plan.ts';
import { commandOf, isAlive, OpsError, readPid } from './processes.ts';
import { stopOrder } from './roles.ts';
import { Supervisor } from './supervisor.ts';

const say = (line: string) => {
  console.log(`${new Date().toTimeString().slice(0, 8)} ${line}`);
};

/** Two desks in one folder would fight over its files. */
async function claimRunDir(runDir: string): Promise<string> {
  const file = join(runDir, 'start.pid');
  const other = await readPid(file);
  if (other && other !== process.pid && (await isAlive(other))) {
    if ((await commandOf(other)).includes('ops/start.ts')) {
      throw new OpsError(`This desk is running already (process ${other}): end that one first.`);
    }
  }
  await mkdir(runDir, { recursive: true });
  await writeFile(file, `${process.pid}\n`);
  return file;
}

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env'); // What is in the environment already stays.
  const pidFile = await claimRunDir(resolve(process.env['CARELINE_RUN_DIR'] || 'run'));
  const desk = await plan();
  const { config } = desk;
  const logDir = join(config.home, 'logs');
  const supervisor = new Supervisor({ runDir: config.runDir, logDir, say });
  const unfollow = followLogs(logDir, (role, line) => {
    say(`${role}: ${line}`);
  });

  let stoppingSince: number | undefined;
  let doors: Doors | undefined;
  const stop = async (code: number) => {
    stoppingSince ??= Date.now();
    unfollow();
    await Promise.all([supervisor.shutdown(stopOrder), doors?.holder.close()]);
    await rm(pidFile, { force: true });
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stoppingSince !== undefined) {
        // One Ctrl-C comes twice: from the terminal, and from npm.
        if (Date.now() - stoppingSince < 1_000) return;
        supervisor.killAll();
        process.exit(1);
      }
      say('ending; once more kills');
      void stop(0);
    });
  }

  try {
    doors = await openDoors(supervisor, desk, say);
    say(`Open http://localhost:${config.api.port}: it shows how far the start is`);
    await bringUp(supervisor, desk, doors);
    console.log(await banner(config, logDir));
  } catch (error) {
    if (stoppingSince !== undefined) return;
    complain(error);
    doors?.progress.fail(inWords(error));
    await stop(1);
  }
}

const inWords = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

function complain(error: unknown): void {
  const isExplained = error instanceof OpsError || error instanceof ConfigError;
  console.error(isExplained ? inWords(error) : error);
}

await main().catch((error: unknown) => {
  complain(error);
  process.exit(1);
});
