import type { Pool, PoolClient } from 'pg';
import { CareError } from '../../domain/errors.ts';
import { transaction } from '../../runtime/database.ts';
import type { Queryable } from '../../runtime/rows.ts';
import type { ConversationFilter } from '../schemas/conversation-filter.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import {
  conversationColumns,
  conversationTables,
  toConversation,
  type ConversationRow,
} from './conversation.ts';
import { conditionsOf, foundAnywhere, foundHere } from './conversation-conditions.ts';
import type { Looker } from '../visibility.ts';
import { likeOf } from './like.ts';
import { sorts, type ConversationSort } from './conversation-sorts.ts';

export interface ConversationListing {
  /** Who asks: what they may not see is not listed. */
  caller: Looker;
  filter: ConversationFilter;
  /** A customer: of whichever of the person's identities. */
  personOf?: string | undefined;
  sort: ConversationSort;
  order?: 'asc' | 'desc' | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** A search reads many messages: it may not hold a connection for long. */
const searchTimeoutMs = 3_000;

/** Of a search, so many are looked through themselves first: common words fill a page from them. */
const lookedThrough = 500;

export async function listConversations(pool: Pool, listing: ConversationListing) {
  const { rows, name } = await (listing.filter.q === undefined
    ? listed(pool, listing)
    : searched(pool, listing, listing.filter.q));
  return pageOf(rows, listing.limit, toConversation, (row) =>
    encodeCursor(name, row.sort_value, row.id),
  );
}

type Row = ConversationRow & { sort_value: string };

async function listed(db: Queryable, listing: ConversationListing) {
  const statement = statementOf(listing);
  const { order, name, where, put } = statement;
  const found = `select c.id, ${order.value} as sort_value from conversations c ${where()}
    ${order.by} limit ${put(listing.limit + 1)}`;
  return { rows: await shown(db, found, statement), name };
}

/** What comes first is looked through; only where that does not fill the page, all there is. Both give the same. */
async function searched(pool: Pool, listing: ConversationListing, q: string) {
  return timed(pool, async (client) => {
    const first = await searchIn(client, ({ where, order }, words) => {
      const candidates = `select * from conversations c ${where()} ${order.by} limit ${String(lookedThrough)}`;
      return `(${candidates}) c where ${foundHere(words)}`;
    });
    if (first.rows.length > listing.limit) return first;
    return searchIn(client, ({ where }, words) => `conversations c ${where(foundAnywhere(words))}`);
  });

  async function searchIn(
    client: PoolClient,
    from: (statement: Statement, words: string) => string,
  ) {
    const statement = statementOf(listing);
    const { order, name, put } = statement;
    const found = `select c.id, ${order.value} as sort_value from ${from(statement, put(likeOf(q)))}
      ${order.by} limit ${put(listing.limit + 1)}`;
    return { rows: await shown(client, found, statement), name };
  }
}

type Statement = ReturnType<typeof statementOf>;

/** Found first, and only then joined with what is shown: a sort would carry the joins of all that match. */
async function shown(db: Queryable, found: string, { order, put, me, values }: Statement) {
  const { direction } = order;
  const { rows } = await db.query<Row>(
    `with found as materialized (${found})
     select ${conversationColumns(put(me))}, found.sort_value::text from ${conversationTables}
       join found on found.id = c.id
      order by found.sort_value ${direction}, c.id ${direction}`,
    values,
  );
  return rows;
}

function statementOf({ caller, filter, personOf, sort, order, cursor }: ConversationListing) {
  const by = sorts[sort];
  const direction = order ?? by.order;
  const last = direction === 'asc' ? 'infinity' : '-infinity';
  const value = 'mayLack' in by ? `coalesce(${by.value}, '${last}')` : by.value;
  const name = `${sort}:${direction}`;
  const values: unknown[] = [];
  const put = (it: unknown) => `$${String(values.push(it))}`;
  const conditions = conditionsOf(filter, caller, put);
  if (personOf !== undefined) {
    conditions.push(`c.customer_id in (
      select o.id from customers p join customers o on o.id = p.id or o.person_id = p.person_id
       where p.id = ${put(personOf)}::uuid)`);
  }
  const after = decodeCursor(name, cursor);
  if (after) {
    const than = direction === 'asc' ? '>' : '<';
    conditions.push(
      `(${value}, c.id) ${than} (${put(after.value)}::${by.type}, ${put(after.id)}::uuid)`,
    );
  }
  const where = (...more: string[]) => `where ${[...conditions, ...more].join(' and ')}`;
  const sorted = { value, direction, by: `order by ${value} ${direction}, c.id ${direction}` };
  return { order: sorted, values, put, where, name, me: caller.agentId ?? null };
}

/** @throws CareError temporarily_unavailable when it takes too long */
async function timed<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  try {
    return await transaction(pool, async (client) => {
      await client.query(`set local statement_timeout = ${String(searchTimeoutMs)}`);
      return work(client);
    });
  } catch (error) {
    const isTooSlow = error instanceof Error && 'code' in error && error.code === '57014';
    if (!isTooSlow) throw error;
    throw new CareError(
      'temporarily_unavailable',
      'The search took too long: narrow it by status, platform or customer.',
      { retryAfterSeconds: 5, cause: error },
    );
  }
}
