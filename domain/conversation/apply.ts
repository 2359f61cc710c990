import { isRunning, type Commitment } from '../sla.ts';
import type { ConversationEvent, Opened, Recorded } from './events.ts';
import { applyMerging } from './apply-merging.ts';
import { withAutomatic } from './automatic-state.ts';
import { withByHand } from './by-assistant.ts';
import {
  overtaken,
  answered,
  isAnswer,
  isOwed,
  without,
  openPause,
  pausesAfter,
  trimCommitments,
  trimUnknown,
  trimPauses,
  trimRecent,
  trimUnanswered,
  uncovered,
  type Actor,
  type Conversation,
  type Outbound,
  type Status,
} from './state.ts';

/** Every change to a conversation goes through here: the workflow's state and the read model are this fold. */
export function apply(before: Conversation | undefined, recorded: Recorded): Conversation {
  const { event, at, actor } = recorded;
  if (event.type === 'opened') return opened(event, at);
  if (!before) throw new Error(`a conversation begins with opened, not with ${event.type}`);
  // The workflow does not hear of it, so that not even `updatedAt` may differ.
  if (event.type === 'receipt_seen' || event.type === 'moderated') return before;
  const changed = withAutomatic(change(before, event, at, actor), recorded);
  const after = { ...changed, updatedAt: Math.max(before.updatedAt, at) };
  const isEnded = after.status === 'resolved' || after.status === 'closed';
  return withoutSettled(isEnded ? withoutUncovered(after) : after);
}

/** Missed elsewhere, and not owed any more. */
function withoutSettled(conversation: Conversation): Conversation {
  if (!conversation.missed) return conversation;
  const owed = conversation.missed.filter((it) => isOwed(conversation, it));
  return owed.length > 0 ? { ...conversation, missed: owed } : without(conversation, 'missed');
}

/** Resolved says that nothing is left to answer but what a reply on its way does. */
function withoutUncovered(conversation: Conversation): Conversation {
  const dropped = new Set(uncovered(conversation));
  if (dropped.size === 0) return conversation;
  const unanswered = conversation.unanswered.filter((it) => !dropped.has(it));
  return { ...conversation, unanswered };
}

export const fold = (events: readonly Recorded[]): Conversation | undefined =>
  events.reduce<Conversation | undefined>(apply, undefined);

function opened(event: Opened, at: number): Conversation {
  return {
    v: 1,
    id: event.conversationId,
    threadId: event.threadId,
    platform: event.platform,
    accountId: event.accountId,
    customerId: event.customerId,
    source: event.source,
    ...(event.previousConversationId
      ? { previousConversationId: event.previousConversationId }
      : {}),
    ...(event.teamId ? { teamId: event.teamId } : {}),
    status: 'open',
    priority: event.priority,
    requiredSkills: event.requiredSkills,
    eligible: event.requiredSkills.length > 0 ? 'skills' : 'team',
    tags: event.tags,
    policy: event.policy,
    reopenWindowMs: event.reopenWindowMs,
    holdAfterMs: event.holdAfterMs,
    createdAt: at,
    updatedAt: at,
    unread: 0,
    unanswered: [],
    commitments: [],
    counts: {},
    pauses: [],
    outbox: [],
    recent: [],
    automatic: { answers: [] },
  };
}

