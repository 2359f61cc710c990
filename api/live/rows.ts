/**
 * What is told, in one order over the event log and the changes beside it (design.md, rule 18). A transaction's rows are
 * read once every transaction before it has ended: who commits late is not passed over.
 */
import type { Pool } from 'pg';
import type { Actor } from '../../domain/conversation/state.ts';
import { isAfter, type Position } from './position.ts';

export interface LiveRow extends Position {
  /** The type of an event, or the kind of a change. */
  kind: string;
  conversationId: string | null;
  /** The one agent whom it concerns. */
  recipientId: string | null;
  data: Record<string, unknown>;
  /** Of an event of the log. */
  event?: { version: number; actor: Actor; at: Date };
  recordedAt: Date;
}

interface Row {
  xid: string | null;
  id: number;
  kind: string;
  conversation_id: string | null;
  recipient_id: string | null;
  data: Record<string, unknown>;
  version: number | null;
  actor: Actor;
  at: Date;
  recorded_at: Date;
  now: Date;
  /** Everything below is through. */
  bound: string;
  /** More lies above it, and waits for a transaction that has not ended. */
  is_held: boolean;
}

const fromEvents = `select xid, id, type as kind, conversation_id, null::uuid as recipient_id, data, version, actor, at,
  recorded_at from events`;
const fromChanges = `select xid, id, kind, conversation_id, recipient_id, data, null::int as version, null::jsonb as actor,
  at, at as recorded_at from changes`;
const within = `where xid < (select oldest from bound) and (xid, id) > ($1::xid8, $2::bigint)
  and (xid, id) <= ($4::xid8, $5::bigint) order by xid, id limit $3`;
/** The newest row alone is looked at: "is there any" would read all of them when there is none. */
const isHeld = (table: string) =>
  `coalesce((select xid from ${table} order by xid desc, id desc limit 1) >= oldest, false)`;

/** Each table by its own index first, so that whatever the planner thinks, no more than the limit is read of either. */
const text = `
  with bound as materialized (select pg_snapshot_xmin(pg_current_snapshot()) as oldest),
  told as (select * from ((${fromEvents} ${within}) union all (${fromChanges} ${within})) both_of order by xid, id limit $3)
  select told.*, told.xid::text as xid, oldest::text as bound, now() as now,
         ${isHeld('events')} or ${isHeld('changes')} as is_held
    from bound left join told on true order by told.xid, told.id`;

const end: Position = { xid: '18446744073709551615', id: 0 };

export interface Told {
  rows: LiveRow[];
  /** All up to here is read. */
  position: Position;
  isMore: boolean;
  isHeld: boolean;
  /** The database's, ms. */
  now: number;
}

/** What lies behind `after`, up to and with `upTo`: whole transactions, unless one alone is longer than `limit`. */
export async function readRows(
  pool: Pool,
  { after, upTo = end, limit }: { after: Position; upTo?: Position; limit: number },
): Promise<Told> {
  const { rows } = await pool.query<Row>({
    name: 'live-rows',
    text,
    values: [after.xid, after.id, limit, upTo.xid, upTo.id],
  });
  const [first] = rows;
  if (!first) throw new Error('the database gave no bound');
  const all = rows.flatMap((row) => (row.xid === null ? [] : [toLiveRow(row, row.xid)]));
  const isMore = all.length === limit;
  const read = isMore ? wholeTransactions(all) : all;
  return {
    rows: read,
    position: (isMore ? read.at(-1) : undefined) ?? earlier({ xid: first.bound, id: 0 }, upTo),
    isMore,
    isHeld: first.is_held,
    now: first.now.getTime(),
  };
}

const earlier = (a: Position, b: Position): Position => (isAfter(a, b) ? b : a);

/** Where the stream stands, without reading it. */
export async function readBound(pool: Pool): Promise<Position> {
  const { rows } = await pool.query<{ xid: string }>({
    name: 'live-bound',
    text: 'select pg_snapshot_xmin(pg_current_snapshot())::text as xid',
  });
  const [row] = rows;
  if (!row) throw new Error('the database gave no bound');
  return { xid: row.xid, id: 0 };
}

/** How many lie between, but no more than `most` are counted. */
export async function countRows(
  pool: Pool,
  { after, upTo, most }: { after: Position; upTo: Position; most: number },
): Promise<number> {
  const between = `where (xid, id) > ($1::xid8, $2::bigint) and (xid, id) <= ($3::xid8, $4::bigint) limit $5`;
  const { rows } = await pool.query<{ n: number }>({
    name: 'live-count',
    text: `select count(*)::int as n from ((select from events ${between}) union all (select from changes ${between})) both_of`,
    values: [after.xid, after.id, upTo.xid, upTo.id, most],
  });
  return rows[0]?.n ?? 0;
}

const toLiveRow = (row: Row, xid: string): LiveRow => ({
  xid,
  id: row.id,
  kind: row.kind,
  conversationId: row.conversation_id,
  recipientId: row.recipient_id,
  data: row.data,
  ...(row.version !== null && { event: { version: row.version, actor: row.actor, at: row.at } }),
  recordedAt: row.recorded_at,
});

/** The last one may have been cut off by the limit. */
function wholeTransactions(rows: LiveRow[]): LiveRow[] {
  const last = rows.at(-1)?.xid;
  const whole = rows.filter(({ xid }) => xid !== last);
  return whole.length > 0 ? whole : rows;
}
