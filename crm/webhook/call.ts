/** One signed request to the other side: to public addresses only, no redirects, within a size and a time. */
import { Agent, type Dispatcher } from 'undici';
import type { z } from 'zod';
import { guardedConnector, NotPublic } from '../../files/guard.ts';
import { CrmError } from '../crm.ts';
import { signatureOf } from './signature.ts';

const withinMs = 15_000;
const maxBytes = 1_000_000;

const pool = {
  ...{ pipelining: 1, keepAliveTimeout: 4_000, keepAliveMaxTimeout: 30_000 },
  ...{ headersTimeout: withinMs, bodyTimeout: withinMs },
};
const open = new Agent({ ...pool, connect: guardedConnector() });
/** For origins that the desk's own configuration names. */
const trusted = new Agent({ ...pool, connect: { timeout: 5_000 } });

export interface Callee {
  url: URL;
  secret: string;
  isTrusted: boolean;
}

/**
 * @param key names what is asked: of two requests with the same one, the second does nothing anew
 * @throws CrmError
 */
export async function call<S extends z.ZodType>(
  { url, secret, isTrusted }: Callee,
  operation: string,
  key: string,
  asked: object,
  answer: S,
): Promise<z.output<S>> {
  const body = Buffer.from(JSON.stringify({ operation, ...asked }));
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signed = { id: key, timestamp, body };
  let response: Dispatcher.ResponseData;
  let text: string;
  try {
    response = await (isTrusted ? trusted : open).request({
      ...{ method: 'POST', origin: url.origin, path: url.pathname + url.search, body },
      signal: AbortSignal.timeout(withinMs),
      headers: {
        'content-type': 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'Careline',
        'idempotency-key': key,
        'webhook-id': key,
        'webhook-timestamp': timestamp,
        'webhook-signature': signatureOf(secret, signed),
      },
    });
    text = await read(response);
  } catch (error) {
    if (error instanceof CrmError) throw error;
    if (error instanceof NotPublic) throw new CrmError('refused', 'The address is not public.');
    throw new CrmError('retry', 'The CRM was not reached, or did not answer in time.', {
      cause: error,
    });
  }
  if (response.statusCode !== 200) throw ofStatus(response, text);
  const parsed = answer.safeParse(jsonIn(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw new CrmError('retry', `The CRM’s answer is not understood${where && ` (${where})`}.`);
  }
  return parsed.data;
}

async function read({ body, headers }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLong();
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLong();
      chunks.push(chunk);
    }
  } finally {
    body.on('error', () => undefined).destroy();
  }
  return Buffer.concat(chunks).toString('utf8');
}

const tooLong = () => new CrmError('retry', 'The CRM’s answer is too long.');

function ofStatus({ statusCode, headers }: Dispatcher.ResponseData, text: string): CrmError {
  const seconds = headers['retry-after'];
  const wait =
    typeof seconds === 'string' && /^\d{1,5}$/.test(seconds) ? Number(seconds) * 1_000 : undefined;
  const said = messageIn(text);
  const message = `The CRM answered ${String(statusCode)}${said && `: ${said}`}`;
  if (statusCode === 401 || statusCode === 403) return new CrmError('unauthorized', message);
  const isPassing = statusCode >= 500 || [408, 409, 425, 429].includes(statusCode);
  if (isPassing || statusCode < 400) {
    return new CrmError('retry', message, wait === undefined ? {} : { retryAfterMs: wait });
  }
  return new CrmError('refused', message);
}

function messageIn(text: string): string {
  const body = jsonIn(text);
  const has = typeof body === 'object' && body !== null && 'message' in body;
  return has && typeof body.message === 'string' ? body.message.slice(0, 200) : '';
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
