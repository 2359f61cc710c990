/** A token is renewed before it runs out. Some renewals void what was used for them: the new ones are stored at once. */
import type { Pool } from 'pg';
import type { Channel, Credentials } from '../channels/channel.ts';
import { NoAnswer } from '../channels/http.ts';
import { ChannelError } from '../channels/outcome.ts';
import { refreshAgainMs, refreshDeadMs } from '../domain/account-life.ts';
import type { DeskAccount } from '../ingest/accounts.ts';
import { toldOfAudit } from '../runtime/changes.ts';
import { transaction } from '../runtime/database.ts';
import { open, seal } from '../runtime/secrets.ts';
import { markNeedsAttention } from './attention.ts';
import type { CareParts } from './care.ts';

const askMs = 20_000;

/** `kept`: somebody replaced the credentials meanwhile, and theirs are newer. */
export type Refreshed = { is: 'renewed' | 'kept' | 'dead' | 'not_now' };

/** Has the platform such a call, and the account what it takes? */
export const canRefresh = (
  { life }: Channel,
  { credentials }: Pick<DeskAccount, 'credentials'>,
): boolean => life.refreshToken !== undefined && life.canRefresh?.(credentials) !== false;

/**
 * One renewal. Never done twice by itself: a worker that is lost between the platform's answer and our commit leaves a
 * token that is void, which the next look finds and tells.
 * @throws the database's error
 */
export async function refreshToken(parts: CareParts, accountId: string): Promise<Refreshed> {
  const { pool, now = Date.now } = parts;
  const account = await parts.accountOf(accountId);
  const channel = account && parts.channelOf(account.platform);
  if (!account || !channel?.life.refreshToken || account.status === 'paused') {
    return { is: 'not_now' };
  }
  // Whatever becomes of this one: the next is not tried at once.
  await notBefore(pool, accountId, now() + refreshAgainMs);
  try {
    const fresh = await channel.life.refreshToken(account, { deadline: now() + askMs, now });
    return await store(parts, account, fresh);
  } catch (error) {
    const isRefused = error instanceof ChannelError;
    if (!isRefused && !(error instanceof NoAnswer)) throw error;
    const isDead = isRefused && error.code === 'token_dead';
    if (isDead) await markNeedsAttention(pool, accountId);
    const wait = (isRefused ? error.retryAfterMs : undefined) ?? 0;
    const pause = Math.max(wait, isDead ? refreshDeadMs : refreshAgainMs);
    await notBefore(pool, accountId, now() + pause);
    return { is: isDead ? 'dead' : 'not_now' };
  }
}

const notBefore = (pool: Pool, accountId: string, at: number) =>
  pool.query(
    `insert into account_healths (account_id, refresh_not_before) values ($1, $2)
     on conflict (account_id) do update set refresh_not_before = excluded.refresh_not_before`,
    [accountId, new Date(at)],
  );

/** Over what was used for it; what an administrator has put there meanwhile stays. */
const store = (
  { pool, secretKeys, now = Date.now }: CareParts,
  { id, credentials: used }: DeskAccount,
  { credentials, expiresAt }: { credentials: Credentials; expiresAt?: number },
): Promise<Refreshed> =>
  transaction(pool, async (client) => {
    const { rows } = await client.query<{ secrets: string }>(
      'select secrets from accounts where id = $1 for update',
      [id],
    );
    const [row] = rows;
    if (!row) return { is: 'kept' };
    const stored = open<{ credentials: Credentials; webhookSecrets: string[] }>(
      secretKeys,
      row.secrets,
    );
    const names = new Set([...Object.keys(stored.credentials), ...Object.keys(used)]);
    if ([...names].some((name) => stored.credentials[name] !== used[name])) return { is: 'kept' };
    await client.query(
      'update accounts set secrets = $2, version = version + 1, updated_at = now() where id = $1',
      [id, seal(secretKeys, { ...stored, credentials })],
    );
    await client.query(
      `update account_healths set token_since = $2, token_expires_at = $3, refresh_not_before = null
        where account_id = $1`,
      [id, new Date(now()), expiresAt === undefined ? null : new Date(expiresAt)],
    );
    await client.query(
      toldOfAudit(
        `insert into audit (actor, action, target) values ('{"type":"system"}', 'account.token_renewed', $1)`,
      ),
      [id],
    );
    return { is: 'renewed' };
  });
