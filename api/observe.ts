/** Every request gets an id, and leaves one line in the log and one measure. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '../runtime/logger.ts';
import type { Metrics } from './metrics.ts';
import type { Operation } from './operation.ts';

export const observe =
  ({ logger, metrics }: { logger: Logger; metrics: Metrics }): RequestHandler =>
  (request, response, next) => {
    const begun = performance.now();
    const requestId = requestIdOf(request.headers['x-request-id']);
    response.setHeader('x-request-id', requestId);
    response.once('close', () => {
      const seconds = (performance.now() - begun) / 1000;
      const operation = (response.locals['operation'] as Operation | undefined)?.id ?? 'other';
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.http.observe({ method: request.method, operation, status: String(status) }, seconds);
      logger.debug(
        { requestId, method: request.method, operation, status, ms: Math.round(seconds * 1000) },
        'answered',
      );
    });
    next();
  };

/** A caller's own id is kept when it can stand in a log. */
const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
