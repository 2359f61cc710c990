/** Logging in and out, and who one is. */
import { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import { audited } from '../audit.ts';
import { endSessions } from '../identity/revoke.ts';
import { clearCookie, setCookie } from '../identity/sessions.ts';
import { enterDemo, signIn, type SignedIn } from '../identity/sign-in.ts';
import { operation, type Answer, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { sessionOf, workspaceName } from '../reads/session.ts';
import { email, password, Session, SignIn, type SessionJson } from '../schemas/session.ts';

const tag = 'Session';

export function sessionOperations(parts: Parts): Operation[] {
  const { prisma, config } = parts;
  return [
    operation({
      method: 'get',
      path: '/sign-in',
      id: 'getSignIn',
      summary: 'How one logs in here',
      tag,
      permission: 'public',
      answer: SignIn,
      async handle() {
        const { demo, oidc, mail } = config;
        return {
          body: {
            workspace: { name: await workspaceName(prisma) },
            demo,
            ...(oidc ? { oidc: { label: oidc.label, startUrl: '/auth/oidc/start' } } : {}),
            resetBy: mail ? ('mail' as const) : ('admin' as const),
          },
        };
      },
    }),
    operation({
      method: 'post',
      path: '/session',
      id: 'logIn',
      summary: 'Log in; the session is a cookie',
      tag,
      permission: 'public',
      status: 201,
      refusals: [401],
      body: z.strictObject({ email, password }),
      answer: Session,
      handle: async ({ body, client }) => sessionAnswer(parts, await signIn(parts, body, client)),
    }),
    operation({
      method: 'post',
      path: '/session/demo',
      id: 'enterDemo',
      summary: 'Come in as one of the demo’s people; only where the desk is a demo',
      tag,
      permission: 'public',
      status: 201,
      refusals: [404],
      body: z.strictObject({ role: z.enum(['agent', 'supervisor', 'admin']) }),
      answer: Session,
      handle: async ({ body, client }) =>
        sessionAnswer(parts, await enterDemo(parts, body.role, client)),
    }),
    operation({
      method: 'get',
      path: '/session',
      id: 'getSession',
      summary: 'Who I am, and what I may; 404 for a token that is nobody’s',
      tag,
      permission: 'sessions.own',
      refusals: [404],
      answer: Session,
      handle: async ({ caller }) => ({ body: await sessionOf(parts, caller) }),
    }),
    operation({
      method: 'delete',
      path: '/session',
      id: 'logOut',
      summary: 'Log out; 404 for a token, which has no session',
      tag,
      permission: 'sessions.own',
      status: 204,
      refusals: [404],
      async handle({ caller }) {
        const { sessionId } = caller;
        if (sessionId === undefined) throw notFound('session');
        await audited(prisma, caller, 'session.ended', async (tx) => {
          await endSessions(tx, { id: sessionId });
          return { target: sessionId, result: undefined };
        });
        return { headers: { 'set-cookie': clearCookie(config) } };
      },
    }),
  ];
}

/** The cookie comes beside the words, and is in none of them. */
export async function sessionAnswer(
  parts: Parts,
  { id: sessionId, cookie, agentId, role }: SignedIn,
): Promise<Answer<SessionJson>> {
  return {
    body: await sessionOf(parts, { agentId, role, sessionId }),
    headers: { 'set-cookie': setCookie(parts.config, cookie) },
  };
}
