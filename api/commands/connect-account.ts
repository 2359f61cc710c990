/** An account is connected once its platform has said that it may be. */
import { askPlatform, callbackOf, offers } from '../../accounts/check.ts';
import type { Channel } from '../../channels/channel.ts';
import type { AccountFeature, AccountProblem } from '../../domain/account-life.ts';
import { CareError, invalid } from '../../domain/errors.ts';
import type { DeskAccount } from '../../ingest/accounts.ts';

const all: readonly AccountFeature[] = ['messages', 'comments', 'reviews'];

/** @throws CareError invalid_request naming `features`, where the platform has no such thing at all */
export function requireOffered(channel: Channel, features: readonly AccountFeature[]): void {
  const missing = features.find((feature) => !offers(channel, feature));
  if (missing === undefined) return;
  throw invalid('features', `${channel.capabilities.title} has no ${missing}`);
}

/** What the platform has, where nobody says which of it is wanted. */
export const offeredBy = (channel: Channel): AccountFeature[] =>
  all.filter((feature) => offers(channel, feature));

/**
 * Asks the platform whose token it is and what it may do.
 * @param wanted what must work; undefined: whatever does
 * @returns the features that work
 * @throws CareError invalid_request with the platform's reason, or temporarily_unavailable where it does not answer
 */
export async function connectable(
  channel: Channel,
  account: Omit<DeskAccount, 'features'>,
  { publicUrl, wanted }: { publicUrl: string; wanted?: readonly AccountFeature[] | undefined },
): Promise<AccountFeature[]> {
  const features = [...(wanted ?? offeredBy(channel))];
  const asked = { ...account, features };
  const verdict = await askPlatform(channel, asked, callbackOf(publicUrl, asked));
  if (verdict.is !== 'answered') {
    const [problem] = verdict.problems;
    if (verdict.is === 'refused') throw refusalOf('credentials', problem);
    throw new CareError('temporarily_unavailable', problem.message, { retryAfterSeconds: 10 });
  }
  const { problems } = verdict;
  const wrong = problems.find(({ code }) => code === 'wrong_account');
  if (wrong) throw refusalOf('externalId', wrong);
  const lacking = problems.filter(({ code }) => code === 'lacking');
  const working = features.filter((feature) => !lacking.some((it) => it.feature === feature));
  if (wanted !== undefined && lacking.length > 0) throw refusalOf('features', lacking[0]);
  if (working.length === 0 && lacking.length > 0) throw refusalOf('credentials', lacking[0]);
  return working;
}

const refusalOf = (field: string, problem: AccountProblem | undefined): CareError =>
  invalid(field, problem?.message ?? 'is refused by the platform');
