/**
 * Who was erased, so that what they wrote before does not come back: a platform delivers again, or is read back. Of who it was
 * there is only a keyed hash, which tells nothing without the desk's key.
 */
import { createHmac, hkdfSync } from 'node:crypto';
import type { Queryable } from '../runtime/rows.ts';

export interface Counterpart {
  accountId: string;
  externalId: string;
}

/** From now on. Done again it holds from the later time. */
export async function rememberErased(
  db: Queryable,
  secretKeys: readonly Buffer[],
  customers: readonly Counterpart[],
): Promise<void> {
  const [key] = secretKeys;
  if (!key || customers.length === 0) return;
  await db.query(
    `insert into erased_identities (account_id, hash)
     select * from unnest($1::uuid[], $2::bytea[])
     on conflict (account_id, hash) do update set erased_at = excluded.erased_at`,
    [customers.map(({ accountId }) => accountId), customers.map((it) => hashOf(key, it))],
  );
}

/** Those of them that were erased, and when, ms. */
export async function erasedAmong<T extends Counterpart>(
  db: Queryable,
  secretKeys: readonly Buffer[],
  counterparts: readonly T[],
): Promise<Map<T, number>> {
  const asked = counterparts
    .filter(({ externalId }) => externalId !== '')
    .flatMap((it) => secretKeys.map((key) => ({ it, hash: hashOf(key, it) })));
  if (asked.length === 0) return new Map();
  const { rows } = await db.query<{ n: number; at: Date }>({
    name: 'erased-among',
    text: `select a.n::int as n, e.erased_at as at
             from unnest($1::uuid[], $2::bytea[]) with ordinality as a (account_id, hash, n)
             join erased_identities e on e.account_id = a.account_id and e.hash = a.hash`,
    values: [asked.map(({ it }) => it.accountId), asked.map(({ hash }) => hash)],
  });
  return new Map(
    rows.flatMap(({ n, at }) => {
      const found = asked[n - 1];
      return found ? [[found.it, at.getTime()] as const] : [];
    }),
  );
}

const hashOf = (key: Buffer, { accountId, externalId }: Counterpart): Buffer =>
  createHmac('sha256', Buffer.from(hkdfSync('sha256', key, '', 'careline erased identities 1', 32)))
    .update(`${accountId}\0${externalId}`)
    .digest();
