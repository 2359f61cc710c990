import type { Attachment, LedgerLine, Message, WebhookEvent } from '../model.ts';
import type { Platform, Setting } from '../platform.ts';
import { queueWebhook, webhookKey } from '../webhooks/queue.ts';
import { putChat, putMessage } from '../world.ts';
import { nextTime } from './open.ts';

export interface Outbound {
  text: string;
  attachments: Attachment[];
  metadata?: string;
  tag?: string;
  messagingType?: string;
  replyTo?: string;
  privateReplyTo?: string;
  buttons?: unknown;
}

/** The platform takes a send: message, ledger and echo are one commit, on disk before anybody is answered. */
export function accept(
  setting: Setting,
  platform: Platform,
  outbound: Outbound,
): { message: Message; echo?: WebhookEvent } {
  const { world } = setting;
  const { message, chat } = newOutbound(setting, platform, outbound);
  const { text, attachments, tag, messagingType, metadata, replyTo, privateReplyTo } = outbound;
  const line: LedgerLine = {
    seq: world.nextNumber('ledger'),
    at: message.at,
    platform: message.platform,
    account: message.account,
    customer: message.customer,
    platformMessageId: message.id,
    text,
    attachments,
    ...(metadata !== undefined && { metadata }),
    ...(tag !== undefined && { tag }),
    ...(messagingType !== undefined && { messagingType }),
    ...(replyTo !== undefined && { replyTo }),
    ...(privateReplyTo !== undefined && { privateReplyTo }),
  };
  const moved = { ...setting, chat };
  const echo = platform.echoed(moved, message, true);
  const { changes, event } = queueWebhook(world, setting.account, chat, echo);
  world.commit([
    putMessage(message),
    putChat(chat),
    ['ledger', webhookKey(line.seq), line],
    ...changes,
  ]);
  return { message, ...(event && { echo: event }) };
}

/** Somebody answers in the platform's own inbox: no ledger line, as it did not come through the API. */
export function answerElsewhere(
  setting: Setting,
  platform: Platform,
  text: string,
): { message: Message; echo?: WebhookEvent } {
  const { message, chat } = newOutbound(setting, platform, { text, attachments: [] });
  const draft = platform.echoed({ ...setting, chat }, message, false);
  const { changes, event } = queueWebhook(setting.world, setting.account, chat, draft);
  setting.world.commit([putMessage(message), putChat(chat), ...changes]);
  return { message, ...(event && { echo: event }) };
}

function newOutbound(setting: Setting, platform: Platform, outbound: Outbound) {
  const { world, account, chat } = setting;
  const at = nextTime(world, chat);
  const { text, attachments, metadata, replyTo, buttons } = outbound;
  const message: Message = {
    id: platform.newMessageId(world, account),
    platform: account.platform,
    account: account.externalId,
    customer: chat.customer,
    direction: 'outbound',
    text,
    attachments,
    at,
    ...(metadata !== undefined && { metadata }),
    ...(replyTo !== undefined && { replyTo }),
    ...(buttons !== undefined && { buttons }),
    editCount: 0,
  };
  return { message, chat: { ...chat, lastAt: at } };
}

/** The account has looked at the chat: the customer's phone shows the messages as seen. */
export function markSeen({ world, chat }: Setting): void {
  if (chat.lastAt > chat.seenUpTo) world.commit([putChat({ ...chat, seenUpTo: chat.lastAt })]);
}
