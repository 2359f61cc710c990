/** Where platforms write to us. Mounted first and lean: nothing runs here that an acknowledgement does not need. */
import { raw, Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import type { Handshake, PlatformName, WebhookRequest } from '../channels/channel.ts';
import { platformOf } from '../channels/index.ts';
import type { RawRequest } from '../crm/crm.ts';
import { CareError } from '../domain/errors.ts';
import type { WebhookResult } from '../ingest/receive-webhook.ts';
import type { Logger } from '../runtime/logger.ts';
import { refusalIn } from './failures.ts';
import { boundBody } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { sendProblem } from './problem.ts';
import { withTimeout } from './with-timeout.ts';

export interface WebhookParts {
  receive(platform: PlatformName, request: WebhookRequest): Promise<WebhookResult>;
  /** Of a CRM; false: it is not signed by it. */
  receiveOfCrm(connectionId: string, request: RawRequest): Promise<boolean>;
  handshake(platform: PlatformName, request: WebhookRequest): Promise<Handshake | undefined>;
  bodyLimitBytes: number;
  metrics: Metrics;
  logger: Logger;
}

/** Past it the platform is told to come again, whatever becomes of the commit: a repetition is harmless. */
const commitWithinMs = 1_900;
/** A string goes out in one piece with the headers, a buffer in a second one. */
const received = '{"received":true}';

export function webhookRouter(parts: WebhookParts): Router {
  const router = Router();
  const body = raw({ type: () => true, limit: parts.bodyLimitBytes, inflate: false });
  const take = async (request: Request, response: Response): Promise<void> => {
    const platform = platformIn(request);
    const stop = parts.metrics.webhookSeconds.startTimer({ platform });
    const result = await withTimeout(
      parts.receive(platform, webhookRequest(request)),
      commitWithinMs,
    );
    count(parts.metrics, platform, result);
    if (result.status === 'unauthorised') {
      throw new CareError('unauthenticated', 'The signature is not one of an account of ours.');
    }
    stop();
    response.setHeader('content-type', 'application/json');
    response.end(received);
  };
  const greet = async (request: Request, response: Response): Promise<void> => {
    const answer = await withTimeout(
      parts.handshake(platformIn(request), webhookRequest(request)),
      commitWithinMs,
    );
    if (!answer)
      throw new CareError('forbidden', 'This is not the handshake of an account of ours.');
    response
      .status(answer.status)
      .setHeader(
        'content-type',
        answer.isJson === true ? 'application/json' : 'text/plain; charset=utf-8',
      );
    response.setHeader('x-content-type-options', 'nosniff');
    response.end(answer.body);
  };
  const takeOfCrm = async (request: Request, response: Response): Promise<void> => {
    const id = String(request.params['connectionId']);
    const isTaken = await withTimeout(parts.receiveOfCrm(id, rawRequest(request)), commitWithinMs);
    if (!isTaken)
      throw new CareError('unauthenticated', 'The signature is not one of a CRM of ours.');
    response.setHeader('content-type', 'application/json');
    response.end(received);
  };
  router.post('/crm/:connectionId', boundBody(parts.bodyLimitBytes), body, takeOfCrm);
  for (const path of ['/', '/:platform']) {
    router.get(path, greet);
    router.post(path, boundBody(parts.bodyLimitBytes), body, take);
    router.all(path, (_request, response) => {
      response.setHeader('allow', 'GET, HEAD, POST');
      throw new CareError('method_not_allowed', 'Only GET and POST can be asked here.');
    });
  }
  router.use(() => {
    throw new CareError('not_found', 'Webhooks go to /webhooks/<platform>.');
  });
  router.use(webhookProblems(parts));
  return router;
}

function platformIn(request: Request): PlatformName {
  const name = request.params['platform'] ?? request.query['platform'];
  const platform = typeof name === 'string' ? platformOf(name) : undefined;
  if (platform) return platform;
  throw new CareError('malformed_request', 'Name the platform: /webhooks/<platform>.', {
    errors: [{ field: 'platform', message: 'must be a platform that the desk knows' }],
  });
}

const rawRequest = (request: Request): RawRequest => ({
  method: request.method,
  url: request.originalUrl,
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value].flat()[0]]),
  ),
  body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  receivedAt: Date.now(),
});

function webhookRequest(request: Request): WebhookRequest {
  const query = Object.entries(request.query).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : undefined,
  ]);
  return {
    headers: request.headers,
    query: Object.fromEntries(query) as Record<string, string | undefined>,
    rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}

function count(metrics: Metrics, platform: PlatformName, result: WebhookResult): void {
  metrics.webhooks.inc({ platform, result: result.status });
  if (result.status !== 'accepted') return;
  if (result.events > 0) metrics.webhookEvents.inc({ platform, kind: 'event' }, result.events);
  if (result.deadLetters > 0) {
    metrics.webhookEvents.inc({ platform, kind: 'dead_letter' }, result.deadLetters);
  }
  if (result.ignored > 0) metrics.webhookEvents.inc({ platform, kind: 'ignored' }, result.ignored);
}

/** Whatever kept us from storing it, the platform is to come again: 503, never 500. */
const webhookProblems =
  ({ metrics, logger }: WebhookParts): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const refusal = refusalIn(error);
    const isOurs = refusal.code === 'internal_error' || refusal.code === 'temporarily_unavailable';
    if (!isOurs) {
      sendProblem(response, refusal);
      return;
    }
    metrics.webhooks.inc({ platform: 'any', result: 'unavailable' });
    logger.warn({ err: error }, 'a webhook was not stored');
    sendProblem(
      response,
      new CareError('temporarily_unavailable', 'The events could not be stored; send them again.', {
        retryAfterSeconds: 5,
      }),
    );
  };
