/** Links by which somebody sets their password: the first one, or a new one. Each works once. */
import { randomBytes } from 'node:crypto';
import { CareError, invalid } from '../../domain/errors.ts';
import { passwordProblem } from '../../domain/passwords.ts';
import { newId } from '../../runtime/ids.ts';
import { audited, type Transaction } from '../audit.ts';
import { hashToken } from '../authenticate.ts';
import type { Client } from '../client.ts';
import type { Role } from '../permissions.ts';
import { emailKey } from './attempts.ts';
import { hashPassword } from './passwords.ts';
import { endSessions } from './revoke.ts';
import { openSession } from './sessions.ts';
import type { SignedIn, SignInParts } from './sign-in.ts';

export type LinkKind = 'invitation' | 'reset';

export interface Link {
  url: string;
  expiresAt: Date;
}

const goodForMs: Record<LinkKind, number> = {
  invitation: 72 * 3_600_000,
  reset: 3_600_000,
};

/** Those that were made before work no more. Its token stands behind the #, which no server and no log ever sees. */
export async function makeLink(
  tx: Transaction,
  publicUrl: string,
  agentId: string,
  kind: LinkKind,
): Promise<Link> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + goodForMs[kind]);
  await tx.oneTimeLink.deleteMany({ where: { agentId, usedAt: null } });
  await tx.oneTimeLink.create({
    data: { id: newId(), agentId, kind, expiresAt, tokenHash: new Uint8Array(hashToken(token)) },
  });
  return { url: `${publicUrl}/welcome#${token}`, expiresAt };
}

/**
 * Sets the password and lets them in; wherever else they were logged in, they are not any more.
 * @throws CareError gone: it was used, is over, or never was; invalid_request naming `password`
 */
export async function useLink(
  { prisma, config }: SignInParts,
  { token, password }: { token: string; password: string },
  client: Client,
): Promise<SignedIn> {
  const tokenHash = new Uint8Array(hashToken(token));
  const link = await prisma.oneTimeLink.findUnique({ where: { tokenHash } });
  const agent =
    link && (await prisma.agent.findFirst({ where: { id: link.agentId, deactivatedAt: null } }));
  if (!agent || link.usedAt || link.expiresAt.getTime() <= Date.now()) throw gone();
  const problem = passwordProblem(password, agent.email);
  if (problem !== undefined) throw invalid('password', problem);
  const passwordHash = await hashPassword(password);
  const { id: agentId } = agent;
  const actor = { type: 'agent', id: agentId } as const;
  const opened = await audited(prisma, { actor }, 'password.set', async (tx) => {
    const { count } = await tx.oneTimeLink.updateMany({
      where: { id: link.id, usedAt: null, expiresAt: { gt: new Date() } },
      data: { usedAt: new Date() },
    });
    if (count === 0) throw gone();
    const credential = { passwordHash, changedAt: new Date() };
    await tx.credential.upsert({
      where: { agentId },
      create: { agentId, ...credential },
      update: credential,
    });
    await tx.attempt.deleteMany({ where: { key: emailKey('email', agent.email) } });
    await endSessions(tx, { agentId });
    const result = await openSession(tx, config, agentId, client);
    return { target: agentId, data: { by: link.kind, sessionId: result.id }, result };
  });
  return { ...opened, agentId, role: agent.role as Role };
}

const gone = (): CareError =>
  new CareError('gone', 'The link was used before, or is over: ask for a new one.');
