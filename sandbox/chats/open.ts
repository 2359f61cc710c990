import { randomBytes } from 'node:crypto';
import type { Account, Chat, Customer } from '../model.ts';
import type { Setting } from '../platform.ts';
import type { World } from '../world.ts';

export function newChat(account: Account, customer: Customer, at: number): Chat {
  return {
    platform: account.platform,
    account: account.externalId,
    customer: customer.id,
    conversationId: `t_${randomBytes(12).toString('hex')}`,
    startedAt: at,
    lastAt: 0,
    deliveredUpTo: 0,
    readUpTo: 0,
    seenUpTo: 0,
    isBlocked: false,
  };
}

/** The chat and who is in it, or undefined where these two have never written. */
export function settingOf(world: World, account: Account, customerId: string): Setting | undefined {
  const customer = world.customer(account.platform, customerId);
  const chat = world.chat(account.platform, account.externalId, customerId);
  return customer && chat && { world, account, customer, chat };
}

/** The time of the next thing in a chat: later than the last one. */
export const nextTime = (world: World, chat: Chat) => Math.max(world.now(), chat.lastAt + 1);
