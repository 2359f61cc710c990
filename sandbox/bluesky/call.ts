import type { Answer } from '../answer.ts';
import type { Call } from '../faults.ts';
import type { FeedPlatform } from '../platform.ts';
import type { SiteParts } from '../site.ts';
import type { Caller } from './access.ts';
import { invalid } from './errors.ts';

/** A call that is authenticated. */
export interface XrpcCall extends Caller {
  parts: SiteParts;
  world: SiteParts['world'];
  feed: FeedPlatform;
  query: URLSearchParams;
  /** Of a procedure: its JSON. */
  body: Record<string, unknown>;
  /** Of an upload: its bytes. */
  bytes: Buffer;
  contentType: string;
  /** `http://host` of this sandbox. */
  origin: string;
}

export interface XrpcMethod {
  kind: 'query' | 'procedure';
  endpoint: Call['endpoint'];
  /** Passed on to the service of direct messages. */
  isChat?: boolean;
  /** What it takes of the hourly points for writing. */
  points?: number;
  handle: (call: XrpcCall) => Answer | Promise<Answer>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

/** A word of the body. @throws XrpcError naming it */
export function textIn(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`Input must have the property "${name}"`);
}

/** A parameter. @throws XrpcError naming it */
export function paramIn(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value !== null && value !== '') return value;
  throw invalid(`Error: Params must have the property "${name}"`);
}

/** @throws XrpcError where it is no number or out of its range */
export function limitIn(query: URLSearchParams, usual: number, most = 100): number {
  const given = query.get('limit');
  if (given === null) return usual;
  const limit = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (limit < 1) throw invalid('Error: limit can not be less than 1');
  if (limit > most) throw invalid(`Error: limit can not be greater than ${String(most)}`);
  return limit;
}

/** A page of what is in order, and where the next begins. */
export function cut<T>(
  items: readonly T[],
  query: URLSearchParams,
  keyOf: (item: T) => string,
  usual = 50,
): { page: T[]; cursor?: string } {
  const limit = limitIn(query, usual);
  const from = query.get('cursor');
  const at = from === null ? 0 : items.findIndex((it) => keyOf(it) === from) + 1;
  const start = from !== null && at === 0 ? items.length : at;
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  const isMore = start + limit < items.length;
  return { page, ...(isMore && last !== undefined && { cursor: keyOf(last) }) };
}
