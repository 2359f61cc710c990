/** What Bluesky's headers say of the allowance (docs.bsky.app, rate limits): so many calls, or points, in a window. */
import type { RateUsage } from '../channel.ts';
import { retryAfterOf, type HttpAnswer } from '../http.ts';

type Headers = HttpAnswer['headers'];

/** undefined where no header tells. */
export function usageOf(headers: Headers): RateUsage | undefined {
  const limit = numberIn(headers['ratelimit-limit']);
  const remaining = numberIn(headers['ratelimit-remaining']);
  if (limit === undefined || limit === 0 || remaining === undefined) return undefined;
  const resetAt = resetOf(headers);
  return {
    used: Math.max(0, 1 - remaining / limit),
    ...(resetAt !== undefined && { resetAt }),
  };
}

/** How long to leave Bluesky alone after "too many requests", ms. */
export function waitOf(headers: Headers, now: number): number {
  const resetAt = resetOf(headers);
  const wait = Math.max(
    0,
    retryAfterOf(headers, now) ?? 0,
    resetAt === undefined ? 0 : resetAt - now,
  );
  return wait === 0 ? defaultWaitMs : Math.min(Math.max(wait, leastWaitMs), maxWaitMs);
}

function resetOf(headers: Headers): number | undefined {
  const seconds = numberIn(headers['ratelimit-reset']);
  return seconds === undefined ? undefined : seconds * 1000;
}

const numberIn = (header: string | string[] | undefined): number | undefined =>
  typeof header === 'string' && /^\d{1,12}$/.test(header) ? Number(header) : undefined;

/** Clocks differ, and resets are whole seconds. */
const leastWaitMs = 1_000;
const defaultWaitMs = 60_000;
const maxWaitMs = 24 * 60 * 60_000;
