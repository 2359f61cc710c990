import type { SiteParts } from '../site.ts';
import type { Caller } from './authenticate.ts';
import { tooMany } from './errors.ts';

const windowMs = 15 * 60_000;

/** So many calls of a route in 15 minutes, by account (docs.x.com, rate limits; what is not named there: assumed). */
export interface Usage {
  /** Counts one. @returns the headers that tell what is left; @throws XError 429 with the same headers */
  count(caller: Caller, route: string, limit: number): Record<string, string>;
}

export function createUsage({ limits, now }: Pick<SiteParts, 'limits' | 'now'>): Usage {
  const windows = new Map<string, { resetAt: number; used: number }>();
  return {
    count({ account, isApp }, route, limit) {
      const key = `${account.externalId}/${isApp ? 'app' : 'user'}/${route}`;
      const known = windows.get(key);
      const current =
        known === undefined || known.resetAt <= now()
          ? { resetAt: now() + windowMs, used: 0 }
          : known;
      windows.set(key, current);
      const isOver = limits && current.used >= limit;
      if (!isOver) current.used += 1;
      const headers = {
        'x-rate-limit-limit': String(limit),
        'x-rate-limit-remaining': String(Math.max(0, limits ? limit - current.used : limit)),
        'x-rate-limit-reset': String(Math.ceil(current.resetAt / 1000)),
      };
      if (isOver) throw tooMany(headers);
      return headers;
    },
  };
}
