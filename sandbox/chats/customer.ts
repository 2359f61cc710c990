import type { Account, Attachment, Customer, Message, WebhookEvent } from '../model.ts';
import type { Platform, Setting, WebhookDraft } from '../platform.ts';
import { queueWebhook } from '../webhooks/queue.ts';
import { putChat, putCustomer, putMessage } from '../world.ts';
import type { World, WorldChange } from '../world.ts';
import { newChat, nextTime } from './open.ts';

/** What a customer did, and the event that tells the desk (absent when the account does not hear of such). */
export interface Done {
  platformMessageId: string;
  event?: WebhookEvent;
}

export interface Written {
  text: string;
  attachments: Attachment[];
  replyTo?: string;
  story?: NonNullable<Message['story']>;
  /** Backdated: written at this time (ms). */
  at?: number;
}

/** A customer writes; the first message opens the chat. */
export function write(
  world: World,
  platform: Platform,
  account: Account,
  customer: Customer,
  written: Written,
): Done {
  const known = world.chat(account.platform, account.externalId, customer.id);
  const before = known ?? newChat(account, customer, written.at ?? world.now());
  const at = written.at ?? nextTime(world, before);
  const chat = {
    ...before,
    lastAt: Math.max(before.lastAt, at),
    lastContactAt: Math.max(before.lastContactAt ?? 0, at),
  };
  const message: Message = {
    id: platform.newMessageId(world, account),
    platform: account.platform,
    account: account.externalId,
    customer: customer.id,
    direction: 'inbound',
    text: written.text,
    attachments: written.attachments,
    at,
    ...(written.replyTo !== undefined && { replyTo: written.replyTo }),
    ...(written.story !== undefined && { story: written.story }),
    editCount: 0,
  };
  const setting = { world, account, customer, chat };
  return tell(setting, message.id, platform.wrote(setting, message), [
    putCustomer(customer),
    putMessage(message),
  ]);
}

export function edit(setting: Setting, platform: Platform, message: Message, text: string): Done {
  const at = nextTime(setting.world, setting.chat);
  const edited = { ...message, text, editCount: message.editCount + 1, editedAt: at };
  const moved = { ...setting, chat: { ...setting.chat, lastAt: at } };
  return tell(moved, message.id, platform.edited(moved, edited), [putMessage(edited)]);
}

/** Takes a message back, of which the platform tells by `draftOf`. */
export function unsend(
  setting: Setting,
  draftOf: NonNullable<Platform['unsent']>,
  message: Message,
): Done {
  const at = nextTime(setting.world, setting.chat);
  const unsent = { ...message, deletedAt: at };
  const moved = { ...setting, chat: { ...setting.chat, lastAt: at } };
  return tell(moved, message.id, draftOf(moved, unsent), [putMessage(unsent)]);
}

/** Without an emoji the reaction is taken back. */
export function react(
  setting: Setting,
  platform: Platform,
  message: Message,
  emoji: string | undefined,
): Done {
  const at = nextTime(setting.world, setting.chat);
  const { customerReaction: previous, ...rest } = message;
  const reacted: Message = { ...rest, ...(emoji !== undefined && { customerReaction: emoji }) };
  const moved = { ...setting, chat: { ...setting.chat, lastAt: at, lastContactAt: at } };
  const draft = platform.reacted(moved, reacted, previous);
  return tell(moved, message.id, draft, [putMessage(reacted)]);
}

/** A button: Messenger's postback, Telegram's callback query. */
export function press(
  setting: Setting,
  platform: Platform,
  button: { title: string; payload: string; message?: Message },
): Done {
  const at = nextTime(setting.world, setting.chat);
  const moved = { ...setting, chat: { ...setting.chat, lastAt: at, lastContactAt: at } };
  const id = platform.newMessageId(setting.world, setting.account);
  return tell(moved, id, platform.pressed(moved, { ...button, id, at }), []);
}

/** The customer types, and has sent nothing yet. */
export function type(setting: Setting, draft: WebhookDraft): Done {
  return tell(setting, '', draft, []);
}

/** The customer opens the chat: everything of the account's that is there is read. */
export function read(setting: Setting, platform: Platform): WebhookEvent | undefined {
  const { world, chat } = setting;
  const upTo = Math.max(0, ...outboundTimes(setting));
  if (upTo <= chat.readUpTo) return undefined;
  const moved = {
    ...setting,
    chat: { ...chat, readUpTo: upTo, deliveredUpTo: Math.max(upTo, chat.deliveredUpTo) },
  };
  const { changes, event } = queueWebhook(world, setting.account, moved.chat, platform.read(moved));
  world.commit([putChat(moved.chat), ...changes]);
  return event;
}

export function block(setting: Setting, platform: Platform, isBlocked: boolean): void {
  if (setting.chat.isBlocked === isBlocked) return;
  const moved = { ...setting, chat: { ...setting.chat, isBlocked } };
  const draft = platform.blocked(moved);
  const { changes } = queueWebhook(setting.world, setting.account, moved.chat, draft);
  setting.world.commit([putChat(moved.chat), ...changes]);
}

const outboundTimes = ({ world, chat }: Setting) =>
  world
    .messagesIn(chat)
    .filter((it) => it.direction === 'outbound')
    .map((it) => it.at);

function tell(
  setting: Setting,
  platformMessageId: string,
  draft: WebhookDraft | undefined,
  changes: WorldChange[],
): Done {
  const queued = queueWebhook(setting.world, setting.account, setting.chat, draft);
  setting.world.commit([...changes, putChat(setting.chat), ...queued.changes]);
  return { platformMessageId, ...(queued.event && { event: queued.event }) };
}
