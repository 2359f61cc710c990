import { minuteLimits } from './catalogue.ts';
import { tooMany } from './errors.ts';

/** Requests and tokens of a minute, as the headers of every answer tell them. */
export interface Allowance {
  /** @throws ModelError when the minute's are used up */
  take(tokens: number): Record<string, string>;
}

export function createAllowance(isLimited: boolean, now: () => number): Allowance {
  let minute = 0;
  let requests = 0;
  let used = 0;
  return {
    take(tokens) {
      const at = now();
      if (Math.floor(at / 60_000) !== minute) {
        minute = Math.floor(at / 60_000);
        requests = 0;
        used = 0;
      }
      const seconds = 60 - (at % 60_000) / 1000;
      const isOver = requests >= minuteLimits.requests || used + tokens > minuteLimits.tokens;
      if (!isOver || !isLimited) {
        requests += 1;
        used += tokens;
      }
      const headers = {
        'x-ratelimit-limit-requests': String(minuteLimits.requests),
        'x-ratelimit-limit-tokens': String(minuteLimits.tokens),
        'x-ratelimit-remaining-requests': String(Math.max(0, minuteLimits.requests - requests)),
        'x-ratelimit-remaining-tokens': String(Math.max(0, minuteLimits.tokens - used)),
        'x-ratelimit-reset-requests': `${seconds.toFixed(3)}s`,
        'x-ratelimit-reset-tokens': `${seconds.toFixed(3)}s`,
      };
      if (isOver && isLimited) throw tooMany(Math.ceil(seconds), headers);
      return headers;
    },
  };
}
