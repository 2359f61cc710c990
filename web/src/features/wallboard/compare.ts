/** One figure beside what it was: which way it went, and whether that is good. */
export interface Compared {
  way: 'up' | 'down' | 'same' | 'unknown';
  /** Of what is neither good nor bad, nothing is said. */
  verdict: 'better' | 'worse' | undefined;
}

/** @param good which way is better; absent where neither is */
export function compare(
  now: number | undefined,
  before: number | undefined,
  good?: 'up' | 'down',
): Compared {
  if (now === undefined || before === undefined) return { way: 'unknown', verdict: undefined };
  if (isAlike(now, before)) return { way: 'same', verdict: undefined };
  const way = now > before ? 'up' : 'down';
  return { way, verdict: good && (way === good ? 'better' : 'worse') };
}

/** A difference that nobody would see in the figures as they are written. */
const isAlike = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 0.005 * Math.max(Math.abs(a), Math.abs(b));
