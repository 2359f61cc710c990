import type { Answer, Dialect } from '../answer.ts';

/** A refusal in OpenAI's words. */
export class ModelError extends Error {
  override name = 'ModelError';
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    more: { type?: string; code?: string; param?: string; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.type = more.type ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
    this.code = more.code ?? null;
    this.param = more.param ?? null;
    this.headers = more.headers ?? {};
  }
}

export const invalid = (message: string, param?: string) =>
  new ModelError(400, message, param === undefined ? {} : { param });

export const noKey = () =>
  new ModelError(
    401,
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
  );
export const wrongKey = (key: string) =>
  new ModelError(401, `Incorrect API key provided: ${key.slice(0, 3)}***${key.slice(-4)}.`, {
    code: 'invalid_api_key',
  });

export const noModel = (model: string) =>
  new ModelError(404, `The model \`${model}\` does not exist or you do not have access to it.`, {
    code: 'model_not_found',
  });

export const tooLong = (most: number, given: number) =>
  new ModelError(
    400,
    `This model's maximum context length is ${most} tokens. However, your messages resulted in ${given} tokens. Please reduce the length of the messages.`,
    { code: 'context_length_exceeded', param: 'messages' },
  );

export const tooMuchAtOnce = (most: number, given: number) =>
  new ModelError(400, `Requested ${given} tokens, max ${most} tokens per request`, {
    ...{ type: 'max_tokens_per_request', code: 'max_tokens_per_request' },
  });

export const tooMany = (seconds: number, headers: Record<string, string> = {}) =>
  new ModelError(429, `Rate limit reached for requests. Please try again in ${seconds}s.`, {
    type: 'requests',
    code: 'rate_limit_exceeded',
    headers: { ...retryAfter(seconds), ...headers },
  });

export const noQuota = () =>
  new ModelError(
    429,
    'You exceeded your current quota, please check your plan and billing details.',
    { type: 'insufficient_quota', code: 'insufficient_quota' },
  );

const retryAfter = (seconds: number) => ({
  'retry-after': String(Math.ceil(seconds)),
  'retry-after-ms': String(Math.round(seconds * 1000)),
});

export const errorAnswer = ({
  status,
  message,
  type,
  param,
  code,
  headers,
}: ModelError): Answer => ({
  status,
  headers,
  body: { error: { message, type, param, code } },
});

export const modelDialect: Dialect = {
  rateLimited: ({ retryAfterSeconds = 1 }) => errorAnswer(tooMany(retryAfterSeconds)),
  serverError: ({ status = 500 }) =>
    errorAnswer(
      new ModelError(
        status,
        status === 503
          ? 'The engine is currently overloaded, please try again later.'
          : 'The server had an error while processing your request. Sorry about that!',
      ),
    ),
  tokenDead: () => errorAnswer(wrongKey('revoked')),
};
