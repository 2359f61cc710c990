/** Tells the assistant that customers wrote, and takes back what it suggested once somebody answers or the customer goes on. */
import type { Pool } from 'pg';
import { forEachLimited } from '../runtime/limited.ts';
import type { SummaryWish } from '../workflows/contract.ts';
import type { Followed, Following } from './follow.ts';

/** How the loop speaks with the assistant's workflows. */
export interface AssistSignals {
  /** Starts the conversation's assistant if it is not at work. */
  assistNews(conversationId: string): Promise<void>;
  assistSummary(conversationId: string, wish: SummaryWish): Promise<void>;
}

export function createAssistNews({
  pool,
  signals,
  writesSummaries,
}: {
  pool: Pool;
  signals: AssistSignals;
  /** There is a model that can. */
  writesSummaries: boolean;
}): Following {
  return {
    name: 'assist',
    types: [
      'message_received',
      'reply_queued',
      'external_reply_seen',
      'status_changed',
      'transferred',
    ],
    async take(events) {
      const over = events.filter(
        ({ type, data }) =>
          type !== 'transferred' &&
          (type !== 'status_changed' || data['to'] === 'resolved' || data['to'] === 'closed'),
      );
      await withdraw(pool, conversationsOf(over));
      const asked = events.filter(
        ({ type, data }) => type === 'message_received' && data['needsAnswer'] !== false,
      );
      const survivors = await survivorsOf(pool, conversationsOf(asked));
      await forEachLimited(survivors, 8, (id) => signals.assistNews(id));
      if (!writesSummaries) return;
      await forEachLimited(events.flatMap(summaryOf), 8, ({ conversationId, ...wish }) =>
        signals.assistSummary(conversationId, wish),
      );
    },
  };
}

/** Who takes over, or looks at it later, need not read it all. */
function summaryOf(event: Followed): (SummaryWish & { conversationId: string })[] {
  const { conversationId, type, data, cause } = event;
  if (type === 'transferred') return [{ conversationId, occasion: 'transfer', cause }];
  const isResolved = type === 'status_changed' && data['to'] === 'resolved';
  return isResolved ? [{ conversationId, occasion: 'resolve', cause }] : [];
}

const conversationsOf = (events: readonly { conversationId: string }[]): string[] => [
  ...new Set(events.map(({ conversationId }) => conversationId)),
];

/** Of a merged one it is its survivor that is answered. */
async function survivorsOf(pool: Pool, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<{ id: string }>({
    name: 'assist-survivors',
    text: 'select distinct coalesce(merged_into, id) as id from conversations where id = any($1::uuid[])',
    values: [ids],
  });
  return rows.map(({ id }) => id);
}

/** What was suggested for an older message. A round for the newest may be there already: the cursor lags behind. */
async function withdraw(pool: Pool, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await pool.query({
    name: 'assist-withdraw',
    text: `with concerned as (select id from conversations where id = any($1::uuid[])
                              union select merged_into from conversations where id = any($1::uuid[]) and merged_into is not null),
             gone as (
               update suggestion_rounds r set status = 'withdrawn', withdrawn_at = now()
                 from concerned, conversations c, messages asked
                where r.conversation_id = concerned.id and r.status in ('ready', 'nothing_found', 'unavailable')
                  and c.id = concerned.id and asked.id = r.message_id
                  and (c.status in ('resolved', 'closed') or exists (
                    select from messages newer
                     where newer.conversation_id in (select id from conversations where id = c.id or merged_into = c.id)
                       and newer.id <> asked.id and newer.direction in ('inbound', 'outbound')
                       and (newer.timestamp, newer.ordinal) > (asked.timestamp, asked.ordinal)))
               returning r.conversation_id)
           insert into changes (kind, conversation_id) select distinct 'assist', conversation_id from gone`,
    values: [ids],
  });
}
