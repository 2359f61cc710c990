import { randomBytes } from 'node:crypto';
import type { Answer, Dialect } from '../answer.ts';
import type { Product } from './products.ts';

/** A refusal in the Graph API's words; apps decide by `code` and `error_subcode`. */
export class GraphError extends Error {
  override name = 'GraphError';
  readonly code: number;
  readonly subcode: number | undefined;
  readonly status: number;
  readonly type: string;
  readonly headers: Record<string, string>;

  constructor(
    message: string,
    code: number,
    more: {
      subcode?: number;
      status?: number;
      type?: string;
      headers?: Record<string, string>;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.subcode = more.subcode;
    this.status = more.status ?? 400;
    this.type = more.type ?? 'OAuthException';
    this.headers = more.headers ?? {};
  }
}

export const unknownObject = (id: string) =>
  new GraphError(
    `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    100,
    { subcode: 33, type: 'GraphMethodException' },
  );

export const graphAnswer = (error: GraphError): Answer => ({
  status: error.status,
  headers: error.headers,
  body: {
    error: {
      message: error.message,
      type: error.type,
      code: error.code,
      ...(error.subcode !== undefined && { error_subcode: error.subcode }),
      is_transient: [1, 2, 4, 613, 80002, 80006].includes(error.code),
      fbtrace_id: randomBytes(9).toString('base64url'),
    },
  },
});

/** Throttled for at least a minute: the product's quota, which names the minutes. Less: the custom limit, which does not. */
export const graphDialect = (product: Product, account: string): Dialect => ({
  rateLimited({ retryAfterSeconds = 0, status = 400 }) {
    if (retryAfterSeconds < 60) {
      const message = '(#613) Calls to this api have exceeded the rate limit.';
      return graphAnswer(new GraphError(message, 613, { status }));
    }
    return graphAnswer(quotaExceeded(product, account, Math.ceil(retryAfterSeconds / 60), status));
  },
  serverError: ({ status = 500 }) =>
    graphAnswer(
      status === 503
        ? new GraphError('(#2) Service temporarily unavailable', 2, { status })
        : new GraphError('An unknown error has occurred.', 1, { status }),
    ),
  tokenDead: () => graphAnswer(tokenEnded()),
});

const tokenEnded = () =>
  new GraphError(
    'Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
    190,
    { subcode: 460, status: 401 },
  );

export const quotaExceeded = (product: Product, account: string, minutes: number, status = 400) =>
  new GraphError(
    `(#${product.code}) There have been too many calls to this ${product.words}. Wait a bit and try again.`,
    product.code,
    { status, headers: quotaHeader(product, account, 100, minutes) },
  );

export const quotaHeader = (
  { name }: Product,
  account: string,
  percent: number,
  minutes: number,
) => ({
  'X-Business-Use-Case-Usage': JSON.stringify({
    [account]: [
      {
        type: name,
        call_count: percent,
        total_cputime: Math.ceil(percent / 4),
        total_time: Math.ceil(percent / 3),
        estimated_time_to_regain_access: minutes,
      },
    ],
  }),
});
