import type { Account } from './model.ts';
import { pageFields } from './facebook/subscriptions.ts';

export const telegramUpdates = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'message_reaction',
];

/** The two accounts of the demo desk. Their secrets open nothing but this sandbox. */
export const demoAccounts: readonly Account[] = [
  {
    platform: 'facebook',
    externalId: '110000000000001',
    name: 'Harbour Outfitters',
    credentials: {
      pageAccessToken: 'EAAsandboxHarbourOutfittersPageToken',
      appSecret: 'sandbox-facebook-app-secret',
      verifyToken: 'sandbox-facebook-verify-token',
    },
    webhookSecrets: ['sandbox-facebook-app-secret'],
    humanAgentApproved: true,
    requireAppSecretProof: false,
    appId: '555000000000001',
    webhook: { isOn: true, fields: pageFields, maxConnections: 40 },
  },
  {
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
      fields: telegramUpdates,
      secretToken: 'sandbox-telegram-secret-token',
      maxConnections: 40,
    },
  },
];

/** An account in the desk's own form, as `POST /api/v1/accounts` takes it. */
export const inTheDesksForm = (account: Account, sandboxUrl: string) => ({
  platform: account.platform,
  name: account.name,
  externalId: account.externalId,
  baseUrl: `${sandboxUrl}${account.platform === 'facebook' ? '/meta' : '/telegram'}`,
  credentials: account.credentials,
  webhookSecrets: account.webhookSecrets,
  humanAgentApproved: account.humanAgentApproved,
});
