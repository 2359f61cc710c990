/** Secrets that an older key sealed are sealed with the newest, so that the older one can be dropped. */
import type { Pool } from 'pg';
import { isSealedAfresh, open, seal, SealError } from '../runtime/secrets.ts';

/** @returns whether it was sealed anew; what no key opens stays as it is */
export async function resealed(
  pool: Pool,
  keys: readonly Buffer[],
  accountId: string,
): Promise<boolean> {
  const { rows } = await pool.query<{ secrets: string }>(
    'select secrets from accounts where id = $1',
    [accountId],
  );
  const sealed = rows[0]?.secrets;
  if (sealed === undefined || isSealedAfresh(keys, sealed)) return false;
  try {
    // Only where nobody has stored others meanwhile.
    const { rowCount } = await pool.query(
      'update accounts set secrets = $3 where id = $1 and secrets = $2',
      [accountId, sealed, seal(keys, open(keys, sealed))],
    );
    return rowCount === 1;
  } catch (error) {
    // Told where the accounts are read: this one needs its secrets anew.
    if (error instanceof SealError) return false;
    throw error;
  }
}
