/** Platforms that send nothing are asked: what they tell goes the way of a webhook. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { markNeedsAttention } from '../accounts/attention.ts';
import { notePace, waitOf } from '../accounts/pace.ts';
import type { Channel, PlatformName, RateUsage } from '../channels/channel.ts';
import { NoAnswer } from '../channels/http.ts';
import { ChannelError } from '../channels/outcome.ts';
import type { Accounts, DeskAccount } from '../ingest/accounts.ts';
import { insertDeadLetters } from '../ingest/dead-letters.ts';
import { writeRows } from '../ingest/inbox-rows.ts';
import { sortBody } from '../ingest/sort-body.ts';
import { transaction } from '../runtime/database.ts';
import type { Logger } from '../runtime/logger.ts';
import { forEachLimited } from '../runtime/limited.ts';

const callMs = 20_000;
/** Longer than a call and its commit. */
const leaseSeconds = 40;
const firstBackoffMs = 2_000;
const longestBackoffMs = 120_000;
const atOnce = 8;
/** So long a pass waits for those it asks, ms. */
const patienceMs = 2_000;

export interface PollingOptions {
  pool: Pool;
  channels: Partial<Record<PlatformName, Channel>>;
  accounts: Accounts;
  logger: Logger;
  /** Between two questions about one account, ms. */
  everyMs?: number;
}

/**
 * One pass over all accounts that are to be asked now. Each is one worker's at a time; its cursor moves on only after what
 * was told is committed, so that a crash between the two brings the same events again, which the inbox knows.
 */
export function createPolling(options: PollingOptions): () => Promise<void> {
  const { pool, channels, accounts, logger, everyMs = 2_000 } = options;

  const underWay = new Set<string>();
  const askOne = async (account: DeskAccount) => {
    const channel = channels[account.platform];
    if (!channel || underWay.has(account.id)) return;
    underWay.add(account.id);
    try {
      const lease = await take(pool, account.id, everyMs);
      if (lease) await askFor(channel, account, lease);
    } finally {
      underWay.delete(account.id);
    }
  };

  return async () => {
    const polled = Object.values(channels).filter(({ poll }) => poll !== undefined);
    const mine = await Promise.all(polled.map(({ name }) => accounts.byPlatform(name)));
    const due = mine
      .flat()
      .filter(({ status, features }) => status === 'active' && features.length > 0);
    const all = forEachLimited(due, atOnce, askOne);
    // One that hangs is not waited for: the next pass asks the others again.
    const isThrough = await Promise.race([
      all.then(() => true),
      pause(patienceMs, false, { ref: false }),
    ]);
    if (!isThrough) {
      all.catch((error: unknown) => logger.error({ err: error }, 'a question for news broke'));
    }
  };

  async function askFor(channel: Channel, account: DeskAccount, lease: Lease) {
    const wait = await waitOf(pool, account.id, Date.now());
    if (wait) return release(pool, account.id, lease, wait.until);
    let usage: RateUsage | undefined;
    const onUsage = (told: RateUsage) => (usage = told);
    try {
      const deadline = Date.now() + callMs;
      const cursor = lease.cursor ?? undefined;
      const told = await channel.poll?.(account, cursor, { deadline, onUsage });
      if (!told) return;
      for (const body of told.bodies) await keep(pool, channel, account, body);
      await moveOn(pool, account.id, lease, told.cursor);
      await notePace(pool, account.id, { was: 'answered', ...(usage && { usage }) }, Date.now());
    } catch (error) {
      if (!(error instanceof ChannelError) && !(error instanceof NoAnswer)) {
        await release(pool, account.id, lease, Date.now() + firstBackoffMs);
        throw error;
      }
      await hold(pool, account, lease, error, logger);
    }
  }
}

/** Whoever overstays it writes nothing more: the account is another's by then. */
interface Lease {
  cursor: string | null;
  until: Date;
}

/** This worker's for a while, when it is time and nobody else has it. */
async function take(pool: Pool, accountId: string, everyMs: number): Promise<Lease | undefined> {
  const { rows } = await pool.query<Lease>({
    name: 'take-poll',
    text: `insert into account_polls as p (account_id, lease_until) values ($1, now() + make_interval(secs => $3))
           on conflict (account_id) do update set lease_until = excluded.lease_until
            where (p.lease_until is null or p.lease_until < now()) and (p.not_before is null or p.not_before <= now())
              and (p.polled_at is null or p.polled_at <= now() - make_interval(secs => $2))
           returning cursor, lease_until as until`,
    values: [accountId, everyMs / 1000, leaseSeconds],
  });
  return rows[0];
}

async function keep(
  pool: Pool,
  channel: Channel,
  account: DeskAccount,
  body: Buffer,
): Promise<void> {
  const { rows, letters } = sortBody(account.platform, channel, body, {
    accountOf: (externalId) => (externalId === account.externalId ? account : undefined),
    // We asked for it ourselves.
    isVouchedFor: () => true,
    unnamed: account,
  });
  if (rows.length > 0) await writeRows(pool, rows);
  if (letters.length > 0) await transaction(pool, (client) => insertDeadLetters(client, letters));
  if (rows.length > 0) await pool.query(`select pg_notify('careline_inbox', '')`);
}

async function moveOn(
  pool: Pool,
  accountId: string,
  { until }: Lease,
  cursor: string,
): Promise<void> {
  await pool.query({
    name: 'move-poll-on',
    text: `update account_polls set cursor = $2, polled_at = now(), lease_until = null, failures = 0, not_before = null
            where account_id = $1 and lease_until = $3`,
    values: [accountId, cursor, until],
  });
}

async function release(
  pool: Pool,
  accountId: string,
  { until }: Lease,
  notBefore: number,
): Promise<void> {
  await pool.query(
    'update account_polls set lease_until = null, not_before = $2 where account_id = $1 and lease_until = $3',
    [accountId, new Date(notBefore), until],
  );
}

/** The pauses grow; the first failure is told, and the token's death to the administrators. */
async function hold(
  pool: Pool,
  { id }: DeskAccount,
  lease: Lease,
  error: ChannelError | NoAnswer,
  logger: Logger,
): Promise<void> {
  const { rows } = await pool.query<{ failures: number }>(
    'update account_polls set failures = failures + 1 where account_id = $1 returning failures',
    [id],
  );
  const failures = rows[0]?.failures ?? 1;
  const asked = error instanceof ChannelError ? (error.retryAfterMs ?? 0) : 0;
  const wait = Math.max(asked, Math.min(firstBackoffMs * 2 ** (failures - 1), longestBackoffMs));
  await release(pool, id, lease, Date.now() + wait);
  if (error instanceof ChannelError && error.code === 'token_dead')
    await markNeedsAttention(pool, id);
  const isThrottle = error instanceof ChannelError && error.code === 'rate_limited';
  if (isThrottle)
    await notePace(pool, id, { was: 'throttled', until: Date.now() + wait }, Date.now());
  if (failures === 1)
    logger.warn({ err: error, accountId: id }, 'an account cannot be asked for news');
}
