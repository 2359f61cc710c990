import type { Pool } from 'pg';

const lock = `hashtext('knowledge_embeddings')`;

/** One process at a time, so that nothing is paid for twice: where another is at it, nothing is done. The lock goes with its connection. */
export async function alone(pool: Pool, work: () => Promise<boolean>): Promise<boolean> {
  const db = await pool.connect();
  let isSound = false;
  try {
    const { rows } = await db.query<{ got: boolean }>(
      `select pg_try_advisory_lock(${lock}) as got`,
    );
    if (rows[0]?.got !== true) {
      isSound = true;
      return false;
    }
    try {
      return await work();
    } finally {
      await db.query(`select pg_advisory_unlock(${lock})`);
      isSound = true;
    }
  } finally {
    db.release(!isSound);
  }
}
