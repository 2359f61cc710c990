/** Asks a platform about one of our accounts: whose token it is, what it may do, whether its events come to us. */
import type { AccountFinding, Channel, Source } from '../../channels/channel.ts';
import { NoAnswer } from '../../channels/http.ts';
import { channelOf } from '../../channels/index.ts';
import { ChannelError } from '../../channels/outcome.ts';
import { notFound } from '../../domain/errors.ts';
import type { DeskAccount } from '../../ingest/accounts.ts';
import type { Parts } from '../parts.ts';
import { iso } from '../reads/present.ts';
import type { AccountCheckJson } from '../schemas/account-check.ts';

/** Somebody waits: two calls, each at most this long, ms. */
const askMs = 8_000;

/** Where a platform sends an account's events. */
export const callbackOf = ({ config }: Parts, { platform, externalId }: DeskAccount): string =>
  `${config.publicUrl}/webhooks/${platform}?account=${encodeURIComponent(externalId)}`;

/** @throws CareError not_found; what the platform says, also that it says nothing, is the answer */
export async function checkAccount(parts: Parts, accountId: string): Promise<AccountCheckJson> {
  parts.accounts.invalidate();
  const account = await parts.accounts.byId(accountId);
  const channel = account && channelOf(account.platform);
  if (!account || !channel) throw notFound('account');
  const { title } = channel.capabilities;
  try {
    const finding = await channel.life.check(account, { deadline: Date.now() + askMs });
    const isSubscribed = await channel.life.isSubscribed?.(account, callbackOf(parts, account), {
      deadline: Date.now() + askMs,
    });
    const told = { ...finding, lacking: finding.lacking.filter(isOffered(channel)) };
    return { ...problemsOf(account, told, isSubscribed), checkedAt: iso(new Date()) };
  } catch (error) {
    return {
      isWorking: false,
      problems: [problemOf(title, error)],
      checkedAt: iso(new Date()),
    };
  }
}

/** What a platform has not at all is no fault of an account's. */
const isOffered =
  ({ capabilities: { sources } }: Channel) =>
  ({ feature }: AccountFinding['lacking'][number]): boolean =>
    sourcesOf[feature].some((source) => sources.includes(source));

const sourcesOf: Record<AccountFinding['lacking'][number]['feature'], Source[]> = {
  messages: ['dm'],
  comments: ['comment', 'mention'],
  reviews: ['review'],
};

function problemsOf(
  account: DeskAccount,
  { externalId, name, lacking, tokenExpiresAt }: AccountFinding,
  isSubscribed: boolean | undefined,
): Omit<AccountCheckJson, 'checkedAt'> {
  const isOther = externalId !== account.externalId;
  const wanted = lacking.filter(({ feature }) => account.features.includes(feature));
  const problems = [
    ...(isOther
      ? [{ code: 'wrong_account', message: `The token belongs to ${name} (${externalId}).` }]
      : []),
    ...wanted.map(({ feature, reason }) => ({ code: 'lacking', feature, message: reason })),
    ...(isSubscribed === false
      ? [{ code: 'not_subscribed', message: 'The platform does not send its events to this desk.' }]
      : []),
  ];
  return {
    isWorking: problems.length === 0,
    name,
    externalId,
    ...(isSubscribed !== undefined && { isSubscribed }),
    ...(tokenExpiresAt !== undefined && { tokenExpiresAt: iso(new Date(tokenExpiresAt)) }),
    problems,
  };
}

function problemOf(title: string, error: unknown): { code: string; message: string } {
  if (error instanceof ChannelError) return { code: error.code, message: error.message };
  if (error instanceof NoAnswer) {
    return { code: 'no_answer', message: `${title} did not answer: ${error.message}.` };
  }
  throw error;
}
