/**
 * `npm run migrate`: applies prisma/migrations to DATABASE_URL, by the WebAssembly build of Prisma's own engine. So
 * `_prisma_migrations` means the same to `prisma migrate deploy`, and nothing has to be downloaded.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { withEngine } from './engine.ts';

const schemaFile = join(import.meta.dirname, 'schema.prisma');
export const migrationsFolder = join(import.meta.dirname, 'migrations');

/** Any number that only migrations lock: two processes that migrate at once take turns. */
const lockNumber = 727_210_001;

/**
 * Applies the migrations that this database lacks, in the order of their names.
 * @returns their names.
 * @throws when one fails; it stays marked as failed, and nothing is applied until that is settled by hand.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const lock = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'careline-migrate',
  });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [lockNumber]);
    return await withEngine(databaseUrl, await readSchema(), async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: await listMigrations(),
        filters: { externalTables: [], externalEnums: [] },
      });
      return appliedMigrationNames;
    });
  } finally {
    await lock.end();
  }
}

/** The folder of migrations as the engine takes it. */
export async function listMigrations(): Promise<MigrationList> {
  const folders = await readdir(migrationsFolder, { withFileTypes: true });
  const names = folders
    .filter((it) => it.isDirectory())
    .map((it) => it.name)
    .sort();
  return {
    baseDir: migrationsFolder,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(migrationsFolder, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(join(migrationsFolder, name, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  };
}

export const readSchema = async () => ({
  path: schemaFile,
  content: await readFile(schemaFile, 'utf8'),
});

if (import.meta.main) {
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl) {
    console.error('DATABASE_URL is needed: the address of the database to migrate.');
    process.exit(1);
  }
  const applied = await migrate(databaseUrl);
  console.log(
    applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The database is up to date.',
  );
  // The engine leaves a timer of its own behind, for ten seconds.
  process.exit();
}
