import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';

const id = '5a9db0c5-0000-4000-8000-000000000001';

/** A token by which the sandbox may read the desk's counts: a new one at each start, so that the one before is void. */
export async function makeWitnessToken(databaseUrl: string): Promise<string> {
  const token = `care_${randomBytes(32).toString('base64url')}`;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into api_tokens (id, name, token_hash, role) values ($1, 'The sandbox''s page (counts)', $2, 'viewer')
       on conflict (id) do update set token_hash = excluded.token_hash, revoked_at = null`,
      [id, createHash('sha256').update(token).digest()],
    );
  } finally {
    await client.end();
  }
  return token;
}