function change(
  conversation: Conversation,
  event: Exclude<ConversationEvent, Opened | { type: 'receipt_seen' | 'moderated' }>,
  at: number,
  actor: Actor,
): Conversation {
  switch (event.type) {
    case 'message_received':
      return received(conversation, event, at);
    case 'external_reply_seen':
      return {
        ...overtaken(
          answered(conversation, event.platformAt ?? at, event.answersUntil),
          'other_reply',
        ),
        lastMessageAt: at,
        lastReplyAt: Math.max(conversation.lastReplyAt ?? 0, event.platformAt ?? at),
        recent: trimRecent([
          ...conversation.recent,
          { messageId: event.messageId, direction: 'outbound' },
        ]),
      };
    case 'moved_to_private':
      return {
        ...answered(conversation, at),
        lastReplyAt: Math.max(conversation.lastReplyAt ?? 0, at),
      };
    case 'needs_answer_marked':
      return {
        ...conversation,
        unanswered: trimUnanswered(
          [
            ...conversation.unanswered,
            {
              messageId: event.messageId,
              since: event.since,
              ...(event.of === undefined ? {} : { of: event.of }),
            },
          ].sort((a, b) => a.since - b.since),
        ),
      };
    case 'commitment_started':
      return {
        ...conversation,
        pauses:
          event.metric === 'resolution'
            ? pausesAfter(conversation.pauses, event.startedAt)
            : conversation.pauses,
        counts: {
          ...conversation.counts,
          [event.metric]: (conversation.counts[event.metric] ?? 0) + 1,
        },
        commitments: [
          ...conversation.commitments,
          {
            id: event.id,
            metric: event.metric,
            startedAt: event.startedAt,
            budgetMs: event.budgetMs,
            ...(event.dueAt === undefined ? {} : { dueAt: event.dueAt }),
            ...(event.warnAt === undefined ? {} : { warnAt: event.warnAt }),
          },
        ],
      };
    case 'commitment_redated':
      return withCommitment(conversation, event.id, ({ dueAt: _due, warnAt: _warn, ...rest }) => ({
        ...rest,
        budgetMs: event.budgetMs,
        ...(event.dueAt === undefined ? {} : { dueAt: event.dueAt }),
        ...(event.warnAt === undefined ? {} : { warnAt: event.warnAt }),
      }));
    case 'commitment_warned':
      return withCommitment(conversation, event.id, (commitment) => ({
        ...commitment,
        warnedAt: at,
      }));
    case 'commitment_ended':
      return ended(conversation, event);
    case 'queued':
      return queued(conversation, at, event.preferredAgentId);
    case 'requirement_relaxed':
      return { ...conversation, eligible: event.to };
    case 'assigned':
      return {
        ...without(conversation, 'waitingSince', 'preferredAgentId', 'claimId'),
        ...(event.claimId ? { claimId: event.claimId } : {}),
        assignedTo: event.agentId,
        lastAssignedTo: event.agentId,
      };
    case 'transferred':
      return {
        // Whom it had in the other team is no longer first to have it back.
        ...without(
          event.messageId ? withNote(conversation, event.messageId, actor) : conversation,
          'lastAssignedTo',
          'preferredAgentId',
        ),
        teamId: event.teamId,
        requiredSkills: [],
        eligible: 'team',
        ...(event.policy ? { policy: event.policy } : {}),
      };
    case 'tier_changed':
      return { ...conversation, policy: event.policy };
    case 'priority_changed':
      return { ...withByHand(conversation, event, actor), priority: event.to };
    case 'tags_changed':
      return { ...withByHand(conversation, event, actor), tags: event.tags };
    case 'skills_changed':
      return {
        ...conversation,
        requiredSkills: event.skills,
        eligible: event.skills.length > 0 ? 'skills' : 'team',
      };
    case 'reply_queued':
      return replyQueued(conversation, event, at, actor);
    case 'reply_due':
      return replyDue(conversation, event.messageId, at);
    case 'reply_retrying':
      return withOutbound(conversation, event.messageId, ({ undoUntil: _, ...outbound }) => ({
        ...outbound,
        status: 'queued',
        attempt: event.attempt,
        retryAt: event.retryAt,
      }));
    case 'reply_sent':
      return sent(conversation, event.messageId, at);
    case 'reply_failed':
    case 'reply_cancelled':
      return {
        ...conversation,
        outbox: conversation.outbox.filter((outbound) => outbound.messageId !== event.messageId),
      };
    case 'reply_unknown':
      return withOutbound(conversation, event.messageId, ({ retryAt: _, ...outbound }) => ({
        ...outbound,
        status: 'unknown',
      }));
    case 'reply_held':
      return withOutbound(conversation, event.messageId, (outbound) => ({
        ...waitingForNothing(outbound),
        status: 'held',
      }));
    case 'reply_released':
      return withOutbound(conversation, event.messageId, ({ overtakenBy: _, ...outbound }) => ({
        ...outbound,
        status: 'queued',
        submittedAt: at,
        attempt: outbound.attempt + 1,
      }));
    case 'status_changed':
      return inStatus(conversation, event.to, at, event.until);
    case 'read':
      return { ...conversation, unread: 0 };
    case 'state_corrected':
      return event.state;
    case 'note_added':
      return withNote(conversation, event.messageId, actor);
    case 'merged':
    case 'unmerged':
    case 'thread_joined':
    case 'thread_left':
    case 'joined_message_received':
    case 'joined_reply_queued':
    case 'joined_reply_sent':
    case 'joined_reply_ended':
    case 'joined_answered':
      return applyMerging(conversation, event, at, actor);
    case 'overtaken_elsewhere':
      return overtaken(conversation, event.reason, event.by);
    case 'thread_refused':
    case 'message_changed':
    case 'contact_changed':
    case 'escalated':
    case 'draft_proposed':
    case 'draft_withdrawn':
    case 'handed_over':
      return conversation;
  }
}

