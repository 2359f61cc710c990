/**
 * `npm start`: a whole desk on one machine. Servers that the environment names (DATABASE_URL, TEMPORAL_ADDRESS) are used; the
 * others are embedded. Ends everything on Ctrl-C, and at its start what an earlier run, killed, has left.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigError, readConfig } from '../runtime/config.ts';
import type { Config } from '../runtime/config.ts';
import { banner } from './banner.ts';
import { deskSecrets } from './desk-secrets.ts';
import { buildWeb } from './build-web.ts';
import { generate } from './generate.ts';
import { followLogs } from './logs.ts';
import { migrateDatabase } from './migrate-database.ts';
import { embeddedPostgres, ensureDatabase } from './postgres.ts';
import { commandOf, isAlive, OpsError, readPid, requireFreePort } from './processes.ts';
import { deskRoles, stopOrder } from './roles.ts';
import { Supervisor } from './supervisor.ts';
import { findTemporal, temporalServer } from './temporal-server.ts';
import { runLong } from './tools.ts';

const root = join(import.meta.dirname, '..');
const say = (line: string) => {
  console.log(`${new Date().toTimeString().slice(0, 8)} ${line}`);
};

/** The environment that every process of this desk gets, and what must be embedded for it. */
async function plan() {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const home = resolve(given['CARELINE_HOME'] ?? '.careline');
  const secrets = await deskSecrets(home);
  const embedPostgres = given['DATABASE_URL'] === undefined;
  const embedTemporal = !['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'].some(
    (name) => name in given,
  );
  // A desk that is shown to others by an address of its own is no demo, unless somebody says so.
  const isDemo = embedPostgres && embedTemporal && given['PUBLIC_URL'] === undefined;
  const demo = isDemo ? 'true' : 'false';
  const config = readConfig({
    CARELINE_SECRET_KEY: secrets.secretKey,
    CARELINE_DEMO: demo,
    DATABASE_URL: 'postgres://127.0.0.1/careline', // Put right as soon as the embedded one is there.
    ...given,
  });
  const postgres = embedPostgres
    ? await embeddedPostgres({
        home,
        port: config.database.embeddedPort,
        password: secrets.postgresPassword,
        say,
      })
    : undefined;
  const databaseUrl = postgres?.url('careline') ?? config.database.url;
  const env = {
    CARELINE_SECRET_KEY: secrets.secretKey,
    CARELINE_DEMO: demo,
    ...given,
    CARELINE_HOME: home,
    CARELINE_RUN_DIR: config.runDir,
    DATABASE_URL: databaseUrl,
    ...(embedTemporal && { TEMPORAL_ADDRESS: config.temporal.address }),
  };
  return { config, env, databaseUrl, postgres, embedTemporal };
}

async function start(
  supervisor: Supervisor,
  { config, env, databaseUrl, postgres, embedTemporal }: Plan,
) {
  const temporal = embedTemporal
    ? temporalServer({
        program: await findTemporal(say),
        port: config.temporal.embeddedPort,
        uiPort: config.temporal.embeddedUiPort,
        dbFile: join(config.home, 'temporal.db'),
        namespace: config.temporal.namespace,
      })
    : undefined;
  const roles = deskRoles(config, env, { quiet: process.argv.includes('--quiet') });
  for (const role of [...roles.toReversed(), temporal, postgres?.role]) {
    if (role) await supervisor.endLeftover(role);
  }
  await requireFreePorts(config, {
    postgres: postgres !== undefined,
    temporal: temporal !== undefined,
  });

  const startDatabase = async () => {
    if (postgres) {
      say('postgres');
      await supervisor.start(postgres.role);
      await ensureDatabase(postgres.url('postgres'), 'careline');
    }
    say('migrations');
    await migrateDatabase(databaseUrl, say);
  };
  const startTemporal = async () => {
    if (!temporal) return;
    say('temporal');
    await supervisor.start(temporal);
  };
  await Promise.all([startDatabase(), startTemporal(), generate(), buildWeb()]);

  await writeDeskEnv(config, env);
  say('demo desk');
  await runLong('the demo desk', process.execPath, [join(root, 'prisma/seed.ts')], {
    env,
    cwd: root,
    say,
  });
  say(roles.map((role) => role.name).join(', '));
  await Promise.all(roles.map((role) => supervisor.start(role)));
}

async function requireFreePorts(
  config: Config,
  embedded: { postgres: boolean; temporal: boolean },
) {
  await requireFreePort(config.api.port, 'api', 'API_PORT');
  await requireFreePort(config.sandbox.port, 'sandbox', 'SANDBOX_PORT');
  if (embedded.postgres)
    await requireFreePort(config.database.embeddedPort, 'PostgreSQL', 'POSTGRES_PORT');
  if (embedded.temporal) {
    await requireFreePort(config.temporal.embeddedPort, 'Temporal', 'TEMPORAL_PORT');
    await requireFreePort(config.temporal.embeddedUiPort, "Temporal's UI", 'TEMPORAL_UI_PORT');
  }
}

/** What a command by hand (`npm run migrate`, a role on its own) needs to reach this desk. */
async function writeDeskEnv(config: Config, env: NodeJS.ProcessEnv): Promise<void> {
  const names = ['CARELINE_HOME', 'CARELINE_SECRET_KEY', 'DATABASE_URL', 'TEMPORAL_ADDRESS'];
  const lines = names.flatMap((name) =>
    env[name] === undefined ? [] : [`${name}=${env[name]}\n`],
  );
  await writeFile(join(config.home, 'desk.env'), lines.join(''), { mode: 0o600 });
}

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

type Plan = Awaited<ReturnType<typeof plan>>;

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
  const stop = async (code: number) => {
    stoppingSince ??= Date.now();
    unfollow();
    await supervisor.shutdown(stopOrder);
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
    await start(supervisor, desk);
    console.log(await banner(config, logDir));
  } catch (error) {
    if (stoppingSince !== undefined) return;
    complain(error);
    await stop(1);
  }
}

function complain(error: unknown): void {
  console.error(error instanceof OpsError || error instanceof ConfigError ? error.message : error);
}

await main().catch((error: unknown) => {
  complain(error);
  process.exit(1);
});
