import type { IncomingHttpHeaders } from 'node:http';
import { NotPublic } from './guard.ts';

/**
 * A file that did not come. `refused`: we will not have it; `failed`: it will not be there the next time either;
 * `again`: it may. `reason` is ours and stable, and tells nothing of the address.
 */
export class FetchError extends Error {
  override name = 'FetchError';
  readonly kind: 'refused' | 'failed' | 'again';
  readonly reason: string;
  readonly retryAfterMs: number | undefined;

  constructor(kind: FetchError['kind'], reason: string, retryAfterMs?: number) {
    super(`the file was not fetched: ${reason}`);
    this.kind = kind;
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

export const refused = (reason: string): FetchError => new FetchError('refused', reason);
export const failed = (reason: string): FetchError => new FetchError('failed', reason);

/** An answer that is no file. */
export function ofStatus(status: number, headers: IncomingHttpHeaders): FetchError {
  if (status === 404 || status === 410) return failed('gone');
  const isPassing = status >= 500 || [408, 425, 429].includes(status);
  if (!isPassing) return failed(`http_${status}`);
  const seconds = headers['retry-after'] ?? '';
  const wait = /^\d{1,5}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
  return new FetchError('again', `http_${status}`, wait);
}

/** What was thrown on the way: by us, by the guard, or by a connection that broke. Anything else is passed on. */
export function fetchErrorOf(error: unknown): unknown {
  if (error instanceof FetchError) return error;
  if (error instanceof NotPublic) return refused('address_not_public');
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // undici's own, and the sockets'; a full disk is none of them.
  const isNetwork = /^(UND_ERR_|ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|HPE_)/.test(
    code,
  );
  return isNetwork || networkCodes.has(code) ? new FetchError('again', 'not_reached') : error;
}

const networkCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH'],
  ...['EHOSTUNREACH', 'EADDRNOTAVAIL', 'EPROTO', 'ENODATA', 'EAI_FAIL', 'ENETDOWN'],
]);
