/** One figure beside what it was: which way it went, and whether that is good. */
export interface Compared {
  way: 'up' | 'down' | 'same';
  /** Of what is neither good nor bad, nothing is said. */
  verdict: 'better' | 'worse' | undefined;
}

/** @param good which way is better; absent where neither is */
export function compare(now: number, before: number, good?: 'up' | 'down'): Compared {
  if (now === before) return { way: 'same', verdict: undefined };
  const way = now > before ? 'up' : 'down';
  return { way, verdict: good && (way === good ? 'better' : 'worse') };
}
