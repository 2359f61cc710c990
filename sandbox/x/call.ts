import type { Answer } from '../answer.ts';
import type { Call } from '../faults.ts';
import type { FeedPlatform } from '../platform.ts';
import type { SiteParts } from '../site.ts';
import type { Caller, Need } from './authenticate.ts';
import { invalid } from './errors.ts';

/** A call that is authenticated, and known to be allowed. */
export interface XCall extends Caller {
  parts: SiteParts;
  world: SiteParts['world'];
  feed: FeedPlatform;
  /** Of the path's `*`, in their order. */
  ids: string[];
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** … as it came. */
  raw: Buffer;
  contentType: string;
  /** `http://host` of this sandbox. */
  origin: string;
}

export interface XRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/2/`; `*` is any one segment. */
  path: string;
  need: Need;
  /** Calls in 15 minutes. */
  limit: number;
  endpoint: Call['endpoint'];
  handle: (call: XCall) => Answer | Promise<Answer>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const made = (data: unknown): Answer => ({ status: 201, body: { data } });
export const data = (value: unknown): Answer => ok({ data: value });

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A word of the body. @throws XError naming it */
export function textIn(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`One or more parameters to your request was invalid: $.${name} is missing`);
}

/** One's own id in the path: nobody acts for another. */
export function requireSelf({ account, ids }: XCall): void {
  if (ids[0] === account.externalId) return;
  throw invalid(
    `The \`id\` query parameter value [${ids[0] ?? ''}] must be the same as the authenticating user [${account.externalId}]`,
  );
}

export const idIn = (text: string | undefined): string => {
  if (text !== undefined && /^\d{1,19}$/.test(text)) return text;
  throw invalid(`The \`id\` query parameter value [${text ?? ''}] is not valid`);
};
