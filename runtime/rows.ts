import type { Pool, PoolClient } from 'pg';

/** A pool, or a connection within a transaction. */
export type Queryable = Pick<Pool | PoolClient, 'query'>;

/** ms since 1970 as PostgreSQL takes it. */
export const instant = (at: number | null | undefined): Date | null =>
  at === null || at === undefined ? null : new Date(at);

/** JSON that jsonb takes whatever a customer wrote: no NUL, no half of a pair. */
export const json = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'string' ? plain(inner) : inner,
  );

/** Text that PostgreSQL takes. */
export const plain = (text: string): string => text.toWellFormed().replaceAll('\u0000', '');

/**
 * The place of a message among those of the same instant, for platforms that count in whole seconds and number their
 * messages (Telegram, X); undefined for ids that are no number of PostgreSQL's bigint.
 */
export const ordinalOf = (platformMessageId: string | null | undefined): string | undefined =>
  platformMessageId && /^\d{1,19}$/.test(platformMessageId) && BigInt(platformMessageId) < 2n ** 63n
    ? platformMessageId
    : undefined;
