/** When an account is not to be called, and what agents read about it meanwhile. */
import type { Pool } from 'pg';
import type { ActionOutcome, Channel, ChannelAccount } from '../channels/channel.ts';
import { markNeedsAttention } from '../accounts/attention.ts';
import { waitOf } from '../accounts/pace.ts';

export type Later = Extract<ActionOutcome, { kind: 'retryAt' }>;

/** What waits, as an agent reads it. */
interface Subject {
  waits: string;
  goes: string;
}
export const theReply: Subject = { waits: 'The reply waits', goes: 'The reply is sent' };
export const theWish: Subject = { waits: 'This waits', goes: 'This is done' };

/** How often what waits for a new token looks whether there is one, ms. */
const deadTokenMs = 60_000;

/** An account that is to be left alone for a while: what it was to do waits, and no request is made. */
export async function waitFor(
  pool: Pool,
  account: ChannelAccount,
  { capabilities: { title } }: Channel,
  subject: Subject,
  now: number,
): Promise<Later | undefined> {
  if (account.status === 'needs_attention') return untilConnected(title, subject, now);
  const wait = await waitOf(pool, account.id, now);
  if (!wait) return undefined;
  return { kind: 'retryAt', at: wait.until, failure: patience(title, wait.because, subject) };
}

/** A dead token refuses everything alike: it waits until somebody connects the account again. */
export async function withoutToken<Outcome extends { kind: string; failure?: { code: string } }>(
  pool: Pool,
  account: ChannelAccount,
  { capabilities: { title } }: Channel,
  subject: Subject,
  outcome: Outcome,
  now: number,
): Promise<Outcome | Later> {
  if (outcome.kind !== 'refused' || outcome.failure?.code !== 'token_dead') return outcome;
  await markNeedsAttention(pool, account.id);
  return untilConnected(title, subject, now);
}

const untilConnected = (title: string, { waits }: Subject, now: number): Later => ({
  kind: 'retryAt',
  at: now + deadTokenMs,
  failure: {
    code: 'account_needs_attention',
    message: `${title} no longer accepts this account’s token. ${waits} until an administrator has connected the account again.`,
  },
});

const patience = (title: string, because: 'allowance' | 'circuit', { goes }: Subject) =>
  because === 'allowance'
    ? {
        code: 'rate_limited',
        message: `${title} asks this account to slow down. ${goes} as soon as it may.`,
      }
    : {
        code: 'circuit_open',
        message: `${title} has not answered this account several times in a row. ${goes} once it does.`,
      };
