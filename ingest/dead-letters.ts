/** What was acknowledged but could not become an event: kept with a reason, listed, replayable. */
import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { cleanText } from '../channels/text.ts';
import { toldOfAudit } from '../runtime/changes.ts';
import { transaction } from '../runtime/database.ts';
import { newId } from '../runtime/ids.ts';

export interface NewDeadLetter {
  platform: string;
  accountId?: string;
  /** unparsable | unsupported | unknown_account | unverified | failed_to_store | failed_to_apply */
  reason: string;
  detail: string;
  raw: Buffer;
}

export interface DeadLetter {
  id: string;
  platform: string;
  accountId: string | null;
  reason: string;
  detail: string;
  /** How often it came. */
  count: number;
  receivedAt: Date;
  replayedAt: Date | null;
  replayedBy: string | null;
  /** What the last replay brought: `accepted`, `ignored` or the new reasons. */
  outcome: string | null;
}

export interface DeadLetterReason {
  platform: string;
  reason: string;
  letters: number;
  /** How often they came, all of them together. */
  events: number;
  /** Not taken in by a replay. */
  waiting: number;
}

export interface DeadLetters {
  add(letters: readonly NewDeadLetter[]): Promise<void>;
  /** Newest first. `cursor` is the id of the last one seen; `isWaiting`: nobody has replayed it to an end yet. */
  list(page: {
    cursor?: string | undefined;
    limit: number;
    reason?: string | undefined;
    platform?: string | undefined;
    isWaiting?: boolean | undefined;
  }): Promise<{ letters: DeadLetter[]; nextCursor?: string }>;
  /** By platform and reason, the most frequent first. */
  reasons(): Promise<DeadLetterReason[]>;
  find(id: string): Promise<(DeadLetter & { raw: Buffer }) | undefined>;
  /** Notes down a replay, with its audit row. */
  replayed(id: string, replay: { by: Actor; outcome: string }): Promise<void>;
}

export interface Actor {
  type: string;
  id?: string;
}

export const createDeadLetters = (pool: Pool): DeadLetters => ({
  add: (letters) => insertDeadLetters(pool, letters),
  async list({ cursor, limit, reason, platform, isWaiting }) {
    // Ids are in the order of creation.
    const { rows } = await pool.query<DeadLetter>(
      `select ${columns} from dead_letters
        where ($1::uuid is null or id < $1::uuid) and ($3::text is null or reason = $3)
          and ($4::text is null or platform = $4) and ($5::boolean is null or ${waiting} = $5)
        order by id desc limit $2`,
      [cursor ?? null, limit + 1, reason ?? null, platform ?? null, isWaiting ?? null],
    );
    const letters = rows.slice(0, limit);
    const last = letters.at(-1);
    return { letters, ...(rows.length > limit && last ? { nextCursor: last.id } : {}) };
  },
  async reasons() {
    const { rows } = await pool.query<DeadLetterReason>(
      `select platform, reason, count(*)::int as letters, sum(count)::int as events,
              (count(*) filter (where ${waiting}))::int as waiting
         from dead_letters group by 1, 2 order by letters desc, platform, reason`,
    );
    return rows;
  },
  async find(id) {
    const { rows } = await pool.query<DeadLetter & { raw: Buffer }>(
      `select ${columns}, raw from dead_letters where id = $1`,
      [id],
    );
    return rows[0];
  },
  replayed: (id, { by, outcome }) =>
    transaction(pool, async (client) => {
      await client.query(
        'update dead_letters set replayed_at = now(), replayed_by = $2, outcome = $3 where id = $1',
        [id, by.id ?? by.type, outcome],
      );
      await client.query(
        toldOfAudit(
          `insert into audit (actor, action, target, data) values ($1, 'dead_letter.replayed', $2, $3)`,
        ),
        [by, id, { outcome }],
      );
    }),
});

/** What a replay brought in, or found to be nothing, is dealt with. */
const waiting = `(outcome is null or outcome not in ('accepted', 'ignored'))`;

const columns = `id, platform, account_id as "accountId", reason, detail, count, received_at as "receivedAt",
  replayed_at as "replayedAt", replayed_by as "replayedBy", outcome`;

/** One that came before counts there instead of making a second row. */
export async function insertDeadLetters(
  db: Pick<Pool | PoolClient, 'query'>,
  letters: readonly NewDeadLetter[],
): Promise<void> {
  if (letters.length === 0) return;
  const same = Map.groupBy(letters, fingerprintOf);
  const kept = [...same].flatMap(([fingerprint, [letter, ...more]]) =>
    letter ? [{ ...letter, fingerprint, count: 1 + more.length }] : [],
  );
  await db.query({
    name: 'insert-dead-letters',
    text: `insert into dead_letters (id, platform, account_id, reason, detail, raw, fingerprint, count)
           select id, platform, account_id, reason, detail, raw, decode(fingerprint, 'hex'), count
             from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::bytea[], $7::text[], $8::int[])
               as l (id, platform, account_id, reason, detail, raw, fingerprint, count)
            order by fingerprint
           on conflict (fingerprint) do update set count = dead_letters.count + excluded.count`,
    values: [
      kept.map(() => newId()),
      kept.map(({ platform }) => platform),
      kept.map(({ accountId }) => accountId ?? null),
      kept.map(({ reason }) => reason),
      kept.map(({ detail }) => cleanText(detail)),
      kept.map(({ raw }) => raw),
      kept.map(({ fingerprint }) => fingerprint),
      kept.map(({ count }) => count),
    ],
  });
}

/** Tells whether two are the same, in hexadecimal. */
export const fingerprintOf = ({
  platform,
  reason,
  raw,
}: Pick<NewDeadLetter, 'platform' | 'reason' | 'raw'>): string =>
  createHash('sha256').update(`${platform}\0${reason}\0`).update(raw).digest('hex');
