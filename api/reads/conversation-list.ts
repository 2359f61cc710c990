import type { Pool } from 'pg';
import { CareError } from '../../domain/errors.ts';
import { transaction } from '../../runtime/database.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import {
  conversationColumns,
  conversationTables,
  toConversation,
  type ConversationRow,
} from './conversation.ts';
import { visibleTo, type Looker } from '../visibility.ts';
import { likeOf } from './like.ts';

export interface ConversationFilter {
  status?: readonly string[] | undefined;
  platform?: readonly string[] | undefined;
  priority?: readonly string[] | undefined;
  source?: readonly string[] | undefined;
  tag?: readonly string[] | undefined;
  accountId?: string | undefined;
  customerId?: string | undefined;
  /** An id, or `none`. */
  assignedTo?: string | undefined;
  teamId?: string | undefined;
  q?: string | undefined;
}

export interface ConversationListing {
  /** Who asks: what they may not see is not listed. */
  caller: Looker;
  filter: ConversationFilter;
  sort: ConversationSort;
  order?: 'asc' | 'desc' | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** What a list can be sorted by, and which end comes first; rows without the value come last. */
const sorts = {
  updatedAt: { value: 'c.updated_at', type: 'timestamptz', order: 'desc' },
  createdAt: { value: 'c.created_at', type: 'timestamptz', order: 'desc' },
  priority: { value: 'c.priority_rank', type: 'int', order: 'desc' },
  dueAt: { value: 'c.next_due_at', type: 'timestamptz', order: 'asc', mayLack: true },
  waitingSince: { value: 'c.waiting_since', type: 'timestamptz', order: 'asc', mayLack: true },
} as const;

export type ConversationSort = keyof typeof sorts;
export const conversationSorts = Object.keys(sorts) as [ConversationSort, ...ConversationSort[]];

/** A search reads many messages: it may not hold a connection for long. */
const searchTimeoutMs = 3_000;

export async function listConversations(pool: Pool, listing: ConversationListing) {
  const { text, values, name } = statementOf(listing);
  const rows =
    listing.filter.q === undefined
      ? (await pool.query<Row>(text, values)).rows
      : await search(pool, text, values);
  return pageOf(rows, listing.limit, toConversation, (row) =>
    encodeCursor(name, row.sort_value, row.id),
  );
}

type Row = ConversationRow & { sort_value: string };

function statementOf({ caller, filter, sort, order, cursor, limit }: ConversationListing) {
  const by = sorts[sort];
  const direction = order ?? by.order;
  const last = direction === 'asc' ? 'infinity' : '-infinity';
  const value = 'mayLack' in by ? `coalesce(${by.value}, '${last}')` : by.value;
  const name = `${sort}:${direction}`;
  const values: unknown[] = [];
  const put = (it: unknown) => `$${String(values.push(it))}`;
  const conditions = [visibleTo(caller, put), ...conditionsOf(filter, put)];
  const after = decodeCursor(name, cursor);
  if (after) {
    const than = direction === 'asc' ? '>' : '<';
    conditions.push(
      `(${value}, c.id) ${than} (${put(after.value)}::${by.type}, ${put(after.id)}::uuid)`,
    );
  }
  const text = `select ${conversationColumns}, (${value})::text as sort_value from ${conversationTables}
    where ${conditions.join(' and ')}
    order by ${value} ${direction}, c.id ${direction} limit ${put(limit + 1)}`;
  return { text, values, name };
}

function conditionsOf(filter: ConversationFilter, put: (value: unknown) => string): string[] {
  const conditions: string[] = [];
  const add = (value: unknown, condition: (placeholder: string) => string) => {
    if (value !== undefined) conditions.push(condition(put(value)));
  };
  const addIdOrNone = (column: string, value: string | undefined) => {
    if (value === 'none') conditions.push(`${column} is null`);
    else add(value, (it) => `${column} = ${it}::uuid`);
  };
  add(filter.status, (it) => `c.status = any(${it}::text[])`);
  add(filter.platform, (it) => `c.platform = any(${it}::text[])`);
  add(filter.priority, (it) => `c.priority = any(${it}::text[])`);
  add(filter.source, (it) => `c.source = any(${it}::text[])`);
  add(filter.tag, (it) => `c.tags @> ${it}::text[]`);
  add(filter.accountId, (it) => `c.account_id = ${it}::uuid`);
  add(filter.customerId, (it) => `c.customer_id = ${it}::uuid`);
  addIdOrNone('c.assigned_to', filter.assignedTo);
  addIdOrNone('c.team_id', filter.teamId);
  add(filter.q === undefined ? undefined : likeOf(filter.q), (it) => {
    // Found first, each by its own index, and then looked up: an "or" over three tables would read them all.
    return `c.id in (
      select m.conversation_id from message_bodies b join messages m on m.id = b.message_id where b.content ilike ${it}
      union
      select k.id from customers p join conversations k on k.customer_id = p.id
       where p.name ilike ${it} or p.handle ilike ${it})`;
  });
  return conditions;
}

async function search(pool: Pool, text: string, values: unknown[]): Promise<Row[]> {
  try {
    return await transaction(pool, async (client) => {
      await client.query(`set local statement_timeout = ${String(searchTimeoutMs)}`);
      return (await client.query<Row>(text, values)).rows;
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
