import { randomInt } from 'node:crypto';
import type { Account, Message } from '../model.ts';
import type { Platform, Setting, WebhookDraft } from '../platform.ts';
import type { World } from '../world.ts';
import { telegramBot, telegramChat, telegramMessage, telegramUser } from './objects.ts';

/** Series begin with the time, so that a new sandbox does not repeat the ids of one before it. */
const secondsSince2026 = () => Math.floor((Date.now() - Date.UTC(2026, 0, 1)) / 1000);

export const telegramPlatform = (clockFactor: number): Platform => ({
  name: 'telegram',
  typingLastsMs: 5000,
  files: { by: 'id', max: 1 },
  newMessageId: (world, account) =>
    String(world.nextNumber(`telegram-message/${account.externalId}`, secondsSince2026())),
  isCustomerId: (id) => /^[1-9]\d{0,14}$/.test(id),

  wrote: (setting, message) =>
    update(setting, 'message', about('message', message), telegramMessage(setting, message)),
  echoed: () => undefined,
  edited: (setting, message) =>
    update(
      setting,
      'edited_message',
      { ...about('edit', message), sentAt: message.editedAt ?? message.at },
      telegramMessage(setting, message),
    ),
  reacted: (setting, message, previous) =>
    update(
      setting,
      'message_reaction',
      { kind: 'reaction', sentAt: setting.chat.lastAt, platformMessageId: message.id },
      {
        chat: telegramChat(setting.customer),
        message_id: Number(message.id),
        user: telegramUser(setting.customer),
        date: seconds(setting.chat.lastAt),
        old_reaction: emojis(previous),
        new_reaction: emojis(message.customerReaction),
      },
    ),
  pressed: (setting, press) =>
    update(
      setting,
      'callback_query',
      { kind: 'postback', sentAt: press.at, text: press.title, platformMessageId: press.id },
      {
        id: press.id,
        from: telegramUser(setting.customer),
        ...(press.message !== undefined && { message: telegramMessage(setting, press.message) }),
        chat_instance: String(-randomInt(2 ** 40)),
        data: press.payload,
      },
    ),
  delivered: () => undefined,
  read: () => undefined,
  blocked(setting) {
    const { account, chat, customer, world } = setting;
    const member = (status: string) => ({
      user: telegramBot(account),
      status,
      ...(status === 'kicked' && { until_date: 0 }),
    });
    const [before, after] = chat.isBlocked ? ['member', 'kicked'] : ['kicked', 'member'];
    return update(
      setting,
      'my_chat_member',
      { kind: chat.isBlocked ? 'blocked' : 'unblocked', sentAt: world.now() },
      {
        chat: telegramChat(customer),
        from: telegramUser(customer),
        date: seconds(world.now()),
        old_chat_member: member(before),
        new_chat_member: member(after),
      },
    );
  },

  request: (account, event) => ({
    body: Buffer.from(JSON.stringify(event.payload)),
    headers:
      account.webhook.secretToken === undefined
        ? {}
        : { 'x-telegram-bot-api-secret-token': account.webhook.secretToken },
  }),
  delivery: {
    timeoutMs: 60_000,
    isAccepted: (status) => status >= 200 && status < 300,
    isOrdered: true,
    immediateAttempts: 1,
    delayAfter: (attempts) => Math.min(1000 * 2 ** (attempts - 1), 60_000) / clockFactor,
    honoursRetryAfter: true,
    expiresAfter: 86_400_000 / clockFactor,
  },
});

const seconds = (at: number) => Math.floor(at / 1000);
const emojis = (emoji: string | undefined) =>
  emoji === undefined ? [] : [{ type: 'emoji', emoji }];

const about = (kind: 'message' | 'edit', message: Message) => ({
  kind,
  sentAt: message.at,
  text: message.text,
  platformMessageId: message.id,
});

function update(
  { world, account }: Setting,
  field: string,
  draft: Omit<WebhookDraft, 'field' | 'key' | 'payload'>,
  content: unknown,
): WebhookDraft {
  const updateId = nextUpdateId(world, account);
  return {
    ...draft,
    field,
    key: String(updateId),
    payload: { update_id: updateId, [field]: content },
  };
}

const nextUpdateId = (world: World, account: Account) =>
  world.nextNumber(`telegram-update/${account.externalId}`, 700_000_000 + secondsSince2026());
