/** An account whose platform does not send its events any more is subscribed again. */
import type { Channel } from '../channels/channel.ts';
import { NoAnswer } from '../channels/http.ts';
import { ChannelError } from '../channels/outcome.ts';
import type { AccountProblem } from '../domain/account-life.ts';
import type { DeskAccount } from '../ingest/accounts.ts';
import { toldOfAudit } from '../runtime/changes.ts';
import { json } from '../runtime/rows.ts';
import type { CareParts } from './care.ts';
import { callbackOf, type Verdict } from './check.ts';

const askMs = 8_000;

/** Has the platform send its events, where it does not: Meta stops after an hour of failures, others when a challenge fails. */
export async function subscribed(
  { pool, publicUrl }: CareParts,
  channel: Channel,
  account: DeskAccount,
  verdict: Verdict,
): Promise<{ verdict: Verdict; wasSubscribed: boolean }> {
  const isAsked =
    verdict.is === 'answered' && verdict.isSubscribed === false && channel.life.subscribe;
  if (!isAsked || verdict.problems.some(({ code }) => code === 'wrong_account')) {
    return { verdict, wasSubscribed: false };
  }
  const others = verdict.problems.filter(({ code }) => code !== 'not_subscribed');
  const failed = (problem: AccountProblem) => ({
    verdict: { ...verdict, problems: [...others, problem] },
    wasSubscribed: false,
  });
  const { title } = channel.capabilities;
  if (account.baseUrl === undefined && !publicUrl.startsWith('https:')) {
    const message = `${title} can’t reach ${publicUrl}: set PUBLIC_URL to the desk’s public address.`;
    return failed({ code: 'no_public_address', message });
  }
  const callback = callbackOf(publicUrl, account);
  try {
    await isAsked(account, callback, { deadline: Date.now() + askMs });
  } catch (error) {
    if (error instanceof ChannelError) return failed({ code: error.code, message: error.message });
    if (!(error instanceof NoAnswer)) throw error;
    return failed({ code: 'no_answer', message: `${title} did not answer: ${error.message}.` });
  }
  await pool.query(
    toldOfAudit(
      `insert into audit (actor, action, target, data) values ('{"type":"system"}', 'account.subscribed', $1, $2)`,
    ),
    [account.id, json({ callback })],
  );
  return { verdict: { ...verdict, isSubscribed: true, problems: others }, wasSubscribed: true };
}
