import { createLimiter } from '../limits.ts';
import { tooMany } from './errors.ts';

/** A private app's limits; search has its own, and tells nothing about it in headers. */
const most = { tenSeconds: 190, search: 5 };

export interface HubspotLimits {
  /** @throws HubspotError when there are none left. @returns headers for the answer */
  take(isSearch: boolean): Record<string, string>;
}

export function createHubspotLimits(isLimited: boolean, now: () => number): HubspotLimits {
  const all = createLimiter(most.tenSeconds, most.tenSeconds / 10, now);
  const searches = createLimiter(most.search, most.search, now);
  return {
    take(isSearch) {
      const headers = {
        'x-hubspot-ratelimit-interval-milliseconds': '10000',
        'x-hubspot-ratelimit-max': String(most.tenSeconds),
        'x-hubspot-ratelimit-remaining': String(most.tenSeconds),
      };
      if (!isLimited) return isSearch ? {} : headers;
      if (isSearch) {
        if (searches.take('portal') > 0) throw tooMany('SECONDLY');
        return {};
      }
      if (all.take('portal') > 0) {
        throw tooMany('TEN_SECONDLY_ROLLING', { ...headers, 'x-hubspot-ratelimit-remaining': '0' });
      }
      return headers;
    },
  };
}
