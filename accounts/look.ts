/** One look at an account: asked of its platform, mended where it can be, written down. */
import type { Pool } from 'pg';
import type { Channel } from '../channels/channel.ts';
import { nextLookAt, overlapMs, refreshDueAt, warningDue } from '../domain/account-life.ts';
import type { DeskAccount } from '../ingest/accounts.ts';
import { markNeedsAttention, markWorking } from './attention.ts';
import { queuedBackfills, wantBackfill, type BackfillReason } from './backfill-rows.ts';
import type { CareParts } from './care.ts';
import { askPlatform, callbackOf, type Verdict } from './check.ts';
import { readHealth, warnOfEnd, writeHealth, type Health } from './health.ts';
import { canRefresh } from './refresh.ts';
import { resealed } from './reseal.ts';
import { subscribed } from './subscribe.ts';

/** What its workflow is to do next; instants in ms. */
export type Found =
  { is: 'gone' } | { is: 'there'; nextLookAt: number; refreshAt?: number; backfillIds: string[] };

/** An account that nobody was asked about: paused, or spoken for by a relay. */
const restMs = 3_600_000;
/** Looks are an hour apart: so long without one, and the desk itself was away. */
const awayMs = 2 * 3_600_000;

/** @throws the database's error; what the platform says, or does not say, is written down */
export async function lookAfter(parts: CareParts, accountId: string): Promise<Found> {
  const { pool, now = Date.now } = parts;
  const account = await parts.accountOf(accountId);
  const channel = account && parts.channelOf(account.platform);
  if (!account || !channel) return { is: 'gone' };
  await resealed(pool, parts.secretKeys, accountId);
  const before = (await readHealth(pool, accountId)) ?? {
    ...{ problems: [], failures: 0, tokenSince: now() },
  };
  const isMute = account.relay && Object.keys(account.credentials).length === 0;
  if (account.status === 'paused' || isMute) {
    const next = now() + restMs;
    await writeHealth(pool, accountId, before, next);
    return { is: 'there', nextLookAt: next, backfillIds: [] };
  }
  const callback = callbackOf(parts.publicUrl, account);
  const asked = await askPlatform(channel, account, callback);
  const mended = await subscribed(parts, channel, account, asked);
  const after = healthAfter(before, mended.verdict, now());
  const isAnswered = mended.verdict.is !== 'silent';
  const next = nextLookAt(
    { isAnswered, isWorking: after.isWorking === true, failures: after.failures },
    now(),
  );
  await writeHealth(pool, accountId, after, next);
  await tell(pool, account, channel, after, now());
  const reason = missed(before, after, mended.wasSubscribed, now());
  if (reason !== undefined && before.workedAt !== undefined && wantsBackfill(channel)) {
    await wantBackfill(pool, accountId, { since: before.workedAt - overlapMs, reason });
  }
  const refreshAt = refreshOf(channel, account, after, now());
  return {
    ...{ is: 'there', nextLookAt: next, backfillIds: await queuedBackfills(pool, accountId) },
    ...(refreshAt !== undefined && { refreshAt }),
  };
}

/** What it asks for itself has a cursor, and misses nothing. */
const wantsBackfill = ({ capabilities, poll }: Channel): boolean =>
  capabilities.history && poll === undefined;

function healthAfter(before: Health, verdict: Verdict, now: number): Health {
  const { problems } = verdict;
  if (verdict.is !== 'answered') {
    // Where nothing was said, what was known of it is still the best guess.
    return verdict.is === 'silent'
      ? { ...before, checkedAt: now, problems, failures: before.failures + 1 }
      : { ...before, checkedAt: now, isWorking: false, problems, failures: 0 };
  }
  const { isSubscribed, finding } = verdict;
  const isWorking = problems.length === 0;
  const expiresAt = finding.tokenExpiresAt ?? before.tokenExpiresAt;
  return {
    ...{ checkedAt: now, isWorking, problems, failures: 0, tokenSince: before.tokenSince },
    ...(isSubscribed !== undefined && { isSubscribed }),
    ...(isWorking
      ? { workedAt: now }
      : before.workedAt !== undefined && { workedAt: before.workedAt }),
    ...(expiresAt !== undefined && { tokenExpiresAt: expiresAt }),
    ...(before.refreshNotBefore !== undefined && { refreshNotBefore: before.refreshNotBefore }),
  };
}

/** A dead token stops the account's sends, a living one lets them go; who has to renew it is warned in time. */
async function tell(
  pool: Pool,
  account: DeskAccount,
  channel: Channel,
  health: Health,
  now: number,
): Promise<void> {
  const isDead = isTokenDead(health);
  // One that ran out while the desk was away may be renewed still: then nobody has to hear of it.
  if (isDead && (refreshOf(channel, account, health, now) ?? Infinity) <= now) return;
  if (isDead) await markNeedsAttention(pool, account.id);
  else if (health.isWorking === true) await markWorking(pool, account.id);
  const { tokenExpiresAt: expiresAt } = health;
  if (expiresAt === undefined || isDead || canRefresh(channel, account)) return;
  const days = warningDue(expiresAt, now);
  if (days !== undefined) await warnOfEnd(pool, { accountId: account.id, expiresAt, days });
}

/** Why events may have been missed; undefined: they have not. */
function missed(
  before: Health,
  after: Health,
  wasSubscribed: boolean,
  now: number,
): BackfillReason | undefined {
  if (after.isWorking !== true) return undefined;
  if (wasSubscribed) return 'resubscribed';
  if (before.isWorking === false) return 'reconnected';
  return before.workedAt !== undefined && now - before.workedAt > awayMs ? 'away' : undefined;
}

const isTokenDead = ({ problems }: Health): boolean =>
  problems.some(({ code }) => code === 'token_dead');

function refreshOf(
  channel: Channel,
  account: DeskAccount,
  health: Health,
  now: number,
): number | undefined {
  if (!canRefresh(channel, account)) return undefined;
  const { tokenExpiresAt: expiresAt, tokenSince: since, refreshNotBefore = 0 } = health;
  const due = refreshDueAt({ since, ...(expiresAt !== undefined && { expiresAt }) });
  return Math.max(isTokenDead(health) ? now : due, refreshNotBefore);
}
