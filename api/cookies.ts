/** The cookie that a session is: its name, and what is kept of it. */
import { createHash } from 'node:crypto';

/** A browser takes the first only from our own host, unforged by neighbours; plain http on a network has just the second. */
export const cookieNames = ['__Host-careline', 'careline'] as const;
export type CookieName = (typeof cookieNames)[number];

/** Local addresses count as safe with browsers, though they are plain http. */
export function cookieNameFor(publicUrl: string): CookieName {
  const { protocol, hostname } = new URL(publicUrl);
  const isLocal = hostname === 'localhost' || hostname === '127.0.0.1';
  return protocol === 'https:' || isLocal ? '__Host-careline' : 'careline';
}

export interface SessionCookie {
  name: CookieName;
  token: string;
}

/** The session's cookie among those of a `Cookie` header. */
export function sessionCookieIn(header: string | undefined): SessionCookie | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  for (const name of cookieNames) {
    const pair = pairs.find((it) => it.startsWith(`${name}=`));
    const token = pair?.slice(name.length + 1) ?? '';
    if (/^[\w-]{43}$/.test(token)) return { name, token };
  }
  return undefined;
}

/** With its name: a cookie given out as `__Host-` is worth nothing where a neighbour plants it under the plain one. */
export const hashCookie = ({ name, token }: SessionCookie): Buffer =>
  createHash('sha256').update(`${name}=${token}`).digest();
