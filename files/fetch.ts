/** Fetching a file that somebody else names: from public addresses, each redirect checked, within a size and a time. */
import type { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import { FetchError, failed, fetchErrorOf, refused, ofStatus } from './fetch-error.ts';
import { guardedConnector, type Guard } from './guard.ts';

export interface FileSource {
  /** May hold a secret: neither stored nor logged. */
  url: string;
  /** For its own origin only: a redirect elsewhere goes without. */
  headers?: Record<string, string>;
  /** The one origin that may be private: that of the account's own `baseUrl`. */
  trustedOrigin?: string;
  /** A redirect to another site is not followed, but for the same name with or without `www.`, and from http to https. */
  isOnOneSite?: boolean;
}

export interface Fetcher {
  /**
   * Hands the body to `take` while it comes; the time runs until that is through.
   * @throws FetchError
   */
  fetch<T>(source: FileSource, take: (body: AsyncIterable<Buffer>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface FetchLimits {
  maxBytes: number;
  /** From the first connection to the last byte, redirects included, ms. */
  withinMs: number;
  /** For tests. */
  guard?: Partial<Guard>;
}

const maxRedirects = 5;
const pool = { pipelining: 1, keepAliveTimeout: 4_000, keepAliveMaxTimeout: 30_000 };

export function createFetcher({ maxBytes, withinMs, guard }: FetchLimits): Fetcher {
  const timeouts = { headersTimeout: withinMs, bodyTimeout: withinMs };
  const open = new Agent({ ...pool, ...timeouts, connect: guardedConnector(guard) });
  const trusted = new Agent({ ...pool, ...timeouts, connect: { timeout: 5_000 } });

  const ask = async (source: FileSource, signal: AbortSignal): Promise<Answer> => {
    let url = addressOf(source.url);
    let { headers } = source;
    for (let hops = 0; hops <= maxRedirects; hops += 1) {
      const agent = url.origin === source.trustedOrigin ? trusted : open;
      const answer = await agent.request({
        ...{ method: 'GET', origin: url.origin, path: url.pathname + url.search, signal },
        headers: { ...headers, 'accept-encoding': 'identity', 'user-agent': 'Careline' },
      });
      const next = redirectIn(answer, url);
      if (next === undefined) return answer;
      answer.body.on('error', () => undefined).destroy();
      if (source.isOnOneSite && !isSameSite(url, next)) throw refused('leads_elsewhere');
      // What a platform asks for is told to nobody else, nor to it at an address that somebody else names.
      if (next.origin !== url.origin) headers = undefined;
      url = next;
    }
    throw refused('too_many_redirects');
  };

  return {
    async fetch(source, take) {
      const time = AbortSignal.timeout(withinMs);
      let body: Readable | undefined;
      try {
        const answer = await ask(source, time);
        body = answer.body;
        requireFile(answer, maxBytes);
        return await take(bounded(body, maxBytes));
      } catch (error) {
        throw time.aborted ? new FetchError('again', 'too_slow') : fetchErrorOf(error);
      } finally {
        body?.on('error', () => undefined).destroy();
      }
    },
    async close() {
      await Promise.all([open.destroy(), trusted.destroy()]);
    },
  };
}

type Answer = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

function addressOf(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  const isUsable = url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  if (!isUsable) throw refused('address_invalid');
  return url;
}

function redirectIn({ statusCode, headers }: Answer, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined;
  const to = headers.location;
  if (typeof to !== 'string') throw failed(`http_${statusCode}`);
  return addressOf(to, from);
}

const siteOf = ({ hostname }: URL): string => hostname.replace(/^www\./, '');

const isSameSite = (from: URL, to: URL): boolean =>
  siteOf(from) === siteOf(to) &&
  from.port === to.port &&
  (from.protocol === to.protocol || to.protocol === 'https:');

function requireFile({ statusCode, headers }: Answer, maxBytes: number): void {
  if (statusCode !== 200) throw ofStatus(statusCode, headers);
  // Unpacked it could be of any size, and packed it is not what was sent.
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw refused('encoded');
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw refused('too_large');
}

async function* bounded(body: Readable, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw refused('too_large');
    yield chunk;
  }
}
