import type { Answer, Dialect } from '../answer.ts';

/** A refusal in the Bot API's words: the description is what bots go by. */
export class BotApiError extends Error {
  override name = 'BotApiError';
  readonly status: number;
  readonly retryAfter: number | undefined;

  constructor(status: number, description: string, retryAfter?: number) {
    super(description);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export const badRequest = (what: string) => new BotApiError(400, `Bad Request: ${what}`);
export const notFound = () => new BotApiError(404, 'Not Found');
export const tooManyRequests = (seconds: number) =>
  new BotApiError(429, `Too Many Requests: retry after ${seconds}`, seconds);

export const botApiAnswer = ({ status, message, retryAfter }: BotApiError): Answer => ({
  status,
  ...(retryAfter !== undefined && { headers: { 'Retry-After': String(retryAfter) } }),
  body: {
    ok: false,
    error_code: status,
    description: message,
    ...(retryAfter !== undefined && { parameters: { retry_after: retryAfter } }),
  },
});

export const botApiDialect: Dialect = {
  rateLimited: ({ retryAfterSeconds = 1 }) => botApiAnswer(tooManyRequests(retryAfterSeconds)),
  serverError: ({ status = 500 }) =>
    botApiAnswer(new BotApiError(status, status === 502 ? 'Bad Gateway' : 'Internal Server Error')),
  tokenDead: () => botApiAnswer(new BotApiError(401, 'Unauthorized')),
};

/** `true` and objects alike come as `{ok, result}`. */
export const ok = (result: unknown, description?: string): Answer => ({
  status: 200,
  body: { ok: true, result, ...(description !== undefined && { description }) },
});
