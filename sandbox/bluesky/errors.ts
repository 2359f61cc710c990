import type { Answer, Dialect } from '../answer.ts';

/** A refusal in XRPC's form: a name and words. */
export class XrpcError extends Error {
  override name = 'XrpcError';
  readonly status: number;
  readonly error: string;
  readonly headers: Record<string, string>;

  constructor(status: number, error: string, message = '', headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

export const invalid = (message: string) => new XrpcError(400, 'InvalidRequest', message);
export const expired = () => new XrpcError(400, 'ExpiredToken', 'Token has expired');
export const recordNotFound = (uri: string) =>
  new XrpcError(400, 'RecordNotFound', `Could not locate record: ${uri}`);
export const rateLimited = (headers: Record<string, string>) =>
  new XrpcError(429, 'RateLimitExceeded', 'Rate Limit Exceeded', headers);

export const errorAnswer = ({ status, error, message, headers }: XrpcError): Answer => ({
  status,
  headers,
  body: { error, message },
});

export const xrpcDialect: Dialect = {
  rateLimited: ({ retryAfterSeconds = 1 }) =>
    errorAnswer(
      rateLimited({
        'retry-after': String(retryAfterSeconds),
        'ratelimit-limit': '3000',
        'ratelimit-remaining': '0',
        'ratelimit-reset': String(Math.ceil(Date.now() / 1000) + retryAfterSeconds),
        'ratelimit-policy': '3000;w=300',
      }),
    ),
  serverError: ({ status = 502 }) =>
    errorAnswer(
      status === 502
        ? new XrpcError(status, 'UpstreamFailure', 'Upstream Failure')
        : new XrpcError(status, 'InternalServerError', 'Internal Server Error'),
    ),
  tokenDead: () => errorAnswer(new XrpcError(400, 'InvalidToken', 'Token could not be verified')),
};
