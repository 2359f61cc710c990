import type { Answer, Dialect } from '../answer.ts';

/** A refusal in the words of LinkedIn's REST API: `{status, message, serviceErrorCode?, code?}`. */
export class RestliError extends Error {
  override name = 'RestliError';
  readonly status: number;
  readonly code: string | undefined;
  readonly serviceErrorCode: number | undefined;

  constructor(
    status: number,
    message: string,
    more: { code?: string; serviceErrorCode?: number } = {},
  ) {
    super(message);
    this.status = status;
    this.code = more.code;
    this.serviceErrorCode = more.serviceErrorCode;
  }
}

export const badPath = () =>
  new RestliError(400, 'Syntax exception in path variables', { code: 'ILLEGAL_ARGUMENT' });

export const badQuery = (what: string) =>
  new RestliError(400, `Invalid query parameters passed to request: ${what}`, {
    code: 'ILLEGAL_ARGUMENT',
  });

export const badField = (field: string, why: string) =>
  new RestliError(400, `Invalid value for field ${field}: ${why}`, { code: 'INVALID_FIELD' });

export const notAllowed = (what: string) =>
  new RestliError(403, `Not enough permissions to access: ${what}`, {
    code: 'ACCESS_DENIED',
    serviceErrorCode: 100,
  });

export const unpermittedFields = (fields: readonly string[]) =>
  new RestliError(
    403,
    `Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [${fields.join(', ')}]`,
    { code: 'ACCESS_DENIED', serviceErrorCode: 100 },
  );

export const notFound = (what: string) =>
  new RestliError(404, `Could not find entity ${what}`, { code: 'NOT_FOUND' });

export const dayThrottled = (level: 'APPLICATION' | 'MEMBER') =>
  new RestliError(
    429,
    `Resource level throttle ${level} DAY limit for calls to this resource is reached.`,
    { code: 'TOO_MANY_REQUESTS', serviceErrorCode: 101 },
  );

export const commentThrottled = () =>
  new RestliError(429, 'Comment create throttled: creation rate limit exceeded for member', {
    code: 'TOO_MANY_REQUESTS',
    serviceErrorCode: 101,
  });

export const restliAnswer = ({ status, message, code, serviceErrorCode }: RestliError): Answer => ({
  status,
  headers: { 'x-restli-protocol-version': '2.0.0', 'x-restli-error-response': 'true' },
  body: {
    status,
    ...(serviceErrorCode !== undefined && { serviceErrorCode }),
    ...(code !== undefined && { code }),
    message,
  },
});

/** LinkedIn says nowhere how long to wait: its words tell the limit of the day from that of a minute. */
export const restliDialect: Dialect = {
  rateLimited: ({ retryAfterSeconds = 0 }) =>
    restliAnswer(retryAfterSeconds > 3600 ? dayThrottled('APPLICATION') : commentThrottled()),
  serverError: ({ status = 500 }) =>
    restliAnswer(
      new RestliError(status, status === 503 ? 'Service Unavailable' : 'Internal Server Error', {
        code: status === 503 ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR',
      }),
    ),
  tokenDead: () =>
    restliAnswer(
      new RestliError(401, 'The token used in the request has been revoked by the user', {
        code: 'REVOKED_ACCESS_TOKEN',
        serviceErrorCode: 65601,
      }),
    ),
};
