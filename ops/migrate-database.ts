import { join } from 'node:path';
import { runLong } from './tools.ts';

/** `npm run migrate` as a process of its own, which takes the engine's memory and timers with it when it ends. */
export const migrateDatabase = (
  databaseUrl: string,
  say: (line: string) => void = () => undefined,
): Promise<void> =>
  runLong(
    'migrations',
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../prisma/migrate.ts')],
    { env: { DATABASE_URL: databaseUrl }, say },
  );
