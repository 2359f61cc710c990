/** What X's headers say of the allowance (docs.x.com, rate limits): so many calls in a window, some also in 24 hours. */
import type { RateUsage } from '../channel.ts';
import { retryAfterOf, type HttpAnswer } from '../http.ts';

type Headers = HttpAnswer['headers'];

/** The allowances that an answer tells of. The daily ones come with posts and direct messages only. */
const allowances = ['x-rate-limit', 'x-user-limit-24hour', 'x-app-limit-24hour'] as const;

interface Allowance {
  limit: number | undefined;
  remaining: number | undefined;
  /** ms since 1970 */
  resetAt: number | undefined;
}

/** The fullest of them; undefined where no header tells. */
export function usageOf(headers: Headers): RateUsage | undefined {
  const uses = told(headers).flatMap(({ limit = 0, remaining, resetAt }): RateUsage[] => {
    if (limit <= 0 || remaining === undefined) return [];
    const used = Math.max(0, 1 - remaining / limit);
    return [{ used, ...(resetAt !== undefined && { resetAt }) }];
  });
  return uses.sort((a, b) => b.used - a.used)[0];
}

/** How long to leave X alone after "too many requests": until everything that is used up is whole again. */
export function waitOf(headers: Headers, now: number): number {
  const resets = told(headers).flatMap(({ remaining, resetAt }, index) =>
    // The window's own reset counts even where the header of what remains is missing.
    resetAt !== undefined && (remaining === 0 || (remaining === undefined && index === 0))
      ? [resetAt - now]
      : [],
  );
  const wait = Math.max(0, retryAfterOf(headers, now) ?? 0, ...resets);
  return wait === 0 ? defaultWaitMs : Math.min(Math.max(wait, leastWaitMs), maxWaitMs);
}

const told = (headers: Headers): Allowance[] =>
  allowances.map((name) => {
    const seconds = numberIn(headers[`${name}-reset`]);
    return {
      limit: numberIn(headers[`${name}-limit`]),
      remaining: numberIn(headers[`${name}-remaining`]),
      resetAt: seconds === undefined ? undefined : seconds * 1000,
    };
  });

const numberIn = (header: string | string[] | undefined): number | undefined =>
  typeof header === 'string' && /^\d{1,12}$/.test(header) ? Number(header) : undefined;

/** X's clock and ours differ, and its resets are whole seconds. */
const leastWaitMs = 1_000;
const defaultWaitMs = 60_000;
const maxWaitMs = 24 * 60 * 60_000;
