import { randomBytes, randomInt } from 'node:crypto';
import type { AccountKind } from '../account-kind.ts';
import { accountFields } from './subscriptions.ts';

const secret = (bytes: number) => randomBytes(bytes).toString('hex');

/** An Instagram professional account; `credentials.login` says which of its tokens opens it. */
export const instagramAccount: AccountKind = {
  path: '/ig',
  demo: {
    platform: 'instagram',
    externalId: '17841400000000001',
    name: 'Harbour Outfitters',
    credentials: {
      login: 'instagram',
      accessToken: 'IGAAsandboxHarbourOutfittersToken',
      appSecret: 'sandbox-instagram-app-secret',
      verifyToken: 'sandbox-instagram-verify-token',
    },
    webhookSecrets: ['sandbox-instagram-app-secret'],
    humanAgentApproved: true,
    requireAppSecretProof: false,
    appId: '556000000000001',
    webhook: { isOn: true, fields: accountFields, maxConnections: 40 },
  },
  newExternalId: () => `178414${randomInt(1e10, 1e11 - 1)}`,
  madeUp: () => ({
    login: 'instagram',
    accessToken: `IGAA${secret(20)}`,
    appSecret: secret(16),
    verifyToken: secret(8),
  }),
  webhookSecret: ({ appSecret }) => appSecret ?? secret(16),
};
