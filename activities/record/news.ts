/** What was said on any thread of a merged conversation since somebody who answers looked (docs/decisions, 0015). */
import type { PoolClient } from 'pg';
import type { Conversation } from '../../domain/conversation/state.ts';
import type { Recorded } from '../../domain/conversation/events.ts';
import { noticedAfterSeconds } from '../../domain/conversation/noticed.ts';
import type { RecordResult, UnlessNews } from '../types.ts';

/**
 * What is recorded for a merged thread waits for what is being recorded for its survivor, and for the other threads: whatever
 * one of them says is there for the next to see. Before the own row, always in this order.
 */
export async function lockSurvivor(
  client: PoolClient,
  { mergedInto }: Conversation,
): Promise<void> {
  if (!mergedInto) return;
  await client.query({
    name: 'record-lock-survivor',
    text: 'select from conversations where id = $1 for update',
    values: [mergedInto.conversationId],
  });
}

/** As the workflow has it of its own thread (domain/conversation/commands.ts). One that is in the log already was in time. */
export async function findNews(
  client: PoolClient,
  { id, mergedInto }: Conversation,
  fresh: readonly Recorded[],
  unless: readonly UnlessNews[] = [],
): Promise<Extract<RecordResult, { status: 'stale' }> | undefined> {
  for (const { commandId, lastSeenOfAll, by } of unless) {
    if (!fresh.some(({ cause }) => cause.startsWith(`command:${commandId}#`))) continue;
    const { rows } = await client.query<{ id: string }>({
      name: 'record-news',
      text: `select m.id from messages m join messages seen on seen.id = $2
              where m.conversation_id in (select $1::uuid union all select id from conversations where merged_into = $1)
                and (m.recorded_at, m.ordinal) > (seen.recorded_at, seen.ordinal) and m.id <> seen.id
                -- What came later and stands above it on the screen has been there for a while.
                and ((m.timestamp, m.ordinal) > (seen.timestamp, seen.ordinal) or m.recorded_at > now() - interval '${noticedAfterSeconds} seconds')
                and (m.direction = 'inbound'
                     or m.direction = 'outbound' and m.sender_id is distinct from $3 and m.delivery_status <> 'cancelled'
                        and not (m.metadata->>'scheduled' is not null and m.delivery_status in ('queued', 'held')))
              order by m.recorded_at, m.ordinal limit 20`,
      values: [mergedInto?.conversationId ?? id, lastSeenOfAll, by ?? null],
    });
    if (rows.length === 0) continue;
    return { status: 'stale', commandId, newMessageIds: rows.map((row) => row.id) };
  }
  return undefined;
}
