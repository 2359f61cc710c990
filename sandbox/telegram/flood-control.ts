import { createLimiter } from '../limits.ts';
import { tooManyRequests } from './errors.ts';

/** About one message a second in a chat and thirty a second for a bot, with a burst before it bites. */
export interface FloodControl {
  check(bot: string, chat: string): void;
}

export function createFloodControl(isLimited: boolean, now: () => number): FloodControl {
  const perChat = createLimiter(8, 1, now);
  const perBot = createLimiter(60, 30, now);
  return {
    check(bot, chat) {
      if (!isLimited) return;
      const wait = perBot.take(bot) || perChat.take(`${bot}/${chat}`);
      if (wait > 0) throw tooManyRequests(Math.max(1, Math.ceil(wait)));
    },
  };
}
