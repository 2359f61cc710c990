import type { Pool } from 'pg';
import { createPool } from '../../runtime/database.ts';
import { startPostgres, testConfig } from './environment.ts';

/** A database of a test file's own, with every migration. `end` closes the pool and drops it. */
export async function openDatabase(): Promise<{ pool: Pool; end: () => Promise<void> }> {
  const postgres = await startPostgres();
  const pool = createPool(testConfig({ postgres }).database, {
    applicationName: 'careline-test',
  });
  return {
    pool,
    async end() {
      await pool.end();
      await postgres.drop();
    },
  };
}
