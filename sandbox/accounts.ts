import type { AccountKind } from './account-kind.ts';
import { blueskyAccount } from './bluesky/account.ts';
import { facebookPage } from './facebook/account.ts';
import { instagramAccount } from './instagram/account.ts';
import { linkedinOrganization } from './linkedin/account.ts';
import type { Account, PlatformName } from './model.ts';
import { telegramBot } from './telegram/account.ts';
import { xAccount } from './x/account.ts';

export const accountKinds: Record<PlatformName, AccountKind> = {
  facebook: facebookPage,
  instagram: instagramAccount,
  telegram: telegramBot,
  linkedin: linkedinOrganization,
  x: xAccount,
  bluesky: blueskyAccount,
};

/** The demo desk's accounts, one on each platform. */
export const demoAccounts: readonly Account[] = Object.values(accountKinds).map((it) => it.demo);

/** An account in the desk's own form, as `POST /api/v1/accounts` takes it. */
export const inTheDesksForm = (account: Account, sandboxUrl: string) => ({
  platform: account.platform,
  name: account.name,
  externalId: account.externalId,
  baseUrl: `${sandboxUrl}${accountKinds[account.platform].path}`,
  credentials: account.credentials,
  webhookSecrets: account.webhookSecrets,
  humanAgentApproved: account.humanAgentApproved,
});
