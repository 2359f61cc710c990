import { createLimiter, createRollingCount } from '../limits.ts';
import type { Account } from '../model.ts';
import type { World } from '../world.ts';
import { GraphError, quotaExceeded, quotaHeader } from './errors.ts';
import type { Inbox } from './inbox.ts';

/** The account's quotas: refuses what exceeds them, and gives the headers that say how much is used. */
export interface Usage {
  count(account: Account): Record<string, string>;
  countSend(account: Account, isMedia: boolean): void;
  countHistory(account: Account): void;
}

export function createUsage(
  { platform, product }: Pick<Inbox, 'platform' | 'product'>,
  world: World,
  isLimited: boolean,
): Usage {
  const now = () => world.now();
  const lastHour = createRollingCount(60, now);
  const lastDay = createRollingCount(1440, now);
  const sends = createLimiter(300, 300, now);
  const mediaSends = createLimiter(10, 10, now);
  const history = createLimiter(10, 2, now);
  const limit = (wait: number) => {
    if (isLimited && wait > 0) {
      throw new GraphError('(#613) Calls to this api have exceeded the rate limit.', 613);
    }
  };

  return {
    count({ externalId }) {
      const users = Math.max(1, engagedUsers(world, platform, externalId));
      const percent = (count: number) => Math.min(100, Math.floor((100 * count) / (200 * users)));
      const hourly = percent(lastHour.add(externalId));
      const daily = percent(lastDay.add(externalId));
      if (isLimited && daily >= 100) {
        throw quotaExceeded(product, externalId, lastDay.minutesUntilRelief(externalId));
      }
      return {
        'X-App-Usage': JSON.stringify({
          call_count: hourly,
          total_time: hourly,
          total_cputime: hourly,
        }),
        ...quotaHeader(product, externalId, daily, 0),
      };
    },
    countSend: ({ externalId }, isMedia) => limit((isMedia ? mediaSends : sends).take(externalId)),
    countHistory: ({ externalId }) => limit(history.take(externalId)),
  };
}

function engagedUsers(world: World, platform: string, account: string): number {
  const dayAgo = world.now() - 86_400_000;
  let users = 0;
  for (const chat of world.chats()) {
    if (chat.platform === platform && chat.account === account && chat.lastAt > dayAgo) users += 1;
  }
  return users;
}
