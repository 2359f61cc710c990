import type { Pool } from 'pg';
import { until } from './client.ts';

/**
 * Waits until what is written by now is there for those who follow the log: a transaction that is open anywhere on the server, in
 * the database of another test too, holds them up.
 */
export async function settled(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ next: string }>(
    'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
  );
  await until(
    () =>
      pool.query<{ is: boolean }>(
        'select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 as is',
        [rows[0]?.next],
      ),
    ({ rows: [now] }) => now?.is === true,
  );
}
