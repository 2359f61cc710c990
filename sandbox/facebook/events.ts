import { randomBytes } from 'node:crypto';
import type { Attachment, Message } from '../model.ts';
import type { Platform, Setting } from '../platform.ts';
import { facebookFeed } from './feed-events.ts';
import { escapedJson, signatureHeaders } from './sign.ts';
import { reactionName } from './reactions.ts';

/** The app id under which Messenger's own page inbox shows in echoes. */
const pageInboxAppId = 263_902_037_430_900;

/** Meta's retries, divided by the clock factor. What they are exactly is not documented. */
const retryDelays = [0, 200, 1000, 5000, 10_000, 20_000, 40_000, 60_000];

export const facebookPlatform = (clockFactor: number): Platform => ({
  name: 'facebook',
  typingLastsMs: 20_000,
  files: { by: 'url', max: 30 },
  maxEdits: 5,
  newMessageId: () => `m_${randomBytes(36).toString('base64url')}`,
  isCustomerId: (id) => /^[\w.-]{1,64}$/.test(id),

  wrote: (setting, message) => ({
    kind: 'message',
    field: 'messages',
    key: message.id,
    ...about(message),
    payload: {
      ...fromCustomer(setting, message.at),
      message: { mid: message.id, ...content(message) },
    },
  }),
  echoed: (setting, message, isByApp) => ({
    kind: 'echo',
    field: 'message_echoes',
    key: message.id,
    ...about(message),
    payload: {
      sender: { id: setting.account.externalId },
      recipient: { id: setting.chat.customer },
      timestamp: message.at,
      message: {
        mid: message.id,
        is_echo: true,
        app_id: isByApp ? Number(setting.account.appId) : pageInboxAppId,
        ...(message.metadata !== undefined && { metadata: message.metadata }),
        ...content(message),
      },
    },
  }),
  edited: (setting, message) => ({
    kind: 'edit',
    field: 'message_edits',
    key: `${message.id}/${message.editCount}`,
    ...about(message),
    sentAt: message.editedAt ?? message.at,
    payload: {
      ...fromCustomer(setting, message.editedAt ?? message.at),
      message_edit: { mid: message.id, text: message.text, num_edit: message.editCount },
    },
  }),
  reacted: (setting, message, previous) => ({
    kind: 'reaction',
    field: 'message_reactions',
    key: `${message.id}/${setting.chat.lastAt}`,
    sentAt: setting.chat.lastAt,
    platformMessageId: message.id,
    payload: {
      ...fromCustomer(setting, setting.chat.lastAt),
      reaction: {
        mid: message.id,
        action: message.customerReaction === undefined ? 'unreact' : 'react',
        ...(message.customerReaction === undefined
          ? { reaction: reactionName(previous) }
          : { reaction: reactionName(message.customerReaction), emoji: message.customerReaction }),
      },
    },
  }),
  pressed: (setting, press) => ({
    kind: 'postback',
    field: 'messaging_postbacks',
    key: press.id,
    sentAt: press.at,
    text: press.title,
    platformMessageId: press.id,
    payload: {
      ...fromCustomer(setting, press.at),
      postback: { mid: press.id, title: press.title, payload: press.payload },
    },
  }),
  delivered: (setting, messages) => ({
    kind: 'delivered',
    field: 'message_deliveries',
    key: `${setting.chat.customer}/${setting.chat.deliveredUpTo}`,
    sentAt: setting.chat.deliveredUpTo,
    payload: {
      ...fromCustomer(setting, setting.world.now()),
      delivery: { mids: messages.map((it) => it.id), watermark: setting.chat.deliveredUpTo },
    },
  }),
  read: (setting) => ({
    kind: 'read',
    field: 'message_reads',
    key: `${setting.chat.customer}/${setting.chat.readUpTo}`,
    sentAt: setting.chat.readUpTo,
    payload: {
      ...fromCustomer(setting, setting.world.now()),
      read: { watermark: setting.chat.readUpTo },
    },
  }),
  blocked: () => undefined,

  feed: facebookFeed,

  request(account, event) {
    // Changes go by the second, messages by the millisecond.
    const list = isChange(event.payload)
      ? { time: Math.floor(Date.now() / 1000), changes: [event.payload] }
      : { time: Date.now(), messaging: [event.payload] };
    const entry = { id: event.account, ...list };
    const body = Buffer.from(escapedJson({ object: 'page', entry: [entry] }));
    return { body, headers: signatureHeaders(account.credentials['appSecret'] ?? '', body) };
  },
  delivery: {
    timeoutMs: 5000,
    isAccepted: (status) => status === 200,
    isOrdered: false,
    immediateAttempts: 3,
    delayAfter: (attempts) => (retryDelays[attempts] ?? 60_000) / clockFactor,
    honoursRetryAfter: false,
    givesUpAfter: 3_600_000 / clockFactor,
  },
});

const isChange = (payload: unknown) =>
  typeof payload === 'object' && payload !== null && 'field' in payload;

const about = (message: Message) => ({
  sentAt: message.at,
  text: message.text,
  platformMessageId: message.id,
});

const fromCustomer = ({ account, chat }: Setting, timestamp: number) => ({
  sender: { id: chat.customer },
  recipient: { id: account.externalId },
  timestamp,
});

const content = (message: Message) => ({
  ...(message.text !== '' && { text: message.text }),
  ...(message.attachments.length > 0 && { attachments: message.attachments.map(attachment) }),
  ...(message.replyTo !== undefined && { reply_to: { mid: message.replyTo } }),
});

const attachment = (it: Attachment) => ({
  type: it.kind,
  payload: { ...(it.url !== undefined && { url: it.url }) },
});
