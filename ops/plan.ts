import { resolve } from 'node:path';
import { readConfig } from '../runtime/config.ts';
import { deskSecrets } from './desk-secrets.ts';

export type Plan = Awaited<ReturnType<typeof plan>>;

/** The environment that every process of this desk gets, and what must be embedded for it. */
export async function plan() {
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
  const env = {
    CARELINE_SECRET_KEY: secrets.secretKey,
    CARELINE_DEMO: demo,
    ...given,
    CARELINE_HOME: home,
    CARELINE_RUN_DIR: config.runDir,
    ...(embedTemporal && { TEMPORAL_ADDRESS: config.temporal.address }),
  };
  const { postgresPassword } = secrets;
  return { config, env, postgresPassword, embedPostgres, embedTemporal };
}
