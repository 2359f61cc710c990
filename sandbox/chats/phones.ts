import type { Chat, Message } from '../model.ts';
import type { Platform } from '../platform.ts';
import type { Random } from '../random.ts';
import { queueWebhook } from '../webhooks/queue.ts';
import { putChat } from '../world.ts';
import type { World } from '../world.ts';
import { settingOf } from './open.ts';

/** The customers' phones: what was sent arrives on them a moment later. */
export interface Phones {
  setTyping(chat: Chat, isTyping: boolean): void;
  isTyping(chat: Chat): boolean;
  /** On whose phones that shows, as `<platform>/<account>/<customer>`. */
  typing(): string[];
  close(): void;
}

export function createPhones(
  world: World,
  platformOf: (name: Chat['platform']) => Platform,
  random: Random,
): Phones {
  const timers = new Set<NodeJS.Timeout>();
  const typingUntil = new Map<string, number>();
  const key = (chat: Chat) => `${chat.platform}/${chat.account}/${chat.customer}`;

  const deliver = (chat: Pick<Chat, 'platform' | 'account' | 'customer'>) => {
    const account = world.account(chat.platform, chat.account);
    const setting = account && settingOf(world, account, chat.customer);
    if (setting === undefined || setting.chat.isBlocked) return;
    const arrived = undelivered(world, setting.chat);
    const last = arrived.at(-1);
    if (last === undefined) return;
    const moved = { ...setting, chat: { ...setting.chat, deliveredUpTo: last.at } };
    const draft = platformOf(chat.platform).delivered(moved, arrived);
    const { changes } = queueWebhook(world, setting.account, moved.chat, draft);
    world.commit([putChat(moved.chat), ...changes]);
  };
  const deliverSoon = (chat: Pick<Chat, 'platform' | 'account' | 'customer'>) => {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        deliver(chat);
      },
      random.between(50, 250),
    );
    timers.add(timer);
  };

  world.onOutbound(deliverSoon);
  for (const chat of world.chats()) if (undelivered(world, chat).length > 0) deliverSoon(chat);

  return {
    setTyping(chat, isTyping) {
      if (isTyping)
        typingUntil.set(key(chat), world.now() + platformOf(chat.platform).typingLastsMs);
      else typingUntil.delete(key(chat));
    },
    typing: () => [...typingUntil].filter(([, until]) => until > world.now()).map(([chat]) => chat),
    isTyping: (chat) => (typingUntil.get(key(chat)) ?? 0) > world.now(),
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

const undelivered = (world: World, chat: Chat): Message[] =>
  world.messagesIn(chat).filter((it) => it.direction === 'outbound' && it.at > chat.deliveredUpTo);
