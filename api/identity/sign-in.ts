/** Coming in: by a password, or as one of the demo's people. */
import { demoPassword } from '../../domain/passwords.ts';
import { CareError, notFound } from '../../domain/errors.ts';
import { audited, jsonOf } from '../audit.ts';
import type { Client } from '../client.ts';
import type { Parts } from '../parts.ts';
import type { Role } from '../permissions.ts';
import { beginAttempt } from './attempts.ts';
import { isPassword } from './passwords.ts';
import { openSession, type OpenedSession } from './sessions.ts';

export type SignInParts = Pick<Parts, 'pool' | 'prisma' | 'config'>;

export interface SignedIn extends OpenedSession {
  agentId: string;
  role: Role;
}

interface Person {
  id: string;
  role: Role;
  password_hash: string | null;
}

/**
 * Whether somebody has this address is not told: neither by the words, nor by the time that it takes.
 * @throws CareError unauthenticated, or too_many_requests
 */
export async function signIn(
  parts: SignInParts,
  given: { email: string; password: string },
  client: Client,
): Promise<SignedIn> {
  const { pool, config } = parts;
  const attempt = await beginAttempt(pool, given.email, client.address);
  const { rows } = await pool.query<Person>(
    `select a.id, a.role, c.password_hash from agents a left join credentials c on c.agent_id = a.id
      where a.email = $1 and a.deactivated_at is null`,
    [given.email],
  );
  const [person] = rows;
  const isRight = await isPassword(person?.password_hash ?? undefined, given.password);
  // A demo's database may become a real one.
  const isOpen = config.demo || given.password !== demoPassword;
  if (!person || !isRight || !isOpen) {
    await noteRefused(parts, person?.id, { count: attempt.count, address: client.address });
    throw new CareError('unauthenticated', 'The e-mail address or the password is wrong.');
  }
  await attempt.succeeded();
  return enter(parts, person, 'password', client);
}

/** @throws CareError not_found: this desk is no demo */
export async function enterDemo(parts: SignInParts, role: Role, client: Client): Promise<SignedIn> {
  if (!parts.config.demo) throw notFound('thing');
  const { rows } = await parts.pool.query<Person>(
    `select id, role, null as password_hash from agents
      where role = $1 and email like '%@careline.example' and deactivated_at is null
      order by name, id limit 1`,
    [role],
  );
  const [person] = rows;
  if (!person) throw notFound('person of the demo');
  return enter(parts, person, 'demo', client);
}

/** Opens the session of somebody who has shown who they are. */
export async function enter(
  { prisma, config }: SignInParts,
  { id: agentId, role }: Pick<Person, 'id' | 'role'>,
  by: 'password' | 'demo' | 'oidc',
  client: Client,
): Promise<SignedIn> {
  const actor = { type: 'agent', id: agentId } as const;
  const opened = await audited(prisma, { actor }, 'session.opened', async (tx) => {
    const result = await openSession(tx, config, agentId, client);
    return { target: agentId, data: { by, sessionId: result.id, address: client.address }, result };
  });
  return { ...opened, agentId, role };
}

/** What was typed for an address may be anything, a password too: it is not kept. */
export async function noteRefused(
  { prisma }: SignInParts,
  agentId: string | undefined,
  data: { address: string; count?: number; by?: 'oidc' },
): Promise<void> {
  await prisma.audit.create({
    data: {
      actor: { type: 'system', id: 'sign-in' },
      action: 'session.refused',
      target: agentId ?? 'unknown',
      data: jsonOf(data),
    },
  });
}
