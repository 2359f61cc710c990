import { randomBytes } from 'node:crypto';
import { fromCustomer, messaging } from '../meta/messaging.ts';
import { deliveryOf, requestAbout } from '../meta/wire.ts';
import type { Platform } from '../platform.ts';
import { facebookFeed } from './feed-events.ts';

/** The app id under which Messenger's own page inbox shows in echoes. */
const pageInboxAppId = 263_902_037_430_900;

export const facebookPlatform = (clockFactor: number): Platform => ({
  name: 'facebook',
  typingLastsMs: 20_000,
  files: { by: 'url', max: 30 },
  maxEdits: 5,
  newMessageId: () => `m_${randomBytes(36).toString('base64url')}`,
  isCustomerId: (id) => /^[\w.-]{1,64}$/.test(id),

  ...messaging({
    fields: {
      messages: 'messages',
      echoes: 'message_echoes',
      edits: 'message_edits',
      reactions: 'message_reactions',
      postbacks: 'messaging_postbacks',
    },
    echo: ({ account }, _message, isByApp) => ({
      app_id: isByApp ? Number(account.appId) : pageInboxAppId,
    }),
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
  request: requestAbout('page'),
  delivery: deliveryOf(clockFactor),
});
