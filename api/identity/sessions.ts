/** Sessions: somebody is logged in, in one browser. */
import { randomBytes } from 'node:crypto';
import type { Config } from '../../runtime/config.ts';
import { newId } from '../../runtime/ids.ts';
import type { Transaction } from '../audit.ts';
import { cookieLine, cookieNameFor, hashCookie, type SessionCookie } from '../cookies.ts';
import type { Client } from '../client.ts';
import { endSessions } from './revoke.ts';

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
  if (client.cookie) await endSessions(tx, { tokenHash: hashOf(client.cookie) });
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
      tokenHash: hashOf(cookie),
      userAgent: client.userAgent,
      expiresAt: new Date(Date.now() + maxSeconds * 1000),
    },
  });
  return { id, cookie };
}

const hashOf = (cookie: SessionCookie) => new Uint8Array(hashCookie(cookie));

export function setCookie(config: SessionConfig, { name, token }: SessionCookie): string {
  return cookieLine(name, token, config.sessions.maxSeconds);
}

export const clearCookie = (config: SessionConfig): string =>
  cookieLine(cookieNameFor(config.publicUrl), '', 0);
