/**
 * `npm run migrate:new -- <name>`: writes what prisma/migrations lack of schema.prisma as a new migration. They are played in a
 * scratch database beside DATABASE_URL's, whose user must be allowed to create one. What only SQL can say (partial
 * indexes) is not in schema.prisma: read the file before committing it.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { withEngine } from './engine.ts';
import { listMigrations, migrationsFolder, readSchema } from './migrate.ts';

/** @returns the new migration's folder, or undefined when nothing is missing. */
export async function newMigration(databaseUrl: string, name: string): Promise<string | undefined> {
  const script = await missingSql(databaseUrl);
  if (script === '') return undefined;
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const folder = join(migrationsFolder, `${stamp}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'migration.sql'), script);
  return folder;
}

/** What the migrations lack, as SQL; empty when they hold everything. */
export async function missingSql(databaseUrl: string): Promise<string> {
  const script = await withScratchDatabase(databaseUrl, difference);
  const says = script.split('\n').some((line) => line.trim() !== '' && !line.startsWith('--'));
  return says ? script : '';
}

async function difference(scratchUrl: string): Promise<string> {
  const schema = await readSchema();
  return withEngine(scratchUrl, schema, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...(await listMigrations()) },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? '';
  });
}

async function withScratchDatabase<T>(
  databaseUrl: string,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const name = `careline_scratch_${process.pid}`;
  const url = new URL(databaseUrl);
  url.pathname = name;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
    return await work(url.href);
  } finally {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
  }
}

if (import.meta.main) {
  const databaseUrl = process.env['DATABASE_URL'];
  const [name = ''] = process.argv.slice(2);
  if (!databaseUrl || !/^[a-z0-9_]+$/.test(name)) {
    console.error('Usage: DATABASE_URL=… npm run migrate:new -- name_in_lower_case');
    process.exit(1);
  }
  console.log((await newMigration(databaseUrl, name)) ?? 'schema.prisma holds nothing new.');
  process.exit(); // As in migrate.ts.
}
