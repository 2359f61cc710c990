import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Pool } from 'pg';
import type { Actor } from '../domain/conversation/state.ts';
import { CareError } from '../domain/errors.ts';
import { nobodysId } from '../runtime/ids.ts';
import { scopeOf, type Scope, type TeamVisibility } from '../domain/visibility.ts';
import { hashCookie, sessionCookieIn } from './cookies.ts';
import { isRole, lesser, may, type Permission, type Role } from './permissions.ts';

/** Who asks. */
export interface Caller {
  /** The API token they come with. */
  tokenId?: string;
  /** The session they come with. */
  sessionId?: string;
  role: Role;
  /** The agent whose session it is, or whom the token is bound to. */
  agentId?: string;
  /** Which conversations they see. */
  scope: Scope;
  actor: Actor;
  /** Names the caller in ids that are derived from what they did. */
  key: string;
}

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

interface Row {
  id: string;
  /** Of the token; null: a session has none of its own. */
  role: string | null;
  agent_id: string | null;
  agent_role: string | null;
  team_id: string | null;
  team_visibility: TeamVisibility | null;
  is_over: boolean;
  /** It is time to note that it is in use. */
  is_stale: boolean;
}

const visibility = `(select data->>'teamVisibility' from settings where id = 1) as team_visibility`;

/** Prepared once per connection: every request asks one of these. */
const byToken = {
  name: 'token-by-hash',
  text: `select t.id, t.role, t.agent_id, a.role as agent_role, a.team_id, ${visibility},
           t.revoked_at is not null or t.expires_at <= now() or a.deactivated_at is not null
             or (t.agent_id is not null and a.id is null) as is_over,
           coalesce(t.last_used_at, '-infinity') < now() - interval '1 minute' as is_stale
         from api_tokens t left join agents a on a.id = t.agent_id
         where t.token_hash = $1`,
};
const bySession = {
  name: 'session-by-hash',
  text: `select s.id, null as role, s.agent_id, a.role as agent_role, a.team_id, ${visibility},
           s.revoked_at is not null or s.expires_at <= now() or a.deactivated_at is not null
             or s.seen_at + s.idle_seconds * interval '1 second' <= now() as is_over,
           s.seen_at < now() - interval '1 minute' as is_stale
         from sessions s join agents a on a.id = s.agent_id
         where s.token_hash = $1`,
};

/** What a page asks without anybody's doing says so, and pictures are fetched by the browser itself (docs/decisions, 0016). */
const isByHand = (headers: IncomingHttpHeaders): boolean =>
  headers['careline-background'] === undefined &&
  !['image', 'audio', 'video'].includes(String(headers['sec-fetch-dest']));

/**
 * The caller behind a request: by its Authorization header, and where it has none by the cookie of a session.
 * @param keepsAlive a session is idle from the last request that somebody’s hand made
 * @throws CareError unauthenticated: nothing of the kind, or it is unknown, revoked or over, or its agent is gone.
 */
export async function authenticateRequest(
  pool: Pool,
  { headers }: Pick<IncomingMessage, 'headers'>,
  keepsAlive = isByHand(headers),
): Promise<Caller> {
  const cookie = sessionCookieIn(headers.cookie);
  if (headers.authorization !== undefined || !cookie) {
    return byBearer(pool, headers.authorization);
  }
  const { rows } = await pool.query<Row>({ ...bySession, values: [hashCookie(cookie)] });
  const [row] = rows;
  if (!row || row.is_over || row.agent_id === null || !isRole(row.agent_role ?? '')) {
    throw new CareError('unauthenticated', 'You are not logged in (any more).');
  }
  if (row.is_stale && keepsAlive) await touch(pool, 'sessions', row.id);
  return agentsCaller(row, row.agent_id, row.agent_role as Role, { sessionId: row.id });
}

async function byBearer(pool: Pool, header: string | undefined): Promise<Caller> {
  const token = /^Bearer +([\x21-\x7e]{8,512})$/i.exec(header ?? '')?.[1];
  if (token === undefined) {
    throw new CareError('unauthenticated', 'Log in, or send Authorization: Bearer <token>.');
  }
  const { rows } = await pool.query<Row>({ ...byToken, values: [hashToken(token)] });
  const [row] = rows;
  const role = row?.role ?? '';
  if (!row || row.is_over || !isRole(role)) {
    throw new CareError('unauthenticated', 'This token is not valid (any more).');
  }
  if (row.is_stale) await touch(pool, 'api_tokens', row.id);
  if (row.agent_id === null) {
    const id = `token:${row.id}`;
    return { tokenId: row.id, role, scope: 'all', actor: { type: 'system', id }, key: id };
  }
  const agentRole = row.agent_role ?? '';
  const least = isRole(agentRole) ? lesser(role, agentRole) : role;
  return agentsCaller(row, row.agent_id, least, { tokenId: row.id });
}

const agentsCaller = (
  { team_id: teamId, team_visibility: teamVisibility }: Row,
  agentId: string,
  role: Role,
  by: { tokenId: string } | { sessionId: string },
): Caller => ({
  ...by,
  role,
  agentId,
  scope: scopeOf(teamVisibility ?? 'all', { role, agentId, teamId }),
  actor: { type: 'agent', id: agentId },
  key: `agent:${agentId}`,
});

/** At most once a minute, whoever of several requests comes first. */
async function touch(pool: Pool, table: 'sessions' | 'api_tokens', id: string): Promise<void> {
  const column = table === 'sessions' ? 'seen_at' : 'last_used_at';
  await pool.query(
    `update ${table} set ${column} = now()
      where id = $1 and coalesce(${column}, '-infinity') < now() - interval '1 minute'`,
    [id],
  );
}

/** Who has not said who they are. They may ask for what is public, which is not asked of their role. */
export const nobodyAt = (address: string): Caller => ({
  role: 'viewer',
  scope: { agentId: nobodysId, teamId: null },
  actor: { type: 'system' },
  key: `nobody:${address}`,
});

export function requirePermission(caller: Caller, permission: Permission | 'public'): void {
  if (permission === 'public' || may(caller.role, permission)) return;
  throw new CareError('forbidden', `The role "${caller.role}" may not do this.`);
}
