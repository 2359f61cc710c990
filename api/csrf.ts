/** A browser sends a session's cookie along with whatever page asks: changes are taken from our own pages only. */
import type { Request } from 'express';
import { CareError } from '../domain/errors.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** @throws CareError foreign_origin */
export function requireOwnPage(request: Request, publicUrl: string): void {
  if (safeMethods.has(request.method)) return;
  if (!isOwnPage(request, publicUrl)) throw foreign();
}

/** Before anybody is known: a program that is no browser says nothing of the kind, and is let through. */
export function requireNoForeignPage(request: Request, publicUrl: string): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin === undefined && site === undefined) return;
  requireOwnPage(request, publicUrl);
}

/** What the browser itself says of where the request comes from; no page can change these headers. */
export function isOwnPage({ headers }: Pick<Request, 'headers'>, publicUrl: string): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (site !== undefined) return site === 'same-origin';
  if (origin === undefined || !URL.canParse(origin)) return false;
  const [theirs, ours] = [new URL(origin), new URL(publicUrl)];
  return theirs.protocol === ours.protocol && (theirs.host === ours.host || theirs.host === host);
}

const foreign = (): CareError =>
  new CareError('foreign_origin', 'A session’s changes are taken from the desk’s own pages only.');
