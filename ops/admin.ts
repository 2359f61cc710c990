/**
 * `npm run admin -- <e-mail> <name>`: makes an admin, or the one who has this address, a link to choose a password by. For the
 * first of a desk, and for when every admin is locked out: whoever may run this has the database anyway.
 */
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { readConfig } from '../runtime/config.ts';
import { newId } from '../runtime/ids.ts';

const goodForHours = 72;

/** @returns the link */
export async function makeAdmin(
  { databaseUrl, publicUrl }: { databaseUrl: string; publicUrl: string },
  { email, name }: { email: string; name: string },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ id: string }>(
      `insert into agents (id, name, email, role) values ($1, $2, lower($3), 'admin')
       on conflict (email) do update set role = 'admin', deactivated_at = null, version = agents.version + 1
       returning id`,
      [newId(), name, email],
    );
    const agentId = rows[0]?.id;
    await client.query('delete from one_time_links where agent_id = $1 and used_at is null', [
      agentId,
    ]);
    await client.query(
      `insert into one_time_links (id, token_hash, agent_id, kind, expires_at)
       values ($1, $2, $3, 'invitation', now() + $4 * interval '1 hour')`,
      [newId(), createHash('sha256').update(token).digest(), agentId, goodForHours],
    );
    await client.query(
      `insert into audit (actor, action, target, data)
       values ('{"type":"system","id":"npm run admin"}', 'agent.invited', $1, $2)`,
      [agentId, JSON.stringify({ name, email, role: 'admin' })],
    );
    await client.query(`select pg_notify('careline_revoked', $1)`, [agentId]);
    await client.query('commit');
  } finally {
    await client.end();
  }
  return `${publicUrl}/welcome#${token}`;
}

if (import.meta.main) {
  const [email = '', ...words] = process.argv.slice(2);
  const name = words.join(' ');
  if (!/^\S+@\S+$/.test(email) || name === '') {
    console.error('Usage: npm run admin -- ana@desk.example Ana Ferreira');
    process.exit(1);
  }
  const { database, publicUrl } = readConfig();
  console.log(await makeAdmin({ databaseUrl: database.url, publicUrl }, { email, name }));
}
