import type { Pool } from 'pg';
import { fold } from '../domain/conversation/apply.ts';
import type { CommandOutcome } from '../domain/conversation/items.ts';
import type { Opening } from '../domain/conversation/opening.ts';
import type { Source } from '../domain/conversation/state.ts';
import { settingsFrom } from '../domain/settings.ts';
import { newId, uuidFrom } from '../runtime/ids.ts';
import { readEvents } from './read-event.ts';
import { loadEvents } from './record/log.ts';
import { routeFor } from './route.ts';
import type { OpenInput, OpenResult } from './types.ts';

/** What holds where the workspace says nothing else. */
export interface OpenSettings {
  reopenWindowHours: number;
  replyHoldAfterMinutes: number;
}

interface Waiting {
  id: number;
  applied_at: Date | null;
}

interface ThreadRow {
  kind: Source;
  customer_external_id: string;
  last_applied: number | null;
  open_id: string | null;
  last_id: string | null;
}

/**
 * What a run goes on with: which of its events are new, the conversation it was lost with, or what a new one begins
 * with. Writes nothing but the customer's row, so that it can be run again.
 */
export const createOpen =
  ({ pool, settings }: { pool: Pool; settings: OpenSettings }) =>
  async (input: OpenInput): Promise<OpenResult> => {
    const events = await pool.query<Waiting>(
      'select id, applied_at from inbox_events where id = any($1::bigint[]) order by thread_seq, id',
      [input.eventIds],
    );
    const unapplied = events.rows.filter((row) => row.applied_at === null).map(({ id }) => id);
    const thread = await threadOf(pool, input.threadId);
    const lastSeq = thread.last_applied ?? 0;
    if (thread.open_id) return { unapplied, lastSeq, ...(await restored(pool, thread.open_id)) };
    const [first] = unapplied;
    const conversationId =
      first === undefined ? input.start?.conversationId : uuidFrom('conversation', first);
    if (conversationId === undefined) return { unapplied, lastSeq };
    const opening = await openingOf(pool, settings, input, thread, conversationId, first);
    return { unapplied, lastSeq, opening };
  };

async function threadOf(pool: Pool, threadId: string): Promise<ThreadRow> {
  const { rows } = await pool.query<ThreadRow>({
    name: 'open-thread',
    text: `select t.kind, t.customer_external_id,
                  (select max(e.thread_seq) from inbox_events e
                    where e.thread_id = t.id and e.applied_at is not null) as last_applied,
                  (select c.id from conversations c where c.thread_id = t.id and c.status <> 'closed'
                    order by c.created_at desc limit 1) as open_id,
                  (select c.id from conversations c where c.thread_id = t.id
                    order by c.created_at desc limit 1) as last_id
             from threads t where t.id = $1`,
    values: [threadId],
  });
  const [row] = rows;
  if (!row) throw new Error(`thread ${threadId} is not in the database`);
  return row;
}

/** Its workflow was lost, or Temporal's store was: the log tells how it stood. */
async function restored(pool: Pool, conversationId: string) {
  const conversation = fold(await loadEvents(pool, conversationId));
  const commands = await pool.query<{ id: string; outcome: CommandOutcome }>(
    'select id, outcome from commands where conversation_id = $1 order by created_at desc limit 20',
    [conversationId],
  );
  return {
    ...(conversation ? { restored: conversation } : {}),
    recentCommands: commands.rows.reverse(),
  };
}

async function openingOf(
  pool: Pool,
  settings: OpenSettings,
  input: OpenInput,
  thread: ThreadRow,
  conversationId: string,
  firstEventId: number | undefined,
): Promise<Opening> {
  const first = await readEvents(pool, firstEventId === undefined ? [] : [firstEventId]);
  const customer = [...first.values()][0]?.event.customer;
  const customerId = await customerOf(pool, input, thread.customer_external_id);
  const route = await routeFor(pool, {
    accountId: input.accountId,
    source: thread.kind,
    language: customer?.language,
  });
  const { reopenWindowHours, replyHoldAfterMinutes } = {
    ...settings,
    ...(await workspaceSettings(pool)),
  };
  return {
    conversationId,
    threadId: input.threadId,
    platform: input.platform,
    accountId: input.accountId,
    customerId,
    source: thread.kind,
    ...(thread.last_id ? { previousConversationId: thread.last_id } : {}),
    ...route,
    tags: [],
    reopenWindowMs: reopenWindowHours * 3_600_000,
    holdAfterMs: replyHoldAfterMinutes * 60_000,
  };
}

async function workspaceSettings(pool: Pool): Promise<Partial<OpenSettings>> {
  const { rows } = await pool.query<{ data: unknown }>({
    name: 'open-settings',
    text: 'select data from settings where id = 1',
  });
  const { reopenWindowHours, replyHoldAfterMinutes } = settingsFrom(rows[0]?.data);
  return {
    ...(reopenWindowHours === undefined ? {} : { reopenWindowHours }),
    ...(replyHoldAfterMinutes === undefined ? {} : { replyHoldAfterMinutes }),
  };
}

async function customerOf(pool: Pool, input: OpenInput, externalId: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'open-customer',
    text: `insert into customers (id, account_id, platform, external_id) values ($1, $2, $3, $4)
           on conflict (account_id, external_id) do update set external_id = excluded.external_id
           returning id`,
    values: [newId(), input.accountId, input.platform, externalId],
  });
  const [row] = rows;
  if (!row) throw new Error('the customer row was neither written nor found');
  return row.id;
}
