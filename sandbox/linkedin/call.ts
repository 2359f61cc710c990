import type { Answer } from '../answer.ts';
import type { Call } from '../faults.ts';
import type { FeedPlatform } from '../platform.ts';
import type { SiteParts } from '../site.ts';
import type { Caller, Need } from './authenticate.ts';
import { toWire } from './json.ts';
import type { RestliRequest } from './request.ts';

/** A call that is authenticated, and known to be allowed. */
export interface LinkedInCall extends Caller {
  parts: SiteParts;
  world: SiteParts['world'];
  feed: FeedPlatform;
  request: RestliRequest;
  /** `http://host` of this sandbox. */
  origin: string;
}

export interface LinkedInRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Segments below `/rest/`; `*` is any one. */
  path: string;
  restliMethod?: string;
  /** As LinkedIn names it in refusals, e.g. `socialActions.CREATE`. */
  resource: string;
  need?: Need;
  endpoint: Call['endpoint'];
  handle: (call: LinkedInCall) => Answer | Promise<Answer>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body: toWire(body) });
export const created = (id: string, body: unknown): Answer => ({
  status: 201,
  headers: { 'x-restli-id': id },
  body: toWire(body),
});
export const noContent: Answer = { status: 204, body: Buffer.alloc(0) };
