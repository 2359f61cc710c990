/** Every error leaves as application/problem+json (RFC 9457). */
import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { CareError } from '../domain/errors.ts';
import type { Logger } from '../runtime/logger.ts';
import { statusOf, titleOf } from './errors.ts';
import { refusalIn } from './failures.ts';

export const problemType = 'application/problem+json';

/** The body of an error. `type` is an address below which /problems/<code> explains it. */
export function problemOf(error: CareError, instance?: string): Record<string, unknown> {
  return {
    ...error.members,
    type: `/problems/${error.code}`,
    title: titleOf[error.code],
    status: statusOf[error.code],
    code: error.code,
    detail: error.message,
    ...(instance === undefined ? {} : { instance }),
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
  };
}

export function sendProblem(response: Response, error: CareError, instance?: string): void {
  if (error.retryAfterSeconds !== undefined) {
    response.setHeader('retry-after', String(error.retryAfterSeconds));
  }
  if (error.code === 'unauthenticated') response.setHeader('www-authenticate', 'Bearer');
  response
    .status(statusOf[error.code])
    .setHeader('content-type', problemType)
    .end(JSON.stringify(problemOf(error, instance)));
}

/** The last middleware. What nobody expected is logged and told to nobody. */
export const problemHandler =
  (logger: Logger): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    const refusal = refusalIn(error);
    const requestId = String(response.getHeader('x-request-id') ?? '');
    // Where the path itself is a secret, it was given another name.
    const path = (response.locals['path'] as string | undefined) ?? request.path;
    if (refusal.code === 'internal_error') {
      logger.error({ err: error, requestId, method: request.method, path }, 'failed');
    } else if (refusal.code === 'temporarily_unavailable') {
      logger.warn({ err: error, requestId, path }, 'temporarily unavailable');
    }
    if (response.headersSent) {
      next(error);
      return;
    }
    sendProblem(response, refusal, requestId === '' ? undefined : `urn:request:${requestId}`);
  };

export const notFoundHandler: RequestHandler = (request) => {
  throw new CareError('not_found', `There is nothing at ${request.path.slice(0, 200)}.`);
};

/** What Node's parser refuses before there is a request: written to the socket as it is. */
export const rawProblem = (code: 'headers_too_large' | 'too_slow' | 'malformed_request'): string =>
  rawProblemOf(new CareError(code, titleOf[code] + '.'));

/** The answer to a request that never gets to a router. */
export function rawProblemOf(error: CareError): string {
  const body = JSON.stringify(problemOf(error));
  const status = statusOf[error.code];
  return [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    `content-type: ${problemType}`,
    `content-length: ${String(Buffer.byteLength(body))}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
