/** A token bucket per key: a burst, then so many a second. */
export interface Limiter {
  /** Takes one; seconds to wait when there is none (0: it was taken). */
  take(key: string): number;
}

export function createLimiter(burst: number, perSecond: number, now: () => number): Limiter {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(key) {
      const at = now();
      const bucket = buckets.get(key) ?? { left: burst, at };
      const left = Math.min(burst, bucket.left + ((at - bucket.at) / 1000) * perSecond);
      const isTaken = left >= 1;
      buckets.set(key, { left: isTaken ? left - 1 : left, at });
      return isTaken ? 0 : (1 - left) / perSecond;
    },
  };
}

/** Counts per key over the last `minutes`, in steps of a minute. */
export interface RollingCount {
  add(key: string): number;
  /** Minutes until the oldest counted minute leaves. */
  minutesUntilRelief(key: string): number;
}

export function createRollingCount(minutes: number, now: () => number): RollingCount {
  const counted = new Map<string, { total: number; steps: { minute: number; count: number }[] }>();
  const currentMinute = () => Math.floor(now() / 60_000);
  return {
    add(key) {
      const it = counted.get(key) ?? { total: 0, steps: [] };
      counted.set(key, it);
      const minute = currentMinute();
      for (let old = it.steps[0]; old && old.minute <= minute - minutes; old = it.steps[0]) {
        it.total -= old.count;
        it.steps.shift();
      }
      const last = it.steps.at(-1);
      if (last?.minute === minute) last.count += 1;
      else it.steps.push({ minute, count: 1 });
      it.total += 1;
      return it.total;
    },
    minutesUntilRelief(key) {
      const oldest = counted.get(key)?.steps[0];
      return oldest === undefined ? 0 : Math.max(1, oldest.minute + minutes - currentMinute());
    },
  };
}
