/** Sessions: somebody is logged in, in one browser. */
import { randomBytes } from 'node:crypto';
import type { Config } from '../../runtime/config.ts';
import { newId } from '../../runtime/ids.ts';
import type { Transaction } from '../audit.ts';
import { cookieNameFor, hashCookie, type SessionCookie } from '../cookies.ts';
import type { Client } from '../client.ts';
import { announceRevoked } from './revoke.ts';

export type SessionConfig = Pick<Config, 'publicUrl' | 'sessions'>;

export interface OpenedSession {
  id: string;
  cookie: SessionCookie;
}

/** The one that the browser came with, if any, ends. */
export async function openSession(
  tx: Transaction,
  config: SessionConfig,
  agentId: string,
  client: Client,
): Promise<OpenedSession> {
  const { idleSeconds, maxSeconds } = config.sessions;
  if (client.cookie) await endByCookie(tx, client.cookie);
  const id = newId();
  const cookie = {
    name: cookieNameFor(config.publicUrl),
    token: randomBytes(32).toString('base64url'),
  };
  await tx.session.create({
    data: {
      id,
      agentId,
      idleSeconds,
      tokenHash: new Uint8Array(hashCookie(cookie)),
      userAgent: client.userAgent,
      expiresAt: new Date(Date.now() + maxSeconds * 1000),
    },
  });
  return { id, cookie };
}

async function endByCookie(tx: Transaction, cookie: SessionCookie): Promise<void> {
  const where = { tokenHash: new Uint8Array(hashCookie(cookie)), revokedAt: null };
  const before = await tx.session.findFirst({ where });
  if (!before) return;
  await tx.session.update({ where: { id: before.id }, data: { revokedAt: new Date() } });
  await announceRevoked(tx, before.id);
}

/** Scripts never see it, other sites never send it with a change, and `__Host-` is never of a neighbour's making. */
export function setCookie(config: SessionConfig, { name, token }: SessionCookie): string {
  return cookieLine(name, token, config.sessions.maxSeconds);
}

export const clearCookie = (config: SessionConfig): string =>
  cookieLine(cookieNameFor(config.publicUrl), '', 0);

const cookieLine = (name: SessionCookie['name'], value: string, maxAge: number): string =>
  [
    `${name}=${value}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Max-Age=${String(maxAge)}`,
    ...(name.startsWith('__Host-') ? ['Secure'] : []),
  ].join('; ');
