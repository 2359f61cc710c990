import type { Pool } from 'pg';
import type { Channel, PlatformName, Profile } from '../channels/channel.ts';
import { ChannelError } from '../channels/outcome.ts';
import type { Accounts, DeskAccount } from '../ingest/accounts.ts';
import { toldOfCustomers } from '../runtime/changes.ts';
import type { Logger } from '../runtime/logger.ts';
import { forEachLimited } from '../runtime/limited.ts';

const callMs = 5_000;
const perPass = 20;
const firstBackoffMs = 5_000;
const longestBackoffMs = 600_000;

interface Nameless {
  id: string;
  accountId: string;
  externalId: string;
}

/**
 * Asks platforms for the names that their webhooks do not carry. An account whose platform does not answer is left
 * alone for a while, the others go on. Answers whether there may be more.
 */
export function createProfiles(options: {
  pool: Pool;
  channels: Partial<Record<PlatformName, Channel>>;
  accounts: Accounts;
  logger: Logger;
}): () => Promise<boolean> {
  const { pool, channels, accounts, logger } = options;
  const resting = new Map<string, { until: number; pause: number }>();

  const rest = (accountId: string, error: unknown) => {
    const before = resting.get(accountId);
    // Several calls were under way together: their failures are one.
    if (before && before.until > Date.now()) return;
    const asked = error instanceof ChannelError ? error.retryAfterMs : undefined;
    const doubled = Math.min((before?.pause ?? firstBackoffMs / 2) * 2, longestBackoffMs);
    const pause = Math.max(asked ?? 0, doubled);
    resting.set(accountId, { until: Date.now() + pause, pause });
    logger.warn({ err: error, accountId, pauseMs: pause }, "customers' names cannot be asked for");
  };

  const ask = async ({ id, accountId, externalId }: Nameless): Promise<void> => {
    const account: DeskAccount | undefined = await accounts.byId(accountId);
    const channel = account && channels[account.platform];
    let profile: Profile | undefined;
    try {
      if (account && channel) {
        const deadline = Date.now() + callMs;
        profile = await channel.fetchProfile(account, externalId, { deadline });
      }
    } catch (error) {
      rest(accountId, error);
      return;
    }
    resting.delete(accountId);
    await keep(pool, id, profile ?? {});
  };

  return async () => {
    const now = Date.now();
    const left = [...resting].flatMap(([id, { until }]) => (until > now ? [id] : []));
    const { rows } = await pool.query<Nameless>(
      `select id, account_id as "accountId", external_id as "externalId" from customers
        where profile_fetched_at is null and name = '' and account_id <> all($1::uuid[])
        order by created_at limit $2`,
      [left, perPass],
    );
    await forEachLimited(rows, 4, async (customer) => {
      if ((resting.get(customer.accountId)?.until ?? 0) <= Date.now()) await ask(customer);
    });
    return rows.length === perPass;
  };
}

/** What a webhook has told meanwhile stays. */
async function keep(pool: Pool, customerId: string, profile: Profile): Promise<void> {
  await pool.query(
    toldOfCustomers(`update customers set profile_fetched_at = now(),
            name = case when name = '' then $2 else name end,
            handle = case when handle = '' then $3 else handle end,
            avatar_url = coalesce(avatar_url, $4), language = coalesce(language, $5)
      where id = $1`),
    [
      customerId,
      profile.name ?? '',
      profile.handle ?? '',
      profile.avatarUrl ?? null,
      profile.language ?? null,
    ],
  );
}
