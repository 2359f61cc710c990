/** Where somebody is logged in, and their password. */
import { z } from 'zod';
import { CareError, invalid, notFound } from '../../domain/errors.ts';
import { passwordProblem } from '../../domain/passwords.ts';
import { audited } from '../audit.ts';
import { beginAttempt } from '../identity/attempts.ts';
import { hashPassword, isPassword } from '../identity/passwords.ts';
import { endSessions } from '../identity/revoke.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { may } from '../permissions.ts';
import { iso } from '../reads/present.ts';
import { byId, id, page } from '../schemas/common.ts';
import { OwnSession, password } from '../schemas/session.ts';

const tag = 'Session';
/** Of one person: far more than anybody has browsers. */
const most = 100;

export function ownSessionOperations({ pool, prisma }: Parts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/sessions',
      id: 'listSessions',
      summary: 'Where I am logged in; admins may ask for anybody',
      tag,
      permission: 'sessions.own',
      query: z.strictObject({ agentId: id.optional() }),
      answer: page(OwnSession),
      async handle({ query, caller }) {
        const agentId = query.agentId ?? caller.agentId;
        if (agentId !== caller.agentId && !may(caller.role, 'sessions.any')) {
          throw new CareError('forbidden', 'Only admins may look at another’s sessions.');
        }
        if (agentId === undefined) return { body: { data: [], nextCursor: null } };
        const { rows } = await pool.query<SessionRow>(
          `select id, agent_id, user_agent, created_at, seen_at, expires_at from sessions
            where agent_id = $1 and revoked_at is null and expires_at > now()
              and seen_at + idle_seconds * interval '1 second' > now()
            order by seen_at desc, id limit ${String(most)}`,
          [agentId],
        );
        const data = rows.map((row) => toSession(row, caller.sessionId));
        return { body: { data, nextCursor: null } };
      },
    }),
    operation({
      method: 'delete',
      path: '/sessions/{sessionId}',
      id: 'endSession',
      summary: 'Log out elsewhere; admins may log out anybody',
      tag,
      permission: 'sessions.own',
      status: 204,
      params: byId('sessionId'),
      async handle({ params: { sessionId }, caller }) {
        await audited(prisma, caller, 'session.ended', async (tx) => {
          const row = await tx.session.findFirst({ where: { id: sessionId, revokedAt: null } });
          const isOwn = row?.agentId === caller.agentId;
          if (!row || !(isOwn || may(caller.role, 'sessions.any'))) throw notFound('session');
          await endSessions(tx, { id: sessionId });
          return { target: sessionId, data: { agentId: row.agentId }, result: undefined };
        });
        return {};
      },
    }),
    operation({
      method: 'put',
      path: '/session/password',
      id: 'changePassword',
      summary: 'Change my password; my other sessions end',
      tag,
      permission: 'sessions.own',
      status: 204,
      refusals: [409],
      body: z.strictObject({ current: password, next: password }),
      async handle({ body: { current, next }, caller, client }) {
        const { agentId, sessionId } = caller;
        // A token is no way to somebody's password.
        if (agentId === undefined || sessionId === undefined) {
          throw new CareError('forbidden', 'Log in to change your password.');
        }
        const { email } = await prisma.agent.findUniqueOrThrow({ where: { id: agentId } });
        const credential = await prisma.credential.findUnique({ where: { agentId } });
        if (!credential) throw new CareError('wrong_status', 'You have no password yet.');
        const problem = passwordProblem(next, email);
        if (problem !== undefined) throw invalid('next', problem);
        const attempt = await beginAttempt(pool, email, client.address);
        if (!(await isPassword(credential.passwordHash, current))) {
          throw invalid('current', 'is not your password');
        }
        await attempt.succeeded();
        const passwordHash = await hashPassword(next);
        await audited(prisma, caller, 'password.changed', async (tx) => {
          await tx.credential.update({
            where: { agentId },
            data: { passwordHash, changedAt: new Date() },
          });
          await tx.oneTimeLink.deleteMany({ where: { agentId, usedAt: null } });
          const ended = await endSessions(tx, { agentId, id: { not: sessionId } });
          return { target: agentId, data: { endedSessions: ended.length }, result: undefined };
        });
        return {};
      },
    }),
  ];
}

interface SessionRow {
  id: string;
  agent_id: string;
  user_agent: string;
  created_at: Date;
  seen_at: Date;
  expires_at: Date;
}

const toSession = (row: SessionRow, current: string | undefined): z.input<typeof OwnSession> => ({
  id: row.id,
  agentId: row.agent_id,
  userAgent: row.user_agent,
  isCurrent: row.id === current,
  createdAt: iso(row.created_at),
  seenAt: iso(row.seen_at),
  expiresAt: iso(row.expires_at),
});
