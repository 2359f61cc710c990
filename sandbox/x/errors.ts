import type { Answer, Dialect } from '../answer.ts';

const problems = 'https://api.twitter.com/2/problems';

/** A refusal in X's words: a problem by RFC 7807. */
export class XError extends Error {
  override name = 'XError';
  readonly status: number;
  readonly title: string;
  readonly type: string;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    title: string,
    detail: string,
    more: { problem?: string; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.status = status;
    this.title = title;
    this.type = more.problem === undefined ? 'about:blank' : `${problems}/${more.problem}`;
    this.headers = more.headers ?? {};
  }
}

export const invalid = (detail: string) =>
  new XError(400, 'Invalid Request', detail, { problem: 'invalid-request' });
export const unauthorized = () => new XError(401, 'Unauthorized', 'Unauthorized');
export const forbidden = (detail: string, problem?: string) =>
  new XError(403, 'Forbidden', detail, problem === undefined ? {} : { problem });
export const missingScope = (scope: string) =>
  forbidden(`Your client is missing the required OAuth scope ${scope}.`, 'client-forbidden');
export const notFound = (detail: string) =>
  new XError(404, 'Not Found', detail, { problem: 'resource-not-found' });
export const tooMany = (headers: Record<string, string> = {}) =>
  new XError(429, 'Too Many Requests', 'Too Many Requests', { headers });

export const problemAnswer = ({ status, title, message, type, headers }: XError): Answer => ({
  status,
  headers: { ...headers, 'content-type': 'application/problem+json' },
  body: { title, detail: message, type, status },
});

/** What was asked for one by one and is not there comes beside the rest, with 200. */
export const notFoundError = (resource: 'tweet' | 'user', value: string) => ({
  value,
  detail: `Could not find ${resource} with id: [${value}].`,
  title: 'Not Found Error',
  resource_type: resource,
  parameter: 'id',
  resource_id: value,
  type: `${problems}/resource-not-found`,
});

export const xDialect: Dialect = {
  rateLimited: ({ retryAfterSeconds = 1 }) =>
    problemAnswer(
      tooMany({
        'x-rate-limit-limit': '100',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String(Math.ceil(Date.now() / 1000) + retryAfterSeconds),
      }),
    ),
  serverError: ({ status = 503 }) =>
    problemAnswer(
      new XError(
        status,
        status === 503 ? 'Service Unavailable' : 'Internal Server Error',
        'Over capacity',
      ),
    ),
  tokenDead: () => problemAnswer(unauthorized()),
};
