/** A PostgreSQL for one measurement, with the desk's tables and nothing in them; gone afterwards. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { migrateDatabase } from '../../ops/migrate-database.ts';
import { embeddedPostgres, ensureDatabase } from '../../ops/postgres.ts';
import { freePort } from '../../ops/processes.ts';
import { Supervisor } from '../../ops/supervisor.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { readConfig, type Config } from '../../runtime/config.ts';
import { createPool, createPrisma } from '../../runtime/database.ts';

export interface Scratch {
  pool: Pool;
  prisma: PrismaClient;
  /** For pools of one's own: `pool` has one connection, and its temporary tables with it. */
  database: Config['database'];
}

export async function withScratchDatabase<T>(work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'careline-bench-'));
  await chmod(home, 0o755); // As root, PostgreSQL runs as another user, who has to get in.
  const say = () => undefined;
  const supervisor = new Supervisor({ runDir: join(home, 'run'), logDir: join(home, 'logs'), say });
  try {
    const postgres = await embeddedPostgres({
      home,
      port: await freePort(),
      password: 'careline',
      disposable: true,
    });
    await supervisor.start(postgres.role);
    await ensureDatabase(postgres.url('postgres'), 'careline');
    const url = postgres.url('careline');
    await migrateDatabase(url);
    const { database } = readConfig({
      DATABASE_URL: url,
      CARELINE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    });
    const pool = createPool(database, { applicationName: 'careline-bench', max: 1 });
    const prisma = createPrisma(database, { applicationName: 'careline-bench', max: 1 });
    try {
      return await work({ pool, prisma, database });
    } finally {
      await Promise.all([pool.end(), prisma.$disconnect()]);
    }
  } finally {
    await supervisor.stop('postgres');
    await rm(home, { recursive: true, force: true });
  }
}
