/** Delivery and read receipts change message rows directly: they carry no decision (design.md, rule 4). */
import type { Pool, PoolClient } from 'pg';
import { hintLive } from '../runtime/changes.ts';
import { transaction } from '../runtime/database.ts';
import { lockConversations, lockMessages, type Sent, type WaitingReceipt } from './receipt-rows.ts';

/** So long after the end of a call its answer may still be on its way into the database. */
const graceSeconds = 5;

/**
 * Applies them in the order they came, all or nothing. Statuses only rise: sent < delivered < read.
 * @returns the events that must wait: while something is being sent in their thread, or an echo is not recorded yet, they
 * may be about that.
 */
export async function applyReceipts(
  pool: Pool,
  receipts: readonly WaitingReceipt[],
): Promise<number[]> {
  if (receipts.length === 0) return [];
  const parked = await transaction(pool, async (client) => {
    const busy = await busyThreads(client, receipts);
    const isParked = ({ row }: WaitingReceipt) => busy.has(row.threadId);
    const ready = receipts
      .filter((receipt) => !isParked(receipt))
      .toSorted((a, b) => a.row.id - b.row.id);
    if (ready.length > 0) await apply(client, ready);
    return receipts.filter(isParked).map(({ row }) => row.id);
  });
  hintLive(pool);
  return parked;
}

async function busyThreads(
  client: PoolClient,
  receipts: readonly WaitingReceipt[],
): Promise<Set<string>> {
  const { rows } = await client.query<{ id: string }>({
    name: 'receipts-sending',
    text: `select distinct c.thread_id as id from conversations c join messages m on m.conversation_id = c.id
            where c.thread_id = any($1::uuid[]) and m.delivery_status = 'sending'
              and m.call_deadline + make_interval(secs => $2) > now()
           union
           select e.thread_id as id from inbox_events e
            where e.thread_id = any($1::uuid[]) and e.kind = 'echo' and e.applied_at is null`,
    values: [receipts.map(({ row }) => row.threadId), graceSeconds],
  });
  return new Set(rows.map(({ id }) => id));
}

/** What one receipt changed in one conversation. */
interface Change {
  receipt: WaitingReceipt;
  conversationId: string;
  messageIds: string[];
}

async function apply(client: PoolClient, receipts: readonly WaitingReceipt[]): Promise<void> {
  const versions = await lockConversations(client, receipts);
  const messages = await lockMessages(client, receipts, [...versions.keys()]);
  const changes = receipts.flatMap((receipt) => changesBy(receipt, messages));
  await writeStatuses(client, messages, changes);
  await writeEvents(client, changes, versions);
  await client.query({
    name: 'receipts-applied',
    text: `update inbox_events set dispatched_at = now(), applied_at = now() where id = any($1::bigint[])`,
    values: [receipts.map(({ row }) => row.id)],
  });
}

/** Raises the statuses in `messages`, and tells which. */
function changesBy(receipt: WaitingReceipt, messages: readonly Sent[]): Change[] {
  const { receipt: status, platformMessageIds, watermark = -Infinity } = receipt.event;
  const ids = new Set(platformMessageIds);
  const changed = messages.filter(
    (message) =>
      message.threadId === receipt.row.threadId &&
      (ids.has(message.platformMessageId) || message.since <= watermark) &&
      (message.status === 'sent' || (message.status === 'delivered' && status === 'read')),
  );
  for (const message of changed) message.status = status;
  return [...Map.groupBy(changed, ({ conversationId }) => conversationId)].map(
    ([conversationId, group]) => ({
      receipt,
      conversationId,
      messageIds: group.map(({ id }) => id),
    }),
  );
}

async function writeStatuses(
  client: PoolClient,
  messages: readonly Sent[],
  changes: readonly Change[],
): Promise<void> {
  const changed = new Set(changes.flatMap(({ messageIds }) => messageIds));
  if (changed.size === 0) return;
  const rows = messages.filter(({ id }) => changed.has(id));
  await client.query({
    name: 'receipts-statuses',
    text: `update messages m set delivery_status = r.status
             from unnest($1::uuid[], $2::text[]) as r (id, status) where m.id = r.id`,
    values: [rows.map(({ id }) => id), rows.map(({ status }) => status)],
  });
}

async function writeEvents(
  client: PoolClient,
  changes: readonly Change[],
  versions: Map<string, number>,
): Promise<void> {
  if (changes.length === 0) return;
  const entries = changes.map(({ receipt: { row, event }, conversationId, messageIds }) => {
    const version = (versions.get(conversationId) ?? 0) + 1;
    versions.set(conversationId, version);
    const data = { messageIds, status: event.receipt, eventId: row.id };
    return { conversationId, version, data, cause: `inbox:${row.id}`, at: row.receivedAt };
  });
  await client.query({
    name: 'receipts-events',
    text: `with counted as (
             update conversations c set version = v.version
               from unnest($6::uuid[], $7::int[]) as v (id, version) where c.id = v.id
           )
           insert into events (conversation_id, version, type, data, actor, cause, at)
           select id, version, 'receipt_seen', data, '{"type":"platform"}', cause, at
             from unnest($1::uuid[], $2::int[], $3::jsonb[], $4::text[], $5::timestamptz[])
                  as e (id, version, data, cause, at)`,
    values: [
      entries.map(({ conversationId }) => conversationId),
      entries.map(({ version }) => version),
      entries.map(({ data }) => JSON.stringify(data)),
      entries.map(({ cause }) => cause),
      entries.map(({ at }) => at),
      [...versions.keys()],
      [...versions.values()],
    ],
  });
}
