import { randomBytes, randomInt } from 'node:crypto';
import type { AccountKind } from '../account-kind.ts';
import { notificationType } from './names.ts';

const secret = (bytes: number) => randomBytes(bytes).toString('base64url');

/** A LinkedIn Page, and the app that a member of it has let in. */
export const linkedinOrganization: AccountKind = {
  path: '/linkedin',
  demo: {
    platform: 'linkedin',
    externalId: '5150001',
    name: 'Harbour Outfitters',
    credentials: {
      accessToken: 'AQVsandboxHarbourOutfittersAccessToken',
      refreshToken: 'AQWsandboxHarbourOutfittersRefreshToken',
      clientId: '78sandboxclient',
      clientSecret: 'sandbox-linkedin-client-secret',
      applicationId: '220000001',
      personId: 'hbAdm1n-01',
    },
    webhookSecrets: ['sandbox-linkedin-client-secret'],
    humanAgentApproved: false,
    requireAppSecretProof: false,
    appId: '220000001',
    webhook: { isOn: true, fields: [notificationType], maxConnections: 10 },
  },
  newExternalId: () => String(randomInt(6_000_000, 9_999_999)),
  madeUp: () => ({
    accessToken: `AQV${secret(40)}`,
    refreshToken: `AQW${secret(40)}`,
    clientId: `78${randomBytes(6).toString('hex')}`,
    clientSecret: secret(12),
    applicationId: String(randomInt(200_000_000, 299_999_999)),
    personId: secret(7),
  }),
  webhookSecret: ({ clientSecret }) => clientSecret ?? secret(12),
};
