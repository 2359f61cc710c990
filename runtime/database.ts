/** PostgreSQL as every process reaches it: a pool for the hot paths, Prisma for the rest. */
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Pool, PoolClient } from 'pg';
import { PrismaClient } from '../prisma/client/client.ts';
import type { Config } from './config.ts';
import type { Logger } from './logger.ts';

type Database = Config['database'];

/** int8 comes as a number: our counts and ids stay far below 2^53. Other types as pg reads them. */
const types = new pg.TypeOverrides();
const int8 = 20;
const int8Array = 1016;
const parseTextArray = types.getTypeParser(int8Array, 'text') as unknown as (
  value: string,
) => (string | null)[];
types.setTypeParser(int8, Number);
types.setTypeParser(int8Array, (value) =>
  parseTextArray(value).map((it) => (it === null ? null : Number(it))),
);

/**
 * A pool whose statements end by themselves: a hung database must not hold requests for ever.
 * @param options.max connections; the config's when absent
 * @param options.applicationName as pg_stat_activity shows it, e.g. `careline-api`
 */
export function createPool(
  database: Database,
  options: { applicationName: string; max?: number; readOnly?: boolean; logger?: Logger },
): Pool {
  const pool = new pg.Pool({
    ...poolConfig(database, options.applicationName, options.max),
    connectionString: options.readOnly ? database.readUrl : database.url,
    types,
  });
  // A connection lost while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', (error) =>
    options.logger?.warn({ err: error }, 'an idle database connection was lost'),
  );
  return pool;
}

/**
 * Runs `work` in one transaction and commits it. When it throws, everything is rolled back and the error passed on;
 * a connection that cannot even roll back is thrown away.
 */
export async function transaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // While checked out, a lost connection is reported here too, not only by the query under way.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // After a timeout of ours the connection still waits for the old answer: a rollback would only queue behind it.
    if (error instanceof Error && error.message === 'Query read timeout') broken = error;
    else await client.query('rollback').catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Prisma over a pool of its own, with the same limits. `$disconnect()` ends that pool. */
export function createPrisma(
  database: Database,
  options: { applicationName: string; max?: number },
): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({
      ...poolConfig(database, options.applicationName, options.max),
      connectionString: database.url,
      connectionTimeoutMillis: transactionWaitMs,
    }),
    transactionOptions: { maxWait: transactionWaitMs },
  });
}

/** Many people's changes at once wait for one another a while; Prisma's own 2 s would refuse them. */
const transactionWaitMs = 8_000;

const poolConfig = (database: Database, applicationName: string, max = database.poolMax) => ({
  max,
  application_name: applicationName,
  connectionTimeoutMillis: 2_000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
  statement_timeout: database.statementTimeoutMs,
  // The server's own limit does not help when the server is suspended: then the client gives up by itself.
  query_timeout: database.statementTimeoutMs + 2_000,
  // A process that stops in the middle of a transaction must not keep its locks.
  idle_in_transaction_session_timeout: 5_000,
});
