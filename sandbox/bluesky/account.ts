import { randomBytes, randomInt } from 'node:crypto';
import type { AccountKind } from '../account-kind.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz234567';
const four = () => Array.from({ length: 4 }, () => letters[randomInt(32)]).join('');

/** An account on Bluesky, with an app password that may read direct messages. */
export const blueskyAccount: AccountKind = {
  path: '/bluesky',
  demo: {
    platform: 'bluesky',
    externalId: 'did:plc:harbouroutfitters2345672',
    name: 'Harbour Outfitters',
    credentials: { identifier: 'harbour.example', appPassword: 'sand-box7-harb-our2' },
    webhookSecrets: ['sandbox-bluesky-nothing-is-signed'],
    humanAgentApproved: false,
    requireAppSecretProof: false,
    appId: '',
    // It is asked, and sends nothing.
    webhook: { isOn: false, fields: [], maxConnections: 1 },
  },
  newExternalId: () =>
    `did:plc:${Array.from({ length: 24 }, () => letters[randomInt(32)]).join('')}`,
  madeUp: (externalId) => ({
    identifier: `${externalId.slice(-8)}.example`,
    appPassword: [four(), four(), four(), four()].join('-'),
  }),
  webhookSecret: () => randomBytes(16).toString('hex'),
};
