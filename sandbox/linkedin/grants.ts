import type { Account } from '../model.ts';
import type { World, WorldChange } from '../world.ts';
import type { LinkedInGrant, LinkedInSettings } from './model.ts';

const day = 24 * 60 * 60_000;
export const accessTokenLastsMs = 60 * day;
const refreshTokenLastsMs = 365 * day;

export const fullScopes = [
  'r_organization_social_feed',
  'w_organization_social_feed',
  'rw_organization_admin',
];

const usualSettings: LinkedInSettings = {
  activeVersions: [
    ...['202512', '202601', '202602', '202603', '202604', '202605'],
    ...['202606', '202607', '202608', '202609', '202610', '202611'],
  ],
  maxTextLength: 1250,
  callsPerDay: { application: 100_000, member: 20_000 },
  commentsPerMinute: 60,
  seesPeople: false,
};

export const putGrant = (it: LinkedInGrant): WorldChange => ['linkedinGrants', it.account, it];

/** What the account's app was granted; the first question about it begins its 60 days. */
export function grantOf(world: World, account: Account): LinkedInGrant {
  const known = world.tables.linkedinGrants.get(account.externalId);
  if (known !== undefined) return known;
  const { credentials, webhook } = account;
  const now = world.now();
  const fresh: LinkedInGrant = {
    account: account.externalId,
    role: 'ADMINISTRATOR',
    scopes: fullScopes,
    tokens: [{ value: credentials['accessToken'] ?? '', expiresAt: now + accessTokenLastsMs }],
    refreshExpiresAt: now + refreshTokenLastsMs,
    isRevoked: false,
    grantedAt: now,
    isSubscribed: webhook.isOn,
    failedChallenges: 0,
    isBlocked: false,
    settings: usualSettings,
  };
  world.commit([putGrant(fresh)]);
  return fresh;
}
