import type { Account, PlatformName } from '../model.ts';

/** No account has more requests under way than its `maxConnections`. */
export interface Slots {
  /** Waits for a slot; the function it gives frees it. */
  take(platform: PlatformName, account: Account): Promise<() => void>;
}

export function createSlots(): Slots {
  const busy = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();

  return {
    async take(platform, account) {
      const key = `${platform}/${account.externalId}`;
      const inUse = busy.get(key) ?? 0;
      if (inUse >= account.webhook.maxConnections) {
        await new Promise<void>((resolve) => {
          const queue = waiting.get(key) ?? [];
          queue.push(resolve);
          waiting.set(key, queue);
        });
      } else busy.set(key, inUse + 1);
      return () => {
        const next = waiting.get(key)?.shift();
        if (next === undefined) busy.set(key, (busy.get(key) ?? 1) - 1);
        else next();
      };
    },
  };
}
