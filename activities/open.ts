import type { Pool } from 'pg';
import type { ChannelEvent } from '../channels/channel.ts';
import { fold } from '../domain/conversation/apply.ts';
import type { CommandOutcome } from '../domain/conversation/items.ts';
import type { Opening } from '../domain/conversation/opening.ts';
import type { Source } from '../domain/conversation/state.ts';
import type { Waiting } from '../domain/matching.ts';
import { settingsFrom, type Settings } from '../domain/settings.ts';
import { claimForNew, type Claim } from '../routing/claims.ts';
import { newId, uuidFrom } from '../runtime/ids.ts';
import { knownToCrm, ownerFor } from './crm/known.ts';
import { readEvents } from './read-event.ts';
import { loadLog } from './record/log.ts';
import { readFirst, withSkills } from './first-reading.ts';
import { routeFor, type RouteFound } from './route.ts';
import type { OpenInput, OpenResult } from './types.ts';

/** What holds where the workspace says nothing else. */
export interface OpenSettings {
  reopenWindowHours: number;
  replyHoldAfterMinutes: number;
}

interface Asked {
  id: number;
  applied_at: Date | null;
  /** A fact that nobody is there to hear, but for an offer to merge, which is given back. */
  is_old: boolean;
}

interface ThreadRow {
  kind: Source;
  customer_external_id: string;
  last_applied: number | null;
  open_id: string | null;
  last_id: string | null;
}

/**
 * What a run goes on with: which of its events are new, which older ones it must wait for, the conversation it was lost
 * with, or what a new one begins with and who takes it. Can be run again: what it writes it writes once.
 */
export const createOpen =
  ({ pool, settings }: { pool: Pool; settings: OpenSettings }) =>
  async (input: OpenInput): Promise<OpenResult> => {
    const events = await pool.query<Asked>(
      `select id, applied_at,
              case when kind = 'forwarded' then convert_from(raw, 'UTF8')::jsonb->>'is' <> 'offered' else false end as is_old
         from inbox_events where id = any($1::bigint[]) order by thread_seq, id`,
      [input.eventIds],
    );
    const thread = await threadOf(pool, input.threadId);
    const news = events.rows.filter((row) => row.applied_at === null);
    const old = thread.open_id === null ? news.filter((row) => row.is_old) : [];
    await pass(
      pool,
      old.map(({ id }) => id),
    );
    const unapplied = news.filter((row) => !old.includes(row)).map(({ id }) => id);
    const awaits = await sendAgain(pool, input.threadId, unapplied);
    const found = {
      ...{ unapplied, lastSeq: thread.last_applied ?? 0 },
      ...(awaits.length > 0 ? { awaits } : {}),
    };
    if (thread.open_id) return { ...found, ...(await restored(pool, thread.open_id)) };
    const first = awaits[0] ?? unapplied[0];
    const conversationId =
      first === undefined ? input.start?.conversationId : uuidFrom('conversation', first);
    if (conversationId === undefined) return found;
    const event = await eventOf(pool, first);
    const opening = await openingOf(pool, settings, input, thread, conversationId, event);
    // While it waits for older events, a claim would run out.
    if (event?.kind !== 'message' || awaits.length > 0) return { ...found, opening };
    const claim = await claimForNew(pool, waitingOf(opening, input.at));
    return { ...found, opening, ...(claim ? { claim: told(claim) } : {}) };
  };

/**
 * What has a number before the first of these (any number, where there are none) and is recorded nowhere went down with
 * Temporal's store, or is on its way: the dispatcher is asked to signal it again, ahead of its time.
 */
async function sendAgain(
  pool: Pool,
  threadId: string,
  unapplied: readonly number[],
): Promise<number[]> {
  const { rows } = await pool.query<{ id: number; seq: number }>({
    name: 'open-send-again',
    text: `update inbox_events e set dispatched_at = null
            where e.thread_id = $1 and e.applied_at is null and e.id <> all($2::bigint[])
              and e.thread_seq < coalesce(
                    (select min(thread_seq) from inbox_events where id = any($2::bigint[])), 2147483647)
            returning e.id, e.thread_seq as seq`,
    values: [threadId, unapplied],
  });
  if (rows.length > 0) await pool.query(`select pg_notify('careline_inbox', '')`);
  return rows.toSorted((a, b) => a.seq - b.seq).map(({ id }) => id);
}

