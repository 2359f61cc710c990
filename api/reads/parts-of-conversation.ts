/** A conversation with those that are merged into it (docs/decisions, 0015). */
import type { Pool } from 'pg';
import { channelOf } from '../../channels/index.ts';
import type { PlatformName, Source } from '../../channels/channel.ts';
import type { ThreadJson } from '../schemas/conversation.ts';
import { isoWhere } from './present.ts';

/** In SQL: their ids. @param id an expression */
export const partsOf = (id: string): string =>
  `array(select ${id} union all select merged.id from conversations merged where merged.merged_into = ${id})`;

export interface ThreadRow {
  conversation_id: string;
  thread_id: string;
  platform: PlatformName;
  account_id: string;
  source: Source;
  is_approved: boolean | null;
  is_blocked: boolean;
  last_inbound_at: Date | null;
}

/** The thread that the customer wrote on last first. */
export async function findThreads(pool: Pool, conversationId: string): Promise<ThreadRow[]> {
  const { rows } = await pool.query<ThreadRow>({
    name: 'threads-of-conversation',
    text: `select c.id as conversation_id, c.thread_id, c.platform, c.account_id, c.source,
                  a.human_agent_approved as is_approved, coalesce(cu.blocked_at is not null, false) as is_blocked,
                  (select m.timestamp from messages m where m.conversation_id = c.id and m.direction = 'inbound'
                    order by m.timestamp desc, m.ordinal desc limit 1) as last_inbound_at
             from conversations c left join accounts a on a.id = c.account_id left join customers cu on cu.id = c.customer_id
            where c.id = any(${partsOf('$1::uuid')})
            order by last_inbound_at desc nulls last, c.created_at`,
    values: [conversationId],
  });
  return rows;
}

export const toThread = (row: ThreadRow, now: number): ThreadJson => ({
  threadId: row.thread_id,
  conversationId: row.conversation_id,
  platform: row.platform,
  accountId: row.account_id,
  source: row.source,
  ...isoWhere('lastInboundAt', row.last_inbound_at),
  window: windowOf(row, now),
});

/** Until when the platform takes a reply; without an end where it sets none. */
function windowOf(row: ThreadRow, now: number): ThreadJson['window'] {
  if (row.is_blocked) return { isOpen: false };
  const { windowHours, humanAgentDays } = channelOf(row.platform)?.capabilities ?? {};
  if (row.source !== 'dm' || windowHours === undefined) return { isOpen: true };
  if (row.last_inbound_at === null) return { isOpen: false };
  const since = row.last_inbound_at.getTime();
  const isLonger = row.is_approved === true && humanAgentDays !== undefined;
  const closesAt = since + (isLonger ? humanAgentDays * 24 : windowHours) * 3_600_000;
  return { isOpen: now < closesAt, closesAt: new Date(closesAt).toISOString() };
}
