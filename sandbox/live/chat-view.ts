import { settingOf } from '../chats/open.ts';
import type { Account, Chat, Message } from '../model.ts';
import type { World } from '../world.ts';
import { pictureOf } from './pictures.ts';

const mostMessages = 200;

/** A chat with the account, seen over the customer's shoulder: what is on its way to the phone is shown as such. */
export function chatView(world: World, account: Account, customer: string) {
  const setting = settingOf(world, account, customer);
  if (setting === undefined) return { customer, isBlocked: false, messages: [] };
  const { chat } = setting;
  const messages = world.messagesIn(chat).slice(-mostMessages);
  return { customer, isBlocked: chat.isBlocked, messages: messages.map((it) => shown(it, chat)) };
}

const shown = (it: Message, chat: Chat) => ({
  id: it.id,
  isMine: it.direction === 'inbound',
  text: it.deletedAt === undefined ? it.text : '',
  at: it.at,
  ticks: it.direction === 'inbound' ? seen(it, chat) : ticks(it, chat),
  pictures: it.deletedAt === undefined ? it.attachments.map(pictureOf) : [],
  ...(it.replyTo !== undefined && { replyTo: it.replyTo }),
  ...(it.story && { story: it.story.kind }),
  ...(it.editCount > 0 && { isEdited: true }),
  ...(it.deletedAt !== undefined && { isUnsent: true }),
  reactions: [it.customerReaction, it.accountReaction].filter((emoji) => emoji !== undefined),
});

/** Of the account's: taken by the platform, on the phone, read there. */
const ticks = ({ at }: Message, { deliveredUpTo, readUpTo }: Chat) =>
  at <= readUpTo ? 'read' : at <= deliveredUpTo ? 'delivered' : 'sent';

/** Of the customer's own: the account may have marked them as seen. */
const seen = ({ at }: Message, { seenUpTo }: Chat) => (at <= seenUpTo ? 'read' : 'delivered');
