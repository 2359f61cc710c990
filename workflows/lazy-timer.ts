import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * One timer at the earliest instant asked for. It stays when a later one is wanted: waking once too often costs less
 * than a cancelled and a new timer with every message.
 */
export class LazyTimer {
  #scope: CancellationScope | undefined;
  #at: number | undefined;
  #hasFired = false;

  /** When it fires, ms; undefined when it is not armed. */
  get at(): number | undefined {
    return this.#at;
  }

  arm(at: number | undefined, summary: string): void {
    if (at === undefined || (this.#at !== undefined && this.#at <= at)) return;
    this.cancel();
    this.#at = at;
    const scope = new CancellationScope();
    this.#scope = scope;
    scope
      .run(() => sleep(Math.max(1, at - Date.now()), { summary }))
      .then(
        () => {
          if (this.#scope !== scope) return;
          this.#at = undefined;
          this.#scope = undefined;
          this.#hasFired = true;
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  }

  cancel(): void {
    this.#scope?.cancel();
    this.#scope = undefined;
    this.#at = undefined;
  }

  /** Whether it fired since it was last asked. */
  takeFired(): boolean {
    const hasFired = this.#hasFired;
    this.#hasFired = false;
    return hasFired;
  }
}
