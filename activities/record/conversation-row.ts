import type { Conversation } from '../../domain/conversation/state.ts';
import { project } from '../../domain/conversation/project.ts';
import { instant, json, type Queryable } from '../../runtime/rows.ts';

/** The row's columns in the order of `valuesOf`. */
const columns = [
  'thread_id',
  'platform',
  'account_id',
  'customer_id',
  'source',
  'status',
  'priority',
  'priority_rank',
  'assigned_to',
  'team_id',
  'required_skills',
  'eligible',
  'tags',
  'sla',
  'unread',
  'previous_conversation_id',
  'merged_into',
  'created_at',
  'updated_at',
  'last_message_at',
  'first_response_at',
  'resolved_at',
  'closed_at',
  'snoozed_until',
  'unanswered_since',
  'waiting_since',
  'preferred_agent_id',
  'next_due_at',
  'owed_by',
  'version',
  'next_wake_at',
];

const insertOf = (count: number) => {
  const width = columns.length + 1;
  const row = (first: number) =>
    `(${Array.from({ length: width }, (_, index) => `$${first + index + 1}`).join(', ')})`;
  const rows = Array.from({ length: count }, (_, index) => row(index * width));
  return `insert into conversations (id, ${columns.join(', ')}) values ${rows.join(', ')}`;
};
const insert = insertOf(1);
const update = `update conversations set ${columns
  .map((column, index) => `${column} = $${index + 2}`)
  .join(', ')} where id = $1`;
/** Others may see it now, who could see it until now may not: the live stream is told who that was. */
const move = `with moved as (${update})
  insert into changes (kind, conversation_id, data) values ('moved', $1, $${columns.length + 2})`;

/** As it stood before. */
export interface Before {
  teamId: string | null;
  assignedTo: string | null;
  /** The conversation that decides for it. */
  mergedInto: string | null;
  /** By what it was seen: its own, or its survivor's. */
  belonging: { teamId: string | null; assignedTo: string | null };
}

/** Writes the read model's row as the conversation now stands. Its row is locked, or there is none yet. */
export async function writeConversation(
  db: Queryable,
  row: {
    conversation: Conversation;
    version: number;
    /** ms */
    nextWakeAt: number | undefined;
    /** None: the conversation is new. */
    before: Before | undefined;
  },
): Promise<void> {
  const { conversation, before } = row;
  const values = [...valuesOf(conversation), row.version, instant(row.nextWakeAt)];
  if (!before) await db.query({ name: 'insert-conversation', text: insert, values });
  else if (hasMoved(conversation, before)) {
    await db.query({
      name: 'move-conversation',
      text: move,
      values: [...values, json(before.belonging)],
    });
  } else await db.query({ name: 'update-conversation', text: update, values });
  // A hint for the matcher, which looks every second anyway.
  if (row.conversation.waitingSince !== undefined || row.conversation.status === 'resolved') {
    await db.query(`select pg_notify('careline_queue', '')`);
  }
}

/** Writes new ones together that nobody waits for. */
export async function insertConversations(
  db: Queryable,
  rows: readonly { conversation: Conversation; version: number }[],
): Promise<void> {
  const values = rows.flatMap(({ conversation, version }) => [
    ...valuesOf(conversation),
    ...[version, null],
  ]);
  await db.query(insertOf(rows.length), values);
}

/** One that is merged is seen by who sees its survivor (api/visibility.ts). */
const hasMoved = (now: Conversation, before: Before): boolean =>
  (now.teamId ?? null) !== before.teamId ||
  (now.assignedTo ?? null) !== before.assignedTo ||
  (now.mergedInto?.conversationId ?? null) !== before.mergedInto;

function valuesOf(conversation: Conversation): unknown[] {
  const row = project(conversation);
  return [
    row.id,
    row.threadId,
    row.platform,
    row.accountId,
    row.customerId,
    row.source,
    row.status,
    row.priority,
    row.priorityRank,
    row.assignedTo,
    row.teamId,
    json(row.requiredSkills),
    row.eligible,
    row.tags,
    json(row.sla),
    row.unread,
    row.previousConversationId,
    row.mergedInto,
    instant(row.createdAt),
    instant(row.updatedAt),
    instant(row.lastMessageAt),
    instant(row.firstResponseAt),
    instant(row.resolvedAt),
    instant(row.closedAt),
    instant(row.snoozedUntil),
    instant(row.unansweredSince),
    instant(row.waitingSince),
    row.preferredAgentId,
    instant(row.nextDueAt),
    instant(row.owedBy),
  ];
}
