import { randomBytes } from 'node:crypto';
import type { AccountKind } from '../account-kind.ts';
import { pageFields } from './subscriptions.ts';

const secret = (bytes: number) => randomBytes(bytes).toString('hex');

/** A Facebook page. */
export const facebookPage: AccountKind = {
  path: '/meta',
  demo: {
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
  madeUp: () => ({
    pageAccessToken: `EAA${secret(20)}`,
    appSecret: secret(16),
    verifyToken: secret(8),
  }),
  webhookSecret: ({ appSecret }) => appSecret ?? secret(16),
};
