/** Who may open a connection: asked before there is one. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Pool } from 'pg';
import { CareError } from '../../domain/errors.ts';
import { authenticateRequest, type Caller } from '../authenticate.ts';
import { refusalIn } from '../failures.ts';
import { rawProblemOf } from '../problem.ts';

export const livePath = '/api/v1/live';

/** @throws CareError: not found, a page of elsewhere, or nobody we know */
export async function admit(
  { pool, publicUrl }: { pool: Pool; publicUrl: string },
  request: IncomingMessage,
): Promise<Caller> {
  const { pathname } = new URL(request.url ?? '/', 'http://desk');
  if (pathname !== livePath) throw new CareError('not_found', 'There is nothing here to upgrade.');
  // Browsers send cookies whatever page asks, and say which: other pages may not use them.
  if (request.headers.authorization === undefined && !isOwnPage(request, publicUrl)) {
    throw new CareError('forbidden', 'A session listens from the desk’s own pages only.');
  }
  // It is opened again by itself, for as long as the page is there.
  return authenticateRequest(pool, request, false);
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** That of PUBLIC_URL; or, on this machine, the one it was asked at. */
function isOwnPage({ headers: { origin, host } }: IncomingMessage, publicUrl: string): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  if (page.origin === new URL(publicUrl).origin) return true;
  return loopback.has(page.hostname) && page.protocol === 'http:' && page.host === host;
}

/** What was thrown, told as any request would be told, and the end of it. */
export function refuse(socket: Duplex, error: unknown): CareError {
  const refusal = refusalIn(error);
  if (socket.writable) socket.end(rawProblemOf(refusal), () => socket.destroy());
  else socket.destroy();
  return refusal;
}
