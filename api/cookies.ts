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

/** The one of this name among those of a `Cookie` header. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/**
 * A `Set-Cookie`. Scripts never see it, other sites never send it with a change, and `__Host-` is never of a neighbour's making.
 * @param maxAge seconds
 */
export const cookieLine = (name: string, value: string, maxAge: number): string =>
  [
    `${name}=${value}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Max-Age=${String(maxAge)}`,
    ...(name.startsWith('__Host-') ? ['Secure'] : []),
  ].join('; ');

/** The session's cookie among those of a `Cookie` header. */
export function sessionCookieIn(header: string | undefined): SessionCookie | undefined {
  for (const name of cookieNames) {
    const token = cookieIn(header, name) ?? '';
    if (/^[\w-]{43}$/.test(token)) return { name, token };
  }
  return undefined;
}

/** With its name: a cookie given out as `__Host-` is worth nothing where a neighbour plants it under the plain one. */
export const hashCookie = ({ name, token }: SessionCookie): Buffer =>
  createHash('sha256').update(`${name}=${token}`).digest();