function received(
  conversation: Conversation,
  event: Extract<ConversationEvent, { type: 'message_received' }>,
  at: number,
): Conversation {
  return {
    ...overtaken(conversation, 'customer_wrote'),
    lastMessageAt: at,
    lastInboundAt: Math.max(conversation.lastInboundAt ?? 0, event.platformAt ?? at),
    unread: conversation.unread + 1,
    recent: trimRecent([
      ...conversation.recent,
      { messageId: event.messageId, direction: 'inbound' },
    ]),
  };
}

function replyQueued(
  conversation: Conversation,
  event: Extract<ConversationEvent, { type: 'reply_queued' }>,
  at: number,
  actor: Actor,
): Conversation {
  const { messageId, sendAt, undoUntil } = event;
  const isLater = sendAt !== undefined;
  const before = isLater ? conversation : overtaken(conversation, 'other_reply', actor.id);
  const outbound: Outbound = {
    messageId,
    submittedAt: at,
    by: actor,
    isHuman: event.isHuman,
    status: isLater ? 'scheduled' : 'queued',
    attempt: 1,
    ...(event.part ? { partOf: event.part.of } : {}),
    ...(event.automatic ? { isAutomatic: true } : {}),
    ...(event.counts ? { counts: true } : {}),
    ...(undoUntil === undefined ? {} : { undoUntil }),
    ...(isLater ? { sendAt } : {}),
    ...(isLater && event.andWait ? { andWait: true } : {}),
  };
  return {
    ...before,
    ...(isLater ? {} : { lastMessageAt: at }),
    outbox: trimUnknown([...before.outbox, outbound]),
    recent: trimRecent([
      ...before.recent,
      {
        messageId,
        direction: isLater ? 'scheduled' : 'outbound',
        ...(actor.id ? { by: actor.id } : {}),
      },
    ]),
  };
}

/** One for later is from now on as if it had just been written; one in line need not wait for its agent any more. */
function replyDue(conversation: Conversation, messageId: string, at: number): Conversation {
  const outbound = conversation.outbox.find((candidate) => candidate.messageId === messageId);
  if (outbound?.status !== 'scheduled') {
    return withOutbound(conversation, messageId, ({ undoUntil: _, ...rest }) => rest);
  }
  const { overtakenBy: _, ...rest } = waitingForNothing(outbound);
  const { id } = outbound.by;
  const others = overtaken(conversation, 'other_reply', id);
  return {
    ...others,
    lastMessageAt: Math.max(conversation.lastMessageAt ?? 0, at),
    outbox: [
      ...others.outbox.filter((candidate) => candidate.messageId !== messageId),
      { ...rest, status: 'queued', submittedAt: at },
    ],
    recent: trimRecent([
      ...conversation.recent.filter((recent) => recent.messageId !== messageId),
      { messageId, direction: 'outbound', ...(id ? { by: id } : {}) },
    ]),
  };
}

