/** Asks a platform about an account: whose token it is, what it may do, whether its events come to us. */
import type { AccountFinding, Channel, Source } from '../channels/channel.ts';
import { NoAnswer } from '../channels/http.ts';
import { ChannelError } from '../channels/outcome.ts';
import type { AccountFeature, AccountProblem } from '../domain/account-life.ts';
import type { DeskAccount } from '../ingest/accounts.ts';

/** Two calls, each at most this long, ms: somebody may wait for them. */
const askMs = 8_000;

/** What the platform says. `silent`: it said nothing, which is no fault of the account's. */
export type Verdict =
  | { is: 'answered'; finding: AccountFinding; isSubscribed?: boolean; problems: AccountProblem[] }
  | { is: 'refused' | 'silent'; problems: [AccountProblem] };

/** Where a platform sends an account's events. */
export const callbackOf = (
  publicUrl: string,
  { platform, externalId }: Pick<DeskAccount, 'platform' | 'externalId'>,
): string => `${publicUrl}/webhooks/${platform}?account=${encodeURIComponent(externalId)}`;

/** Never throws but on a bug: what the platform says, also that it says nothing, is the answer. */
export async function askPlatform(
  channel: Channel,
  account: DeskAccount,
  callback: string,
): Promise<Verdict> {
  const { title } = channel.capabilities;
  try {
    const told = await channel.life.check(account, { deadline: Date.now() + askMs });
    const isSubscribed = await channel.life.isSubscribed?.(account, callback, {
      deadline: Date.now() + askMs,
    });
    const finding = { ...told, lacking: told.lacking.filter(isOffered(channel)) };
    const subscribed = isSubscribed !== undefined && { isSubscribed };
    const problems = problemsOf(account, finding, isSubscribed);
    return { is: 'answered', finding, problems, ...subscribed };
  } catch (error) {
    if (error instanceof ChannelError) {
      const isLater = error.code === 'rate_limited';
      const problem = { code: error.code, message: error.message };
      return { is: isLater ? 'silent' : 'refused', problems: [problem] };
    }
    if (error instanceof NoAnswer) {
      const message = `${title} did not answer: ${error.message}.`;
      return { is: 'silent', problems: [{ code: 'no_answer', message }] };
    }
    throw error;
  }
}

const sourcesOf: Record<AccountFeature, Source[]> = {
  messages: ['dm'],
  comments: ['comment', 'mention'],
  reviews: ['review'],
};

/** Has the platform anything of that kind at all? */
export const offers = ({ capabilities: { sources } }: Channel, feature: AccountFeature): boolean =>
  sourcesOf[feature].some((source) => sources.includes(source));

/** What a platform has not at all is no fault of an account's. */
const isOffered =
  (channel: Channel) =>
  ({ feature }: AccountFinding['lacking'][number]): boolean =>
    offers(channel, feature);

function problemsOf(
  account: Pick<DeskAccount, 'externalId' | 'features'>,
  { externalId, name, lacking }: AccountFinding,
  isSubscribed: boolean | undefined,
): AccountProblem[] {
  const wanted = lacking.filter(({ feature }) => account.features.includes(feature));
  return [
    ...(externalId === account.externalId
      ? []
      : [{ code: 'wrong_account', message: `The token belongs to ${name} (${externalId}).` }]),
    ...wanted.map(({ feature, reason }) => ({ code: 'lacking', feature, message: reason })),
    ...(isSubscribed === false ? [notSubscribed] : []),
  ];
}

const notSubscribed = {
  code: 'not_subscribed',
  message: 'The platform does not send its events to this desk.',
};
