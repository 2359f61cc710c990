import type { Pool, PoolClient } from 'pg';
import { fold } from '../domain/conversation/apply.ts';
import { forwardsOf } from '../domain/conversation/forwards.ts';
import { besideTheStory, type Recorded } from '../domain/conversation/events.ts';
import type { Conversation } from '../domain/conversation/state.ts';
import { createHint } from '../runtime/hint.ts';
import { hintLive } from '../runtime/changes.ts';
import { transaction } from '../runtime/database.ts';
import { json } from '../runtime/rows.ts';
import { acceptClaims, ClaimLost, syncClaims } from './record/claims.ts';
import { writeConversation, type Before } from './record/conversation-row.ts';
import { writeAnswerDrafts } from './record/answer-drafts.ts';
import { writeDrafts } from './record/drafts.ts';
import { findBehind } from './record/behind.ts';
import { appendEvents, loadEvents } from './record/log.ts';
import { writeForwards } from './record/forwards.ts';
import { findNews, lockSurvivor } from './record/news.ts';
import { writeMessages } from './record/messages.ts';
import { writeNotifications } from './record/notifications.ts';
import type { RecordInput, RecordResult } from './types.ts';

interface Standing extends Before {
  version: number;
  status: string;
  /** Causes of ours that are in the log already: an earlier run of this very write. */
  known: string[];
}

/**
 * Records what the workflow decided: log, read model, messages, claims, notifications, all or nothing. Keyed by causes,
 * so that a second run records what is missing and nothing twice.
 */
export const createRecord = ({ pool }: { pool: Pool }) => {
  const hintInbox = createHint(pool, 'careline_inbox');
  return async (input: RecordInput): Promise<RecordResult> => {
    try {
      const { result, isTold } = await transaction(pool, (client) => write(client, input));
      hintLive(pool);
      if (isTold) hintInbox();
      return result;
    } catch (error) {
      if (error instanceof ClaimLost) return { status: 'claim_lost', claimId: error.claimId };
      throw error;
    }
  };
};

interface Written {
  result: RecordResult;
  /** Another conversation has to hear of it. */
  isTold: boolean;
}

async function write(client: PoolClient, input: RecordInput): Promise<Written> {
  const { conversation, entries } = input;
  await lockSurvivor(client, conversation);
  const standing = await stand(client, conversation.id, entries);
  const known = new Set(standing?.known);
  const fresh = entries.filter(({ cause }) => !known.has(cause));
  const behind = standing && (await findBehind(client, input, standing));
  if (standing?.status === 'closed' && (fresh.length > 0 || behind)) {
    return { result: { status: 'closed' }, isTold: false };
  }
  if (behind) return { result: behind, isTold: false };
  const news = await findNews(client, conversation, fresh, input.unless);
  if (news) return { result: news, isTold: false };

  await acceptClaims(client, conversation.id, fresh);
  const log = known.size > 0 ? await loadEvents(client, conversation.id) : [];
  // A run that was thought lost comes to its end after all: what went on since stands.
  const isLate = fresh.length === 0 && wentOn(log, known);
  const corrected = known.size > 0 && !isLate ? correction(log, conversation, fresh) : undefined;
  const appended = corrected ? [...fresh, corrected] : fresh;
  const version = (standing?.version ?? 0) + appended.length;
  if (!isLate) {
    await writeConversation(client, {
      conversation,
      version,
      nextWakeAt: input.nextWakeAt,
      before: standing,
    });
  }
  await appendEvents(client, conversation.id, appended, version);
  await writeMessages(client, conversation, fresh);
  await writeDrafts(client, conversation, fresh);
  await writeAnswerDrafts(client, conversation.id, fresh);
  const forwards = forwardsOf(conversation, fresh);
  await writeForwards(client, forwards);
  await writeNotifications(client, conversation, fresh);
  await syncClaims(client, conversation, fresh, input.declinedClaims);
  await finish(client, input);
  return { result: { status: 'recorded', version }, isTold: forwards.length > 0 };
}

/** Locks the conversation's row, which gives out the versions. */
async function stand(
  client: PoolClient,
  conversationId: string,
  entries: readonly Recorded[],
): Promise<Standing | undefined> {
  const { rows } = await client.query<Standing>({
    name: 'record-stand',
    text: `select c.version, c.status, c.team_id as "teamId", c.assigned_to as "assignedTo",
                  c.merged_into as "mergedInto",
                  case when s.id is null then json_build_object('teamId', c.team_id, 'assignedTo', c.assigned_to)
                       else json_build_object('teamId', s.team_id, 'assignedTo', s.assigned_to) end as belonging,
                  array(select e.cause from events e
                         where e.conversation_id = c.id and e.cause = any($2::text[])) as known
             from conversations c left join conversations s on s.id = c.merged_into where c.id = $1 for update of c`,
    values: [conversationId, entries.map(({ cause }) => cause)],
  });
  return rows[0];
}

/** Whether others than these came last. @param known causes of ours that are in the log already */
function wentOn(log: readonly Recorded[], known: ReadonlySet<string>): boolean {
  const last = log.findLast(({ event }) => !besideTheStory.includes(event.type));
  return last !== undefined && !known.has(last.cause);
}

/**
 * After a crash a second run can meet the same things in another order, or at another time. Where the log would then tell
 * another story than the workflow, the workflow's is written down as such.
 */
function correction(
  log: readonly Recorded[],
  conversation: Conversation,
  fresh: readonly Recorded[],
): Recorded | undefined {
  if (json(sorted(fold([...log, ...fresh]))) === json(sorted(conversation))) return undefined;
  return {
    cause: `corrected:${log.length + fresh.length}`,
    at: conversation.updatedAt,
    actor: { type: 'system' },
    event: { type: 'state_corrected', state: conversation },
  };
}

/** Objects with their keys in order, so that equal things are equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

async function finish(client: PoolClient, { conversation, eventIds, commands }: RecordInput) {
  if (eventIds.length > 0) {
    await client.query({
      name: 'record-applied',
      text: `update inbox_events set applied_at = now(), conversation_id = $2
              where id = any($1::bigint[]) and applied_at is null`,
      values: [eventIds, conversation.id],
    });
  }
  for (const { id, type, bodyHash, outcome } of commands) {
    await client.query({
      name: 'record-command',
      text: `insert into commands (id, conversation_id, type, body_hash, outcome)
             values ($1, $2, $3, $4, $5) on conflict (id) do nothing`,
      values: [id, conversation.id, type, bodyHash, json(outcome)],
    });
  }
}