const waitingForNothing = ({
  retryAt: _retry,
  undoUntil: _undo,
  sendAt: _send,
  andWait: _wait,
  ...outbound
}: Outbound): Outbound => outbound;

/** A note is nothing new to answer, but may be the last thing that an agent has seen. */
const withNote = (conversation: Conversation, messageId: string, actor: Actor): Conversation => ({
  ...conversation,
  recent: trimRecent([
    ...conversation.recent,
    { messageId, direction: 'note', ...(actor.id ? { by: actor.id } : {}) },
  ]),
});

function sent(conversation: Conversation, messageId: string, at: number): Conversation {
  const outbound = conversation.outbox.find((candidate) => candidate.messageId === messageId);
  const submittedAt = outbound?.submittedAt ?? at;
  const after = {
    ...conversation,
    lastReplyAt: Math.max(conversation.lastReplyAt ?? 0, submittedAt),
    outbox: conversation.outbox.filter((candidate) => candidate.messageId !== messageId),
  };
  return outbound && !isAnswer(outbound) ? after : answered(after, submittedAt);
}

function ended(
  conversation: Conversation,
  event: Extract<ConversationEvent, { type: 'commitment_ended' }>,
): Conversation {
  const after = withCommitment(conversation, event.id, (commitment) =>
    isRunning(commitment)
      ? { ...commitment, outcome: event.outcome, endedAt: event.endedAt }
      : commitment,
  );
  const isFirstAnswer = event.metric === 'first_response' && event.messageId !== undefined;
  return {
    ...after,
    commitments: trimCommitments(after),
    ...(isFirstAnswer ? { firstResponseAt: event.endedAt } : {}),
  };
}

function queued(
  conversation: Conversation,
  at: number,
  preferredAgentId: string | undefined,
): Conversation {
  return {
    ...without(conversation, 'assignedTo', 'claimId', 'preferredAgentId', 'waitingSince'),
    ...(conversation.status === 'open' ? { waitingSince: at } : {}),
    eligible: conversation.requiredSkills.length > 0 ? 'skills' : 'team',
    ...(preferredAgentId ? { preferredAgentId } : {}),
  };
}

function inStatus(
  conversation: Conversation,
  to: Status,
  at: number,
  until?: number,
): Conversation {
  const bare = without(conversation, 'snoozedUntil', 'closeAt', 'resolvedAt', 'waitingSince');
  const running = { ...bare, status: to, pauses: closedPauses(conversation, at) };
  switch (to) {
    case 'open':
      return { ...running, ...(conversation.assignedTo ? {} : { waitingSince: at }) };
    case 'pending':
    case 'snoozed':
      return {
        ...running,
        pauses: openPause(conversation)
          ? conversation.pauses
          : trimPauses([...conversation.pauses, { from: at }]),
        ...(to === 'snoozed' && until !== undefined ? { snoozedUntil: until } : {}),
      };
    case 'resolved':
      return {
        ...running,
        resolvedAt: at,
        ...(until === undefined ? {} : { closeAt: until }),
      };
    case 'closed':
      return {
        ...running,
        closedAt: at,
        ...(conversation.resolvedAt === undefined ? {} : { resolvedAt: conversation.resolvedAt }),
      };
  }
}

/** Ends an open pause at `at`; one without length is dropped. */
const closedPauses = (conversation: Conversation, at: number) =>
  conversation.pauses
    .map((pause) =>
      pause.to === undefined ? { from: pause.from, to: Math.max(at, pause.from) } : pause,
    )
    .filter((pause) => pause.to !== pause.from);

function withCommitment(
  conversation: Conversation,
  id: string,
  change: (commitment: Commitment) => Commitment,
): Conversation {
  return {
    ...conversation,
    commitments: conversation.commitments.map((commitment) =>
      commitment.id === id ? change(commitment) : commitment,
    ),
  };
}

function withOutbound(
  conversation: Conversation,
  messageId: string,
  change: (outbound: Outbound) => Outbound,
): Conversation {
  return {
    ...conversation,
    outbox: conversation.outbox.map((outbound) =>
      outbound.messageId === messageId ? change(outbound) : outbound,
    ),
  };
}
