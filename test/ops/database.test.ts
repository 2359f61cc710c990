import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool, createPrisma, transaction } from '../../runtime/database.ts';
import { startPostgres, testConfig } from '../support/environment.ts';
import type { TestPostgres } from '../support/environment.ts';

let postgres: TestPostgres;
let pool: Pool;
beforeAll(async () => {
  postgres = await startPostgres();
  const { database } = testConfig({ postgres }, { DATABASE_STATEMENT_TIMEOUT_MS: '300' });
  pool = createPool(database, { applicationName: 'careline-test', max: 2 });
  await pool.query('create table things (id int primary key)');
});
afterAll(async () => {
  await pool.end();
  await postgres.drop();
});

const things = async () =>
  (await pool.query<{ id: number }>('select id from things order by id')).rows;

test('int8 comes as a number', async () => {
  const { rows } = await pool.query(
    'select 5000000000::int8 as big, array[1::int8] as list, count(*) from things',
  );
  expect(rows).toEqual([{ big: 5_000_000_000, list: [1], count: 0 }]);
});

test('a transaction is kept whole, or not at all', async () => {
  await transaction(pool, (client) => client.query('insert into things values (1)'));
  await expect(
    transaction(pool, async (client) => {
      await client.query('insert into things values (2)');
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  expect(await things()).toEqual([{ id: 1 }]);
});

test('a connection that dies in the middle is replaced', async () => {
  await expect(
    transaction(pool, async (client) => {
      await client.query('insert into things values (3)');
      await pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'careline-test' and state = 'idle in transaction'`,
      );
      await client.query('select 1');
    }),
  ).rejects.toThrow();
  expect(await things()).toEqual([{ id: 1 }]);
});

test('a statement that takes too long is ended', async () => {
  await expect(pool.query('select pg_sleep(5)')).rejects.toThrow('statement timeout');
});

test('Prisma reads the same database', async () => {
  const prisma = createPrisma(testConfig({ postgres }).database, {
    applicationName: 'careline-test-prisma',
  });
  try {
    expect(await prisma.conversation.count()).toBe(0);
  } finally {
    await prisma.$disconnect();
  }
});
