/** What reacts to the event log: behind a cursor of its own, in the log's order, each event at least once (docs/decisions, 0018). */
import type { Pool } from 'pg';
import type { Actor } from '../domain/conversation/state.ts';

export interface Followed {
  conversationId: string;
  type: string;
  data: Record<string, unknown>;
  actor: Actor;
  cause: string;
  at: Date;
}

export interface Following {
  /** Names its cursor. */
  name: string;
  /** Of which events it hears. */
  types: readonly string[];
  /** Done again when it throws, or when its process dies before the cursor has moved. */
  take(events: readonly Followed[]): Promise<void>;
}

interface Cursor {
  xid: string;
  eventId: number;
  leaseUntil: string;
}

interface Row extends Followed {
  xid: string;
  id: number;
}

const perPass = 500;
/** Longer than a pass takes; whoever died in one is followed by another after it. */
const leaseSeconds = 30;

/**
 * One pass. A follower that is new begins with what happens from now on.
 * @returns a pass; true: there may be more
 */
export function createFollow(pool: Pool, following: Following): () => Promise<boolean> {
  return async () => {
    const cursor = await lease(pool, following.name);
    if (!cursor) return false;
    try {
      const { events, upTo } = await behind(pool, cursor, following.types);
      if (events.length > 0) await following.take(events);
      await move(pool, following.name, cursor, upTo);
      return events.length === perPass;
    } catch (error) {
      await move(pool, following.name, cursor, cursor);
      throw error;
    }
  };
}

/**
 * For one process at a time. By a lease, not by a transaction that stays open: that would hold up whoever reads the log in its
 * order (design.md, rule 18).
 */
async function lease(pool: Pool, name: string): Promise<Cursor | undefined> {
  const { rows } = await pool.query<Cursor>({
    name: 'follow-lease',
    text: `insert into followers as f (name, xid, event_id, lease_until)
           values ($1, pg_snapshot_xmin(pg_current_snapshot()), 0, now() + make_interval(secs => $2))
           on conflict (name) do update set lease_until = excluded.lease_until
            where f.lease_until is null or f.lease_until < now()
           returning xid::text, event_id as "eventId", lease_until::text as "leaseUntil"`,
    values: [name, leaseSeconds],
  });
  return rows[0];
}

/** What lies behind the cursor, as far as no transaction that is still open may write before it. */
async function behind(
  pool: Pool,
  { xid, eventId }: Cursor,
  types: readonly string[],
): Promise<{ events: Row[]; upTo: Pick<Cursor, 'xid' | 'eventId'> }> {
  const { rows } = await pool.query<Row & { bound: string }>({
    name: 'follow-behind',
    text: `with bound as materialized (select pg_snapshot_xmin(pg_current_snapshot()) as oldest)
           select e.xid::text, e.id, e.conversation_id as "conversationId", e.type, e.data, e.actor, e.cause, e.at,
                  bound.oldest::text as bound
             from bound left join lateral (
               select * from events where xid < bound.oldest and (xid, id) > ($1::xid8, $2::bigint) and type = any($3::text[])
                order by xid, id limit $4) e on true
            order by e.xid, e.id`,
    values: [xid, eventId, types, perPass],
  });
  const [first] = rows;
  if (!first) throw new Error('the database gave no bound');
  const events = rows.filter((row) => (row.id as number | null) !== null);
  const last = events.length === perPass ? events.at(-1) : undefined;
  return {
    events,
    upTo: last ? { xid: last.xid, eventId: last.id } : { xid: first.bound, eventId: 0 },
  };
}

async function move(
  pool: Pool,
  name: string,
  { leaseUntil }: Cursor,
  { xid, eventId }: Pick<Cursor, 'xid' | 'eventId'>,
): Promise<void> {
  await pool.query({
    name: 'follow-move',
    text: `update followers set xid = $3::xid8, event_id = $4, lease_until = null, updated_at = now()
            where name = $1 and lease_until = $2::text::timestamptz`,
    values: [name, leaseUntil, xid, eventId],
  });
}
