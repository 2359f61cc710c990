/** One HTTP exchange with a platform, and how far it got: the whole of "may it have arrived?" rests on that. */
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, type Dispatcher } from 'undici';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** No whole answer came. `not_sent`: not one byte of the request left; `lost`: it may have arrived. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
  readonly kind: 'invalid' | 'not_sent' | 'lost';

  constructor(kind: NoAnswer['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

const maxAnswerBytes = 1024 * 1024;

// One request at a time on a connection, and idle ones go before servers drop them: a reused connection that is reset
// leaves it open whether the request arrived. Redirects are not followed: undici does that only when composed to.
const connections = new Agent({
  pipelining: 1,
  keepAliveTimeout: 4_000,
  keepAliveMaxTimeout: 30_000,
  connect: { timeout: 5_000 },
});

/**
 * The answer, or a NoAnswer. undici calls `onRequestStart` on a connected socket right before it writes the first
 * byte and never gives a request a second socket after that, so "not started" is "never left". At the deadline
 * the exchange ends at once; one that is still waiting for its connection is then aborted before it writes.
 */
export function exchange(
  request: HttpRequest,
  { deadline, now = Date.now }: { deadline: number; now?: () => number },
): Promise<HttpAnswer> {
  const left = deadline - now();
  if (left <= 0) return Promise.reject(new NoAnswer('not_sent', 'the deadline had passed'));
  const url = URL.parse(request.url);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return Promise.reject(new NoAnswer('invalid', 'the address is not an http(s) URL'));
  }
  return new Promise<HttpAnswer>((resolve, reject) => {
    let socket: Dispatcher.DispatchController | undefined;
    let ended = false;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let chunks: Buffer[] = [];
    let size = 0;

    const end = (settle: () => void) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      settle();
    };
    const fail = (message: string, cause?: unknown) => {
      const kind = isInvalid(cause) ? 'invalid' : socket === undefined ? 'not_sent' : 'lost';
      end(() => {
        reject(new NoAnswer(kind, message, { cause }));
      });
    };
    const abort = (message: string) => {
      fail(message);
      socket?.abort(new Error(message));
    };
    const timer = setTimeout(abort, Math.min(left, 2 ** 31 - 1), 'no answer before the deadline');

    connections.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method,
        ...(request.headers && { headers: request.headers }),
        ...(request.body !== undefined && { body: request.body }),
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(controller) {
          if (ended) controller.abort(new Error('ended before it was sent'));
          else socket = controller;
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          // Called for 1xx too: what came last counts.
          status = statusCode;
          headers = responseHeaders;
          chunks = [];
          size = 0;
        },
        onResponseData(_controller, chunk) {
          size += chunk.length;
          if (size > maxAnswerBytes) abort('the answer is larger than 1 MB');
          else chunks.push(chunk);
        },
        onResponseEnd() {
          end(() => {
            resolve({ status, headers, body: Buffer.concat(chunks) });
          });
        },
        onResponseError(_controller, error) {
          fail(error.message, error);
        },
      },
    );
  });
}

/** A header or path that HTTP cannot carry: our settings are wrong, and trying again does not help. */
const isInvalid = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'UND_ERR_INVALID_ARG';

/** Retry-After as milliseconds from now; undefined where there is none or it makes no sense. */
export function retryAfterOf(headers: IncomingHttpHeaders, now: number): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const wait = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(wait) && wait >= 0 ? wait : undefined;
}
