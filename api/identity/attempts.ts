/** What is tried in vain is counted in the database, for all instances of the api: by e-mail address and by network. */
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Pool } from 'pg';
import { CareError } from '../../domain/errors.ts';
import { transaction } from '../../runtime/database.ts';
import type { Queryable } from '../../runtime/rows.ts';
import { lockedForMs } from '../../domain/lockout.ts';

const windowSeconds = 15 * 60;
/** A whole office may sit behind one address. */
export const mostPerAddress = 100;

export interface Attempt {
  /** How many wrong ones in a row this would be. */
  count: number;
  /** It was right: the count begins anew. */
  succeeded(): Promise<void>;
}

/**
 * Counted before it is tried, so that many at once are no way around. An address that nobody here has is locked like any other.
 * @throws CareError too_many_requests
 */
export async function beginAttempt(pool: Pool, email: string, address: string): Promise<Attempt> {
  const [byEmail, byAddress] = [emailKey('email', email), addressKey('address', address)];
  if (!(await isWithin(pool, byAddress, mostPerAddress, windowSeconds))) {
    throw tooMany(windowSeconds);
  }
  const count = await transaction(pool, (client) => countOne(client, byEmail));
  if (count === undefined) throw tooMany(await secondsLeft(pool, byEmail));
  return {
    count,
    async succeeded() {
      await pool.query('delete from attempts where key = $1', [byEmail]);
      await pool.query('update attempts set count = greatest(count - 1, 0) where key = $1', [
        byAddress,
      ]);
    },
  };
}

/** The lock is set before others are let at the row. Undefined: it is locked. */
async function countOne(client: Queryable, key: string): Promise<number | undefined> {
  const { rows } = await client.query<{ count: number }>(
    `insert into attempts (key, count) values ($1, 1)
     on conflict (key) do update set count = attempts.count + 1, since = now()
       where coalesce(attempts.not_before, '-infinity') <= now()
     returning count`,
    [key],
  );
  const count = rows[0]?.count;
  const lockMs = lockedForMs(count ?? 0);
  if (lockMs > 0) {
    await client.query(
      `update attempts set not_before = clock_timestamp() + $2 * interval '1 ms' where key = $1`,
      [key, lockMs],
    );
  }
  return count;
}

/** Counts one more; false when there were more than `most` within the time. */
export async function isWithin(
  pool: Pool,
  key: string,
  most: number,
  seconds: number,
): Promise<boolean> {
  const { rows } = await pool.query<{ count: number }>(
    `insert into attempts (key, count) values ($1, 1)
     on conflict (key) do update set
       count = case when attempts.since < now() - $2 * interval '1 second' then 1 else attempts.count + 1 end,
       since = case when attempts.since < now() - $2 * interval '1 second' then now() else attempts.since end
     returning count`,
    [key, seconds],
  );
  return (rows[0]?.count ?? 0) <= most;
}

async function secondsLeft(pool: Pool, key: string): Promise<number> {
  const { rows } = await pool.query<{ seconds: number }>(
    'select ceil(extract(epoch from not_before - now()))::int as seconds from attempts where key = $1',
    [key],
  );
  return Math.max(rows[0]?.seconds ?? 1, 1);
}

const tooMany = (seconds: number): CareError =>
  new CareError('too_many_requests', 'Too many attempts: wait a while, then try again.', {
    retryAfterSeconds: seconds,
  });

/** What somebody types for an address may be anything: it is not kept. */
export const emailKey = (what: string, email: string): string =>
  `${what}:${createHash('sha256').update(email.toLowerCase()).digest('hex')}`;

/** Who has one address of IPv6 has them all, up to their network’s. */
export const addressKey = (what: string, address: string): string => `${what}:${network(address)}`;

function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const [front, back] = [head, tail].map((it) => it.split(':').filter(Boolean));
  const zeros = Array<string>(8 - (front?.length ?? 0) - (back?.length ?? 0)).fill('0');
  const groups = plain.includes('::')
    ? [...(front ?? []), ...zeros, ...(back ?? [])]
    : plain.split(':');
  return `${groups.slice(0, 4).join(':')}::/64`;
}
