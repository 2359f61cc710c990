/** What a platform says of one of our accounts, as the API tells it. */
import { askPlatform, callbackOf, type Verdict } from '../../accounts/check.ts';
import { channelOf } from '../../channels/index.ts';
import { notFound } from '../../domain/errors.ts';
import type { Parts } from '../parts.ts';
import { iso } from '../reads/present.ts';
import type { AccountCheckJson } from '../schemas/account-check.ts';

/** @throws CareError not_found; what the platform says, also that it says nothing, is the answer */
export async function checkAccount(parts: Parts, accountId: string): Promise<AccountCheckJson> {
  parts.accounts.invalidate();
  const account = await parts.accounts.byId(accountId);
  const channel = account && channelOf(account.platform);
  if (!account || !channel) throw notFound('account');
  const callback = callbackOf(parts.config.publicUrl, account);
  return toCheck(await askPlatform(channel, account, callback));
}

function toCheck(verdict: Verdict): AccountCheckJson {
  const checkedAt = iso(new Date());
  const { problems } = verdict;
  if (verdict.is !== 'answered') return { isWorking: false, problems, checkedAt };
  const { name, externalId, tokenExpiresAt } = verdict.finding;
  const { isSubscribed } = verdict;
  return {
    isWorking: problems.length === 0,
    ...{ name, externalId },
    ...(isSubscribed !== undefined && { isSubscribed }),
    ...(tokenExpiresAt !== undefined && { tokenExpiresAt: iso(new Date(tokenExpiresAt)) }),
    ...{ problems, checkedAt },
  };
}
