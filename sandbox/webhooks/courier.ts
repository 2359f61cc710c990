import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '../faults.ts';
import type { Account, PlatformName, WebhookEvent } from '../model.ts';
import type { Platform } from '../platform.ts';
import type { World } from '../world.ts';
import { createPoster } from './post.ts';
import type { PostOutcome } from './post.ts';
import { createSlots } from './slots.ts';

export interface CourierParts {
  world: World;
  platformOf: (name: PlatformName) => Platform;
  faults: Faults;
  webhookBaseUrl: string;
}

/** Carries an event, or those that go with it, to the desk once. */
export interface Courier {
  /** undefined while the account's webhook is off. */
  addressOf(account: Account): string | undefined;
  carry(
    account: Account,
    events: readonly [WebhookEvent, ...WebhookEvent[]],
    url: string,
  ): Promise<PostOutcome>;
  close(): Promise<void>;
}

export function createCourier(parts: CourierParts, signal: AbortSignal): Courier {
  const { world, platformOf, faults, webhookBaseUrl } = parts;
  const poster = createPoster();
  const slots = createSlots();

  const post: Courier['carry'] = async (account, events, url) => {
    const [first] = events;
    const platform = platformOf(first.platform);
    const { headers, body } =
      platform.batch?.request(account, events) ?? platform.request(account, first);
    const fault = faults.strike({ ...first, endpoint: 'webhook' });
    if (fault?.kind === 'reset' || fault?.kind === 'accept_then_drop') {
      return poster.postAndCut(url, headers, body);
    }
    if (fault !== undefined) await sleep((fault.delaySeconds ?? 1) * 1000, undefined, { signal });
    return poster.post(url, headers, body, platform.delivery.timeoutMs);
  };

  return {
    addressOf({ platform, webhook }) {
      if (!webhook.isOn) return undefined;
      const byPlatform = world.tables.webhookUrls.get(platform);
      return webhook.url ?? byPlatform ?? `${webhookBaseUrl}/webhooks/${platform}`;
    },
    async carry(account, events, url) {
      const free = await slots.take(account.platform, account);
      return post(account, events, url).finally(free);
    },
    close: () => poster.close(),
  };
}
