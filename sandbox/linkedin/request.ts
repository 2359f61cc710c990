/** A Rest.li call, protocol 2.0.0: its brackets and commas mean something, so what is within a value must be encoded. */
import type { Request } from 'express';
import { badPath, badQuery, RestliError } from './errors.ts';

export interface RestliRequest {
  method: string;
  /** Below `/rest/`, as they came: encoded. */
  segments: string[];
  /** Values as they came. */
  query: ReadonlyMap<string, string>;
  restliMethod: string;
  body: Record<string, unknown>;
}

export function readRestli(request: Request): RestliRequest {
  const [path = '', search = ''] = request.url.split('?', 2);
  return {
    method: request.method,
    segments: path.split('/').filter((it) => it !== ''),
    query: new Map(
      search
        .split('&')
        .filter((it) => it !== '')
        .map((it) => {
          const at = it.indexOf('=');
          return at < 0 ? [it, ''] : [it.slice(0, at), it.slice(at + 1)];
        }),
    ),
    restliMethod: (request.get('x-restli-method') ?? '').toUpperCase(),
    body: bodyOf(request),
  };
}

function bodyOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body) || body.length === 0) return {};
  if (request.is('application/json') === false) {
    throw new RestliError(415, 'Unsupported Media Type');
  }
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (isRecord(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw new RestliError(400, 'Could not parse the body: not a JSON object', {
    code: 'ILLEGAL_ARGUMENT',
  });
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A whole segment or value that is one text. */
const isEncoded = (text: string) => /^(?:[\w.~*!$+;=@-]|%[0-9A-Fa-f]{2})+$/.test(text);

/** @throws RestliError where a sign that means something came as it is */
export function decoded(text: string, refusal: () => RestliError): string {
  if (!isEncoded(text)) throw refusal();
  try {
    return decodeURIComponent(text);
  } catch {
    throw refusal();
  }
}

export const decodedPath = (text = '') => decoded(text, badPath);

/** A key of several parts, `(actor:…,entity:…)`. */
export function keyIn(
  text: string,
  names: readonly string[],
  refusal = badPath,
): Record<string, string> {
  const [, inner] = /^\((.*)\)$/.exec(text) ?? [];
  if (inner === undefined) throw refusal();
  const parts = inner.split(',').map((part): [string, string] => {
    const at = part.indexOf(':');
    return [part.slice(0, at), decoded(part.slice(at + 1), refusal)];
  });
  const key = Object.fromEntries(parts);
  if (parts.length === names.length && names.every((it) => key[it] !== undefined)) return key;
  throw refusal();
}

/** `List(a,b)`. */
export function listIn(text: string, name: string): string[] {
  const refusal = () => badQuery(name);
  const [, inner] = /^List\((.*)\)$/.exec(text) ?? [];
  if (inner === undefined || inner === '') throw refusal();
  return inner.split(',').map((it) => decoded(it, refusal));
}

export function valueIn(request: RestliRequest, name: string): string {
  const given = request.query.get(name);
  if (given === undefined) throw badQuery(`${name} is required`);
  return decoded(given, () => badQuery(name));
}

export interface Page {
  start: number;
  count: number;
}

/** `start` and `count`; no page is longer than 100. */
export function pageIn({ query }: RestliRequest): Page {
  const whole = (name: string, fallback: number) => {
    const given = query.get(name) ?? String(fallback);
    if (!/^\d{1,9}$/.test(given)) throw badQuery(name);
    return Number(given);
  };
  return { start: whole('start', 0), count: Math.min(whole('count', 10), 100) };
}

export const paged = <Item>(items: readonly Item[], { start, count }: Page) => ({
  elements: items.slice(start, start + count),
  paging: { start, count, links: [] },
});
