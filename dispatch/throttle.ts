/**
 * Lets a thing be done for a key at most so often: after `firstMs`, and each time it was needed again after twice as long,
 * up to `longestMs`. A key that was not asked for in a long while starts anew.
 */
export class Throttle {
  readonly #next = new Map<string, { at: number; pause: number }>();
  readonly #firstMs: number;
  readonly #longestMs: number;

  constructor(firstMs: number, longestMs: number = firstMs) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
  }

  /** `now` in ms. */
  mayTake(key: string, now: number = Date.now()): boolean {
    return now >= (this.#next.get(key)?.at ?? 0);
  }

  /** May it be done now? Then it counts as done. */
  take(key: string, now: number = Date.now()): boolean {
    if (!this.mayTake(key, now)) return false;
    if (this.#next.size > 10_000) this.#forget(now);
    const last = this.#next.get(key);
    const isLongAgo = !last || now > last.at + 2 * this.#longestMs;
    const pause = isLongAgo ? this.#firstMs : Math.min(last.pause * 2, this.#longestMs);
    this.#next.set(key, { at: now + pause, pause });
    return true;
  }

  #forget(now: number): void {
    for (const [key, { at }] of this.#next) {
      if (now > at + 2 * this.#longestMs) this.#next.delete(key);
    }
  }
}
