/** Temporal as the api asks it: with a deadline, and telling "nothing was sent" from "nobody knows". */
import type { Client } from '@temporalio/client';
import { unavailable } from './failures.ts';
import { withTimeout } from './with-timeout.ts';

const probeMs = 1_500;
/** So long after an answer Temporal counts as there. */
const freshMs = 1_000;

export interface Reachability {
  /** @throws CareError temporarily_unavailable, and then nothing was sent. */
  require(): Promise<void>;
  /** Something was answered just now. */
  seen(): void;
  /** Nobody is being asked any more: the SDK throws out of a timer when it retries on a closed connection. */
  idle(): Promise<void>;
}

export function createReachability(temporal: Client, now: () => number = Date.now): Reachability {
  let seenAt = 0;
  let probing: Promise<unknown> | undefined;
  const probe = async () => {
    await temporal.connection.withDeadline(now() + probeMs, () =>
      temporal.workflowService.getSystemInfo({}),
    );
    seenAt = now();
  };
  return {
    async require() {
      if (now() - seenAt < freshMs) return;
      // One question for all who want to know.
      probing ??= probe().finally(() => {
        probing = undefined;
      });
      try {
        // The SDK may come back late, from a pause between two tries.
        await withTimeout(probing, probeMs);
      } catch (error) {
        throw unavailable('Temporal, which runs the conversations,', error);
      }
    },
    seen() {
      seenAt = now();
    },
    async idle() {
      await probing?.catch(() => undefined);
    },
  };
}
