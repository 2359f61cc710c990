import { randomBytes } from 'node:crypto';
import type { AccountKind } from '../account-kind.ts';

const secret = (bytes: number) => randomBytes(bytes).toString('hex');

/** A Telegram bot. */
export const telegramBot: AccountKind = {
  path: '/telegram',
  demo: {
    platform: 'telegram',
    externalId: '7100000001',
    name: 'harbour_support_bot',
    credentials: { botToken: '7100000001:AAsandboxHarbourSupportBotToken000000' },
    webhookSecrets: ['sandbox-telegram-secret-token'],
    humanAgentApproved: false,
    requireAppSecretProof: false,
    appId: '0',
    webhook: {
      isOn: true,
      fields: ['message', 'edited_message', 'callback_query', 'my_chat_member', 'message_reaction'],
      secretToken: 'sandbox-telegram-secret-token',
      maxConnections: 40,
    },
  },
  madeUp: (externalId) => ({ botToken: `${externalId}:AA${secret(16)}0` }),
  webhookSecret: () => secret(16),
  hasSecretToken: true,
  keepsUnsent: true,
};
