import type { Phones } from '../chats/phones.ts';
import type { Message } from '../model.ts';
import type { Setting } from '../platform.ts';

/** The chat as the customer sees it on the phone: bubbles with ticks, and whether the desk is typing. */
export const phoneOf = ({ world, account, chat, customer }: Setting, phones: Phones) => ({
  platform: chat.platform,
  account: account.externalId,
  customer,
  isBlocked: chat.isBlocked,
  isTyping: phones.isTyping(chat),
  messages: world
    .messagesIn(chat)
    .filter((it) => it.deletedAt === undefined && isOnPhone(it, chat.deliveredUpTo))
    .map((it) => ({
      platformMessageId: it.id,
      from: it.direction === 'inbound' ? ('me' as const) : ('them' as const),
      text: it.text,
      attachments: it.attachments,
      at: it.at,
      ticks: it.direction === 'inbound' ? ticks(it, chat.seenUpTo) : ticks(it, chat.readUpTo),
      ...(it.replyTo !== undefined && { replyTo: it.replyTo }),
      ...(it.editCount > 0 && { isEdited: true }),
      ...(it.buttons !== undefined && { buttons: it.buttons }),
      reactions: [it.customerReaction, it.accountReaction].filter((emoji) => emoji !== undefined),
    })),
});

const isOnPhone = (message: Message, deliveredUpTo: number) =>
  message.direction === 'inbound' || message.at <= deliveredUpTo;

const ticks = (message: Message, readUpTo: number) =>
  message.at <= readUpTo ? ('read' as const) : ('delivered' as const);
