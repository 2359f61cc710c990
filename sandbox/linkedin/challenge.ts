import { randomUUID } from 'node:crypto';
import type { Account } from '../model.ts';
import type { SiteParts } from '../site.ts';
import { putAccount } from '../world.ts';
import { isSame } from './authenticate.ts';
import { grantOf, putGrant } from './grants.ts';
import { isRecord } from './request.ts';
import { hmac } from './sign.ts';

const answerWithinMs = 3_000;
const everyMs = 2 * 60 * 60_000;
const mostFailures = 3;

/** Whether what listens at the address knows the client secret. */
export async function answersChallenge(account: Account, webhook: string): Promise<boolean> {
  const challengeCode = randomUUID();
  const url = new URL(webhook);
  url.searchParams.set('challengeCode', challengeCode);
  try {
    const answer = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
    const body: unknown = await answer.json();
    const expected = hmac(account.credentials['clientSecret'] ?? '', challengeCode);
    if (answer.status !== 200 || !isJson || !isRecord(body)) return false;
    const { challengeCode: told, challengeResponse: response } = body;
    return told === challengeCode && typeof response === 'string' && isSame(expected, response);
  } catch {
    return false;
  }
}

type Parts = Pick<SiteParts, 'world' | 'defaultWebhookUrl'>;

export const webhookOf = ({ defaultWebhookUrl }: Parts, account: Account): string =>
  account.webhook.url ?? defaultWebhookUrl(account);

/** Asks the account's webhook, and blocks it after three failures; an answer opens it again. */
export async function challenge(
  parts: Parts,
  { externalId }: Account,
  signal?: AbortSignal,
): Promise<boolean> {
  const { world } = parts;
  const asked = world.account('linkedin', externalId);
  if (asked === undefined) return false;
  const isAnswered = await answersChallenge(asked, webhookOf(parts, asked));
  const account = world.account('linkedin', externalId);
  if (account === undefined || signal?.aborted === true) return isAnswered;
  const grant = grantOf(world, account);
  const failedChallenges = isAnswered ? 0 : grant.failedChallenges + 1;
  const isBlocked = !isAnswered && (grant.isBlocked || failedChallenges >= mostFailures);
  const isOn = grant.isSubscribed && !isBlocked;
  world.commit([
    putGrant({ ...grant, failedChallenges, isBlocked }),
    ...(isOn === account.webhook.isOn
      ? []
      : [putAccount({ ...account, webhook: { ...account.webhook, isOn } })]),
  ]);
  return isAnswered;
}

/** Every two hours, of each webhook that is not blocked; what it gives ends that. */
export function runChallenges(parts: Parts & Pick<SiteParts, 'clockFactor'>): () => void {
  const { world, clockFactor } = parts;
  const stopped = new AbortController();
  const underWay = new Set<string>();
  const check = async (account: Account) => {
    const { externalId } = account;
    const { isSubscribed, isBlocked } = grantOf(world, account);
    if (!isSubscribed || isBlocked || underWay.has(externalId)) return;
    underWay.add(externalId);
    await challenge(parts, account, stopped.signal);
    underWay.delete(externalId);
  };
  const clock = setInterval(
    () => {
      for (const account of world.accountsOf('linkedin')) void check(account);
    },
    Math.max(50, everyMs / clockFactor),
  );
  return () => {
    stopped.abort();
    clearInterval(clock);
  };
}
