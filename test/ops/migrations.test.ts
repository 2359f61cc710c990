import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../prisma/migrate.ts';
import { missingSql } from '../../prisma/new-migration.ts';
import { startPostgres } from '../support/environment.ts';
import type { TestPostgres } from '../support/environment.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.drop());

/** Runs one query on an empty database beside the test's own, or on that. */
async function query(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

test('migrations apply to an empty database, and a second time change nothing', async () => {
  const empty = new URL(postgres.url);
  empty.pathname += '_empty';
  await query(postgres.url, `create database ${empty.pathname.slice(1)} template template0`);
  try {
    const applied = await migrate(empty.href);
    expect(applied.length).toBeGreaterThan(0);
    expect(await migrate(empty.href)).toEqual([]);
    const { rows } = await query(
      empty.href,
      'select migration_name, finished_at, applied_steps_count from _prisma_migrations order by 1',
    );
    expect(rows.map((it: { migration_name: string }) => it.migration_name)).toEqual(applied);
    expect(rows.every((it: { finished_at: Date | null }) => it.finished_at !== null)).toBe(true);
  } finally {
    await query(postgres.url, `drop database ${empty.pathname.slice(1)} with (force)`);
  }
});

test('migrations hold everything that schema.prisma says', async () => {
  expect(await missingSql(postgres.url)).toBe('');
});

test('two processes that migrate at once take turns', async () => {
  await expect(Promise.all([migrate(postgres.url), migrate(postgres.url)])).resolves.toEqual([
    [],
    [],
  ]);
});
