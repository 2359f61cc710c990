/** From the route table to an Express router. */
import { json, Router, type Request, type RequestHandler, type Response } from 'express';
import type { Pool } from 'pg';
import type { z } from 'zod';
import { CareError, notFound } from '../domain/errors.ts';
import { unspool, type Spooled } from '../files/spool.ts';
import { authenticateRequest, nobodyAt, requirePermission, type Caller } from './authenticate.ts';
import { clientOf } from './client.ts';
import { requireNoForeignPage, requireOwnPage } from './csrf.ts';
import { fieldErrors, invalidRequest } from './errors.ts';
import { ifMatchOf, isNotModified, tagOf } from './etag.ts';
import { sendFile } from './send-file.ts';
import { sendText } from './send-text.ts';
import { takeUpload, type UploadLimits } from './upload.ts';
import { once, type IdempotencyStore } from './idempotency.ts';
import { defaultUnderWay, limitUnderWay } from './fairness.ts';
import { boundBody } from './limits.ts';
import { pathOf, type Answer, type Input, type Operation } from './operation.ts';
import { notFoundHandler } from './problem.ts';

const bodyLimitBytes = 256 * 1024;

export interface RouterParts {
  pool: Pool;
  operations: readonly Operation[];
  idempotency: IdempotencyStore;
  uploads: UploadLimits;
  /** Whose pages a session's changes are taken from. */
  publicUrl: string;
  /** Tests hold answers against their schemas. */
  checksAnswers?: boolean | undefined;
  /** Requests of one caller at once. */
  mostUnderWay?: number | undefined;
}

export function apiRouter(parts: RouterParts): Router {
  const { pool, operations, publicUrl } = parts;
  const router = Router({ caseSensitive: true });
  const fairly = limitUnderWay(parts.mostUnderWay ?? defaultUnderWay);
  const isPublic = ({ permission }: Operation) => permission === 'public';
  const asNobody: RequestHandler = (request, response, next) => {
    response.locals['caller'] = nobodyAt(request.ip ?? '');
    requireNoForeignPage(request, publicUrl);
    next();
  };
  for (const operation of operations.filter(isPublic)) {
    mount(router, parts, operation, [asNobody, fairly]);
  }
  // Nobody's body is read before we know who sends it.
  router.use(async (request, response, next) => {
    const caller = await authenticateRequest(pool, request);
    if (caller.sessionId !== undefined) requireOwnPage(request, publicUrl);
    response.locals['caller'] = caller;
    next();
  });
  router.use(fairly);
  for (const operation of operations.filter((it) => !isPublic(it))) {
    mount(router, parts, operation, []);
  }
  for (const path of new Set(operations.map(pathOf))) {
    const methods = operations.filter((it) => pathOf(it) === path).map((it) => it.method);
    router.all(path, methodNotAllowed(methods));
  }
  router.use(notFoundHandler);
  return router;
}

/** @param first what comes before the operation is asked */
function mount(
  router: Router,
  { idempotency, uploads, checksAnswers }: RouterParts,
  operation: Operation,
  first: RequestHandler[],
): void {
  const handlers: RequestHandler[] = [
    ...first,
    (_request, response, next) => {
      response.locals['operation'] = operation;
      requirePermission(callerOf(response), operation.permission);
      next();
    },
  ];
  if (operation.method !== 'get' && !operation.takesFile) {
    handlers.push(boundJson, requireJson, parseJson);
  }
  router[operation.method](pathOf(operation), ...handlers, async (request, response) => {
    const upload = operation.takesFile ? await takeUpload(uploads, request, response) : undefined;
    try {
      const input = inputOf(operation, request, response, upload);
      const answer = await once(idempotency, operation, input, request.path);
      if (checksAnswers && answer.body !== undefined) operation.answer?.parse(answer.body);
      if (answer.file) await sendFile(request, response, answer.file);
      else if (answer.text) await sendText(operation, request, response, answer.text);
      else send(operation, request, response, answer);
    } finally {
      if (upload) await unspool(upload);
    }
  });
}

const boundJson = boundBody(bodyLimitBytes);
const parseJson = json({ limit: bodyLimitBytes, strict: false, inflate: false });

const callerOf = (response: Response): Caller => response.locals['caller'] as Caller;

const requireJson: RequestHandler = (request, _response, next) => {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined ||
    Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && request.is('application/json') === false) {
    throw new CareError('unsupported_media_type', 'Send the body as application/json.');
  }
  next();
};

function methodNotAllowed(methods: readonly string[]): RequestHandler {
  const allow = [...methods, ...(methods.includes('get') ? ['head'] : []), 'options']
    .map((method) => method.toUpperCase())
    .join(', ');
  return (request, response) => {
    response.setHeader('allow', allow);
    if (request.method === 'OPTIONS') {
      response.status(204).end();
      return;
    }
    throw new CareError('method_not_allowed', `Only ${allow} can be asked here.`);
  };
}

function inputOf(
  operation: Operation,
  request: Request,
  response: Response,
  upload: Spooled | undefined,
): Input<unknown, unknown, unknown> {
  // An address whose id cannot be one leads nowhere; that is not a wrong value.
  const params = operation.params?.safeParse(request.params);
  if (params?.success === false) throw notFound('thing');
  return {
    params: params?.data,
    idempotencyKey: operation.method === 'post' ? idempotencyKeyOf(request) : undefined,
    ifMatch: ifMatchOf(request.headers['if-match']),
    query: operation.query && parsed(operation.query, request.query, 'query'),
    // A file is told from another by what it holds.
    body: upload
      ? { sha256: upload.sha256, size: upload.size }
      : operation.body && parsed(operation.body, bodyOf(request), 'body'),
    upload,
    caller: callerOf(response),
    client: clientOf(request),
    gone: goneOf(response),
  };
}

function goneOf(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** No body at all is an empty one; `null` is not. */
const bodyOf = (request: Request): unknown => (request.body === undefined ? {} : request.body);

function parsed(schema: z.ZodType, value: unknown, within: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidRequest(fieldErrors(result.error.issues, within));
}

function idempotencyKeyOf(request: Request): string | undefined {
  const key = request.get('idempotency-key');
  if (key === undefined) return undefined;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new CareError('malformed_request', 'Idempotency-Key: 1 to 255 printable characters.', {
    errors: [{ field: 'Idempotency-Key', message: 'must be 1 to 255 printable characters' }],
  });
}

function send(
  operation: Operation,
  request: Request,
  response: Response,
  answer: Answer<unknown>,
): void {
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  const status = answer.status ?? operation.status ?? 200;
  response.setHeader('cache-control', 'no-store');
  const content = answer.pending ?? answer.body;
  if (content === undefined) {
    response.status(status === 200 ? 204 : status).end();
    return;
  }
  const body = JSON.stringify(content);
  if (answer.version !== undefined) {
    const tag = tagOf(answer.version, body);
    response.setHeader('etag', tag);
    if (request.method === 'GET' && isNotModified(request.headers['if-none-match'], tag)) {
      response.status(304).end();
      return;
    }
  }
  response.status(status).setHeader('content-type', 'application/json; charset=utf-8').end(body);
}
