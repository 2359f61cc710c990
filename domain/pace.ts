/** How fast an account may call its platform: slowed down before it is refused, and left alone while it fails. */

/** What is known of one account; instants in ms. */
export interface Pace {
  /** The platform asked for patience until then, or the allowance is nearly used. */
  notBefore?: number;
  /** Calls in a row that came to nothing certain. */
  failures: number;
  /** Refusals in a row for going too fast. */
  throttles: number;
  /** The circuit is open until then; after that one call at a time tries. */
  openUntil?: number;
  /** Somebody's try is under way at most until then. */
  probeUntil?: number;
}

export type Admission =
  /** `isProbe`: only when nobody else is trying. */
  { may: true; isProbe: boolean } | { may: false; until: number; because: 'allowance' | 'circuit' };

/** So many failures in a row open the circuit. */
export const failuresToOpen = 5;
const firstOpenMs = 5_000;
const longestOpenMs = 60_000;
/** A try takes at most so long: a call's own limit and some more. */
export const probeMs = 25_000;

export function admissionOf(pace: Pace, now: number): Admission {
  const { notBefore = 0, failures, openUntil = 0, probeUntil = 0 } = pace;
  if (notBefore > now) return { may: false, until: notBefore, because: 'allowance' };
  if (failures < failuresToOpen) return { may: true, isProbe: false };
  const until = Math.max(openUntil, probeUntil);
  return until > now ? { may: false, until, because: 'circuit' } : { may: true, isProbe: true };
}

/** What a call told: how it ended, and how much of the allowance is used (0 to 1). */
export interface CallEnd {
  /** `answered`: sent or refused for good; `throttled`: not now; `failed`: no certain answer, or not reached. */
  was: 'answered' | 'throttled' | 'failed';
  /** Of `throttled`: when to come back. */
  until?: number;
  usage?: { used: number; resetAt?: number };
}

/** From this share on calls are spread, so that the rest lasts. */
const slowFrom = 0.9;
/** A pause when the platform does not say when the allowance is whole again. */
const fullPauseMs = 60_000;
/** The least pause after a refusal; twice as long after each further one. */
const firstThrottleMs = 1_000;
const longestThrottleMs = 5 * 60_000;
const slowPauseMs = 2_000;

export function afterCall(pace: Pace, { was, until, usage }: CallEnd, now: number): Pace {
  const failures = was === 'failed' ? pace.failures + 1 : 0;
  const over = failures - failuresToOpen;
  const openUntil = over >= 0 ? now + Math.min(firstOpenMs * 2 ** over, longestOpenMs) : undefined;
  const throttles = was === 'throttled' ? pace.throttles + 1 : 0;
  const patience = Math.min(firstThrottleMs * 2 ** (throttles - 1), longestThrottleMs);
  const notBefore = Math.max(
    pace.notBefore ?? 0,
    was === 'throttled' ? Math.max(until ?? 0, now + patience) : 0,
    usage ? pauseFor(usage, now) : 0,
  );
  return {
    failures,
    throttles,
    ...(notBefore > now && { notBefore }),
    ...(openUntil !== undefined && { openUntil }),
  };
}

function pauseFor({ used, resetAt }: NonNullable<CallEnd['usage']>, now: number): number {
  if (used >= 1) return resetAt ?? now + fullPauseMs;
  return used >= slowFrom ? now + slowPauseMs : 0;
}

/** Does anything have to be written down? */
export const isSamePace = (a: Pace, b: Pace): boolean =>
  a.notBefore === b.notBefore &&
  a.failures === b.failures &&
  a.throttles === b.throttles &&
  a.openUntil === b.openUntil &&
  a.probeUntil === b.probeUntil;
