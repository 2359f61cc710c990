import { randomBytes, randomInt } from 'node:crypto';
import type { AccountKind } from '../account-kind.ts';
import { activities } from './activities.ts';

const secret = (bytes: number) => randomBytes(bytes).toString('base64url');

/** An account on X, and the app that it has let in. */
export const xAccount: AccountKind = {
  path: '/x',
  demo: {
    platform: 'x',
    externalId: '1500000000000000001',
    name: 'Harbour Outfitters',
    credentials: {
      accessToken: 'sandboxHarbourOutfittersUserToken',
      refreshToken: 'sandboxHarbourOutfittersRefreshToken',
      clientId: 'sandboxClient',
      clientSecret: 'sandbox-x-client-secret',
      consumerSecret: 'sandbox-x-consumer-secret',
      bearerToken: 'AAAAsandboxHarbourOutfittersAppToken',
    },
    webhookSecrets: ['sandbox-x-consumer-secret'],
    humanAgentApproved: false,
    requireAppSecretProof: false,
    appId: '29000001',
    webhook: { isOn: true, fields: [...activities], maxConnections: 40 },
  },
  newExternalId: () => `15${randomInt(1e12, 1e13)}${randomInt(1000, 10_000)}`,
  madeUp: () => ({
    accessToken: secret(32),
    refreshToken: secret(32),
    clientId: secret(16),
    clientSecret: secret(24),
    consumerSecret: secret(24),
    bearerToken: `AAAA${secret(40)}`,
  }),
  webhookSecret: ({ consumerSecret }) => consumerSecret ?? secret(24),
};
