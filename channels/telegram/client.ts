/** grammY's Api for one bot, on our own HTTP exchange. */
import { Api, HttpError } from 'grammy';
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { bytesOf } from '../desk-file.ts';
import { exchange, NoAnswer, retryAfterOf } from '../http.ts';
import { parseJson } from '../json.ts';

/** An HTTP answer that is not the Bot API's: a proxy's page, half a body. */
export class StrangeAnswer extends Error {
  override name = 'StrangeAnswer';
  readonly status: number;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, retryAfterMs: number | undefined) {
    super(`an answer that is not the Bot API's (HTTP ${String(status)})`);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * grammY's own fetch (node-fetch) retries nothing but cannot say whether a request left before its connection failed,
 * follows redirects and reads bodies of any size. `exchange` does better; what it throws comes out of grammY
 * as `HttpError.error`, untouched. Its deadline ends every call, so grammY's own (500 s) never fires.
 */
export function apiOf(account: ChannelAccount, options: CallOptions): Api {
  const now = options.now ?? Date.now;
  const token = account.credentials.botToken ?? '';
  if (!/^[\w:-]+$/.test(token))
    throw new NoAnswer('invalid', 'the account has no usable bot token');
  const fetch = async (url: string, init: { headers?: unknown; body?: unknown }) => {
    const { headers, body: given } = Init.parse(init);
    // Read before the request begins: a stream that breaks off would leave half of one behind.
    const body = typeof given === 'string' ? given : await bytesOf(given);
    const answer = await exchange({ method: 'POST', url, headers, body }, options);
    const read = BotAnswer.safeParse(parseJson(answer.body));
    const wait = retryAfterOf(answer.headers, now());
    if (!read.success || (read.data.ok && answer.status > 299) || answer.status >= 500) {
      throw new StrangeAnswer(answer.status, wait);
    }
    const header = wait !== undefined && { retry_after: wait / 1000 };
    const said = read.data.ok
      ? read.data
      : { ...read.data, parameters: { ...header, ...read.data.parameters } };
    return { json: () => Promise.resolve(said) };
  };
  return new Api(token, { apiRoot: rootOf(account), fetch });
}

export const rootOf = ({ baseUrl }: ChannelAccount): string =>
  (baseUrl ?? 'https://api.telegram.org').replace(/\/+$/, '');

/** grammY's calls without files are JSON, those with files multipart. */
const Init = z.object({
  headers: z.record(z.string(), z.string()),
  body: z.union([
    z.string(),
    z.custom<AsyncIterable<Buffer>>((it) => typeof it === 'object' && it !== null),
  ]),
});

const BotAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error_code: z.int(),
    description: z.string().catch(''),
    parameters: z
      .object({ retry_after: z.number().nonnegative().optional() })
      .optional()
      .catch(undefined),
  }),
]);

/** What grammY threw, without its wrapping. */
export const causeOf = (error: unknown): unknown =>
  error instanceof HttpError ? error.error : error;
