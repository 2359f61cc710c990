import { createHash, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import type { Actor } from '../domain/conversation/state.ts';
import { CareError } from '../domain/errors.ts';
import { isRole, lesser, may, type Permission, type Role } from './permissions.ts';

/** Who asks. */
export interface Caller {
  tokenId: string;
  role: Role;
  /** The agent the token is bound to. */
  agentId?: string;
  actor: Actor;
  /** Names the caller in ids that are derived from what they did. */
  key: string;
}

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

interface TokenRow {
  id: string;
  token_hash: Buffer;
  role: string;
  agent_id: string | null;
  agent_role: string | null;
  is_over: boolean;
}

/** Prepared once per connection: every request asks this. */
const byHash = {
  name: 'token-by-hash',
  text: `select t.id, t.token_hash, t.role, t.agent_id, a.role as agent_role,
           t.revoked_at is not null or t.expires_at <= now() or a.deactivated_at is not null
             or (t.agent_id is not null and a.id is null) as is_over
         from api_tokens t left join agents a on a.id = t.agent_id
         where t.token_hash = $1`,
};

/**
 * The caller behind an Authorization header.
 * @throws CareError unauthenticated: no token, an unknown, revoked or expired one, or its agent is gone.
 */
export async function authenticate(pool: Pool, header: string | undefined): Promise<Caller> {
  const token = /^Bearer +([\x21-\x7e]{8,512})$/i.exec(header ?? '')?.[1];
  if (token === undefined) {
    throw new CareError('unauthenticated', 'Send a token: Authorization: Bearer <token>.');
  }
  const hash = hashToken(token);
  const { rows } = await pool.query<TokenRow>({ ...byHash, values: [hash] });
  const [row] = rows;
  const isKnown = row !== undefined && timingSafeEqual(row.token_hash, hash);
  if (!isKnown || row.is_over || !isRole(row.role)) {
    throw new CareError('unauthenticated', 'This token is not valid (any more).');
  }
  return callerOf(row, row.role);
}

function callerOf(row: TokenRow, role: Role): Caller {
  if (row.agent_id === null) {
    const id = `token:${row.id}`;
    return { tokenId: row.id, role, actor: { type: 'system', id }, key: id };
  }
  const agentRole = row.agent_role ?? '';
  return {
    tokenId: row.id,
    role: isRole(agentRole) ? lesser(role, agentRole) : role,
    agentId: row.agent_id,
    actor: { type: 'agent', id: row.agent_id },
    key: `agent:${row.agent_id}`,
  };
}

export function requirePermission(caller: Caller, permission: Permission): void {
  if (may(caller.role, permission)) return;
  throw new CareError('forbidden', `The role "${caller.role}" may not do this.`);
}
