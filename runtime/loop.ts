import type { Logger } from './logger.ts';

const firstBackoffMs = 100;
const longestBackoffMs = 5_000;

/** Ends a wait early. A call between two waits counts for the next one. */
export class Waker {
  #isAsked = false;
  #end: (() => void) | undefined;

  wake(): void {
    this.#isAsked = true;
    this.#end?.();
  }

  /** At most `ms`; at once when it was woken since the last wait, or `stop` is aborted. */
  async wait(ms: number, stop: AbortSignal): Promise<void> {
    if (!this.#isAsked && !stop.aborted) {
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          stop.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        stop.addEventListener('abort', end);
        this.#end = end;
      });
      this.#end = undefined;
    }
    this.#isAsked = false;
  }
}

/**
 * Runs `pass` until `stop` is aborted: at once again when it answers true ("there may be more"), else after `idleMs` or when
 * woken. It survives any failure: the first one and the recovery are logged, and the pauses between grow to 5 s.
 */
export async function runLoop(
  options: {
    name: string;
    logger: Logger;
    stop: AbortSignal;
    idleMs: number;
    waker?: Waker;
  },
  pass: () => Promise<boolean>,
): Promise<void> {
  const { name, logger, stop, idleMs, waker = new Waker() } = options;
  let failures = 0;
  while (!stop.aborted) {
    try {
      const hasMore = await pass();
      if (failures > 0) logger.info({ loop: name, failures }, 'the loop works again');
      failures = 0;
      if (!hasMore) await waker.wait(idleMs, stop);
    } catch (error) {
      failures += 1;
      if (failures === 1)
        logger.warn({ err: error, loop: name }, 'the loop fails, and goes on trying');
      // Not woken early: whoever calls while nothing works would only make it try in vain.
      await new Waker().wait(
        Math.min(firstBackoffMs * 2 ** (failures - 1), longestBackoffMs),
        stop,
      );
    }
  }
}