async function pass(pool: Pool, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await pool.query('update inbox_events set applied_at = now() where id = any($1::bigint[])', [
    ids,
  ]);
}

async function eventOf(pool: Pool, id: number | undefined): Promise<ChannelEvent | undefined> {
  if (id === undefined) return undefined;
  return (await readEvents(pool, [id])).get(id)?.event;
}

const waitingOf = (opening: Opening, at: number): Waiting => ({
  conversationId: opening.conversationId,
  ...(opening.teamId ? { teamId: opening.teamId } : {}),
  requiredSkills: opening.requiredSkills,
  eligible: 'skills',
  priorityRank: 0,
  waitingSince: at,
  ...(opening.ownerId ? { preferredAgentId: opening.ownerId, isOwners: true } : {}),
});

const told = ({ claimId, agentId, why }: Claim) => ({ claimId, agentId, why });

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
  const { events, version } = await loadLog(pool, conversationId);
  const conversation = fold(events);
  const commands = await pool.query<{ id: string; outcome: CommandOutcome }>(
    'select id, outcome from commands where conversation_id = $1 order by created_at desc limit 20',
    [conversationId],
  );
  return {
    ...(conversation ? { restored: conversation, version } : {}),
    recentCommands: commands.rows.reverse(),
  };
}

async function openingOf(
  pool: Pool,
  settings: OpenSettings,
  input: OpenInput,
  thread: ThreadRow,
  conversationId: string,
  first: ChannelEvent | undefined,
): Promise<Opening> {
  const customerId = await customerOf(pool, input, thread.customer_external_id);
  const known = await knownToCrm(pool, customerId);
  const workspace = await workspaceOf(pool, input.accountId);
  const { accountId } = input;
  const facts = { accountId, source: thread.kind, tier: known.tier };
  const route = await routeOf(pool, workspace, facts, first);
  const ownerId = await ownerFor(pool, known, route);
  const { reopenWindowHours, replyHoldAfterMinutes } = {
    ...settings,
    ...windowsIn(workspace.settings),
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
    ...(ownerId === undefined ? {} : { ownerId }),
    tags: [],
    reopenWindowMs: reopenWindowHours * 3_600_000,
    holdAfterMs: replyHoldAfterMinutes * 60_000,
  };
}

/** By the rules, and by what the customer wrote where it may count. */
async function routeOf(
  pool: Pool,
  { readsFirst }: Workspace,
  facts: { accountId: string; source: Source; tier: string | undefined },
  first: ChannelEvent | undefined,
): Promise<RouteFound> {
  const read = readsFirst && first?.kind === 'message' ? readFirst(first.content) : undefined;
  const language = first?.customer.language ?? read?.language;
  const route = await routeFor(pool, { ...facts, language });
  return read ? withSkills(pool, route, read) : route;
}

interface Workspace {
  settings: Settings;
  /** What is read of the first message counts at once. */
  readsFirst: boolean;
}

async function workspaceOf(pool: Pool, accountId: string): Promise<Workspace> {
  const { rows } = await pool.query<{ data: unknown; isAssisted: boolean }>({
    name: 'open-settings',
    text: `select (select data from settings where id = 1) as data, assist_enabled as "isAssisted" from accounts where id = $1`,
    values: [accountId],
  });
  const settings = settingsFrom(rows[0]?.data);
  const isOn = settings.aiAssistEnabled && rows[0]?.isAssisted === true;
  return { settings, readsFirst: isOn && settings.assist.skills === 'automatic' };
}

function windowsIn({ reopenWindowHours, replyHoldAfterMinutes }: Settings): Partial<OpenSettings> {
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
