/** Everything of a desk, in its order, told step by step. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../runtime/config.ts';
import { startControl } from './control.ts';
import { generate } from './generate.ts';
import { migrateDatabase } from './migrate-database.ts';
import type { Plan } from './plan.ts';
import { embeddedPostgres, ensureDatabase } from './postgres.ts';
import { requireFreePort } from './processes.ts';
import { createProgress } from './progress.ts';
import type { Progress } from './progress.ts';
import { startProgressServer } from './progress-server.ts';
import type { ProgressServer } from './progress-server.ts';
import { deskRoles, roleOf } from './roles.ts';
import type { Supervisor } from './supervisor.ts';
import { findTemporal, temporalServer } from './temporal-server.ts';
import { runLong } from './tools.ts';
import { makeWitnessToken } from './witness-token.ts';

type Say = (line: string) => void;

const root = join(import.meta.dirname, '..');

/** What the page of progress and the door to the processes are opened with: this start's own. */
const newToken = () => randomBytes(32).toString('base64url');

export interface Doors {
  progress: Progress;
  /** Holds the api's port. */
  holder: ProgressServer;
  handoverToken: string;
  say: Say;
}

/** Something answers at the desk's address from the first moments on. */
export async function openDoors(
  supervisor: Supervisor,
  { config }: Plan,
  say: Say,
): Promise<Doors> {
  await supervisor.endLeftover(roleOf('api'));
  const progress = createProgress(say);
  const handoverToken = newToken();
  const { host, port } = config.api;
  const holder = await startProgressServer({ host, port, token: handoverToken, progress });
  return { progress, holder, handoverToken, say };
}

export async function bringUp(supervisor: Supervisor, desk: Plan, doors: Doors): Promise<void> {
  const { config, embedPostgres, embedTemporal } = desk;
  const isQuiet = process.argv.includes('--quiet');
  const { progress } = doors;
  for (const name of ['sandbox', 'conversations', 'delivery', 'assist', 'dispatch']) {
    await supervisor.endLeftover(roleOf(name));
  }
  await requireFreePort(config.sandbox.port, 'sandbox', 'SANDBOX_PORT');
  if (!embedPostgres) progress.elsewhere('PostgreSQL', 'the one of DATABASE_URL');
  if (!embedTemporal) progress.elsewhere('Temporal', 'the one of the environment');

  const startDatabase = async () => {
    const databaseUrl = embedPostgres
      ? await progress.step('PostgreSQL', (told) => startPostgres(supervisor, desk, told))
      : config.database.url;
    await progress.step('Migrations', (told) => migrateDatabase(databaseUrl, told));
    return databaseUrl;
  };
  const [databaseUrl] = await Promise.all([
    startDatabase(),
    embedTemporal && progress.step('Temporal', (told) => startTemporal(supervisor, desk, told)),
    generate(),
    progress.step('Workspace', buildWorkspace),
  ]);
  const env = { ...desk.env, DATABASE_URL: databaseUrl };

  await writeDeskEnv(config, env);
  await progress.step('Demo desk', (told) => {
    const seed = [join(root, 'prisma/seed.ts'), ...(isQuiet ? ['--quiet'] : [])];
    return runLong('the demo desk', process.execPath, seed, { env, cwd: root, say: told });
  });
  await progress.step('Processes', () => startRoles(supervisor, config, env, doors));
}

/** In a process of its own: a build would keep this one from telling how far it is. */
const buildWorkspace = (told: Say): Promise<void> =>
  runLong('the workspace', process.execPath, [join(root, 'ops/build-web.ts')], {
    ...{ cwd: root, say: told },
  });

async function startPostgres(
  supervisor: Supervisor,
  { config, postgresPassword: password }: Plan,
  told: Say,
): Promise<string> {
  const { embeddedPort: port } = config.database;
  const postgres = await embeddedPostgres({ home: config.home, port, password, say: told });
  await supervisor.endLeftover(postgres.role);
  await requireFreePort(port, 'PostgreSQL', 'POSTGRES_PORT');
  await supervisor.start(postgres.role);
  await ensureDatabase(postgres.url('postgres'), 'careline');
  return postgres.url('careline');
}

async function startTemporal(supervisor: Supervisor, { config }: Plan, told: Say): Promise<void> {
  const { embeddedPort: port, embeddedUiPort: uiPort, namespace } = config.temporal;
  const dbFile = join(config.home, 'temporal.db');
  const program = await findTemporal(told);
  const role = temporalServer({ program, port, uiPort, dbFile, namespace });
  await supervisor.endLeftover(role);
  await requireFreePort(port, 'Temporal', 'TEMPORAL_PORT');
  await requireFreePort(uiPort, "Temporal's UI", 'TEMPORAL_UI_PORT');
  await supervisor.start(role);
}

/** The api boots with the others, and gets its port when they are ready. */
async function startRoles(
  supervisor: Supervisor,
  config: Config,
  env: NodeJS.ProcessEnv & { DATABASE_URL: string },
  { holder, handoverToken, say }: Doors,
): Promise<void> {
  const controlToken = newToken();
  const control = await startControl(supervisor, controlToken, say);
  const roles = deskRoles(config, env, {
    quiet: process.argv.includes('--quiet'),
    own: {
      sandbox: {
        SANDBOX_DESK_TOKEN: await makeWitnessToken(env.DATABASE_URL),
        SANDBOX_CONTROL_URL: control.url,
        SANDBOX_CONTROL_TOKEN: controlToken,
      },
      api: { API_HANDOVER_TOKEN: handoverToken },
    },
  });
  say(roles.map((role) => role.name).join(', '));
  const others = roles.filter(({ name }) => name !== 'api');
  await Promise.all([
    ...roles
      .filter(({ name }) => name === 'api')
      // It waits for the others, and they may take a minute each.
      .map((role) => supervisor.start(role, { readyWithinMs: 90_000 })),
    Promise.all(others.map((role) => supervisor.start(role))).then(holder.letGo),
  ]);
}

/** What a command by hand (`npm run migrate`, a role on its own) needs to reach this desk. */
async function writeDeskEnv(config: Config, env: NodeJS.ProcessEnv): Promise<void> {
  const names = ['CARELINE_HOME', 'CARELINE_SECRET_KEY', 'DATABASE_URL', 'TEMPORAL_ADDRESS'];
  const lines = names.flatMap((name) =>
    env[name] === undefined ? [] : [`${name}=${env[name]}\n`],
  );
  await writeFile(join(config.home, 'desk.env'), lines.join(''), { mode: 0o600 });
}
