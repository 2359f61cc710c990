/** A conversation with those that are merged into it (docs/decisions, 0015). */
import { channelOf } from '../../channels/index.ts';
import type { PlatformName, Source } from '../../channels/channel.ts';
import type { ThreadJson } from '../schemas/conversation.ts';
import { isoWhere } from './present.ts';

/** In SQL: their ids. @param id an expression */
export const partsOf = (id: string): string =>
  `array(select ${id} union all select merged.id from conversations merged where merged.merged_into = ${id})`;

/**
 * In SQL: the first of the rows that each part has, in their order. Of all parts at once PostgreSQL would read every row before
 * it knows the first: an index has them in order for each part alone.
 * @param ofPart selects from what belongs to `part.id`, ordered and limited
 */
export const ofEachPart = (id: string, ofPart: string, as: string): string =>
  `unnest(${partsOf(id)}) as part(id) cross join lateral (${ofPart}) as ${as}`;

export interface ThreadRow {
  conversation_id: string;
  thread_id: string;
  platform: PlatformName;
  account_id: string;
  source: Source;
  is_approved: boolean | null;
  is_blocked: boolean;
  last_inbound_at: string | null;
}

/** In SQL: the threads of `conversations c`, that on which the customer wrote last first. */
export const threads = `(
  select json_agg(json_build_object(
           'conversation_id', k.id, 'thread_id', k.thread_id, 'platform', k.platform, 'account_id', k.account_id,
           'source', k.source, 'is_approved', ka.human_agent_approved, 'is_blocked', kc.blocked_at is not null,
           'last_inbound_at', wrote.at) order by wrote.at desc nulls last, k.created_at)
    from conversations k left join accounts ka on ka.id = k.account_id left join customers kc on kc.id = k.customer_id
         left join lateral (
           select m.timestamp as at from messages m where m.conversation_id = k.id and m.direction = 'inbound'
            order by m.timestamp desc, m.ordinal desc limit 1) wrote on true
   where k.id = any(${partsOf('c.id')}))`;

export const toThread = (row: ThreadRow, now: number): ThreadJson => ({
  threadId: row.thread_id,
  conversationId: row.conversation_id,
  platform: row.platform,
  accountId: row.account_id,
  source: row.source,
  ...isoWhere('lastInboundAt', at(row)),
  window: windowOf(row, now),
});

/** Until when the platform takes a reply; without an end where it sets none. */
function windowOf(row: ThreadRow, now: number): ThreadJson['window'] {
  if (row.is_blocked) return { isOpen: false };
  const { windowHours, humanAgentDays } = channelOf(row.platform)?.capabilities ?? {};
  if (row.source !== 'dm' || windowHours === undefined) return { isOpen: true };
  const since = at(row)?.getTime();
  if (since === undefined) return { isOpen: false };
  const isLonger = row.is_approved === true && humanAgentDays !== undefined;
  const closesAt = since + (isLonger ? humanAgentDays * 24 : windowHours) * 3_600_000;
  return { isOpen: now < closesAt, closesAt: new Date(closesAt).toISOString() };
}

const at = ({ last_inbound_at: written }: ThreadRow): Date | null =>
  written === null ? null : new Date(written);
