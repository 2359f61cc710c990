/** What happened and why, in a sentence for people. */
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import type { ModerationAction } from '../../domain/moderation.ts';
import type { Commitment, Metric } from '../../domain/sla.ts';
import { replySentence } from './timeline-replies.ts';
import { at, because } from './timeline-words.ts';

/** Names by id; `customer` is the customer's. */
export interface Names {
  get(id: string): string | undefined;
}

/** @param who the actor's name; undefined for the desk itself and for the platform */
export function sentenceOf(
  event: ConversationEvent,
  who: string | undefined,
  names: Names,
): string {
  const by = who === undefined ? '' : ` by ${who}`;
  switch (event.type) {
    case 'opened':
      return `Opened${because(event.why)}, priority ${event.priority}.`;
    case 'message_received':
      return event.needsAnswer
        ? 'The customer wrote.'
        : 'The customer wrote; it needs no answer, so no clock started.';
    case 'message_changed':
      return changes[event.change];
    case 'external_reply_seen':
      return 'Answered outside Careline, in the platform’s own app.';
    case 'contact_changed':
      return event.change === 'blocked'
        ? 'The customer blocked us: nothing can be sent.'
        : 'The customer can be written to again.';
    case 'needs_answer_marked':
      return `The customer waits for an answer since ${at(event.since)}.`;
    case 'commitment_started':
      return event.dueAt === undefined
        ? `The ${metrics[event.metric]} clock is set and stands still.`
        : `The ${metrics[event.metric]} is due at ${at(event.dueAt)}.`;
    case 'commitment_redated':
      return event.dueAt === undefined
        ? `The ${metricOf(event.id)} clock stands still${because(event.reason)}.`
        : `The ${metricOf(event.id)} is now due at ${at(event.dueAt)}${because(event.reason)}.`;
    case 'commitment_warned':
      return `The ${metrics[event.metric]} is nearly due, at ${at(event.dueAt)}.`;
    case 'commitment_ended':
      return ended(event);
    case 'queued': {
      const last = event.preferredAgentId && names.get(event.preferredAgentId);
      return `Waits in the queue${because(event.why)}${last ? ` (${last})` : ''}.`;
    }
    case 'requirement_relaxed':
      return event.to === 'team'
        ? 'Nobody with the skills was there: anybody of the team may take it now.'
        : 'Nobody of the team was there: it is left to the supervisors now.';
    case 'assigned':
      return `Assigned to ${names.get(event.agentId) ?? 'an agent'}${by}${because(event.why)}.`;
    case 'transferred':
      return `Transferred to ${names.get(event.teamId) ?? 'another team'}${by}.`;
    case 'tier_changed':
      return `By the CRM the customer’s tier is ${event.tier}: ${event.policy.name ?? 'another promise'} holds.`;
    case 'priority_changed':
      return `Priority ${isRaise(event) ? 'raised' : 'lowered'} from ${event.from} to ${event.to}${by}${reasonOf(event)}.`;
    case 'tags_changed':
      return `Tags set${by}: ${event.tags.length > 0 ? event.tags.join(', ') : 'none'}.`;
    case 'skills_changed':
      return `Skills asked for${by}: ${event.skills.map(({ value }) => value).join(', ') || 'none'}.`;
    case 'note_added':
      return `Note added${by}.`;
    case 'escalated':
      return `Escalated (step ${String(event.step)}): the ${metrics[event.metric]} was missed, supervisors were told.`;
    case 'status_changed':
      return statusChanged(event, by);
    case 'read':
      return `Read${by}.`;
    case 'receipt_seen':
      return `${event.messageIds.length > 1 ? 'Replies were' : 'A reply was'} ${event.status} on the customer’s side.`;
    case 'moved_to_private':
      return `Moved to private${by}: answered in a direct message.`;
    case 'moderated':
      return moderated(event, by);
    case 'state_corrected':
      return 'After an outage the log was brought in line with the workflow.';
    case 'draft_proposed':
      return `The assistant would answer${about(event.topic)}: its draft waits for approval.`;
    case 'draft_withdrawn':
      return `The assistant’s draft was taken back${by}${because(event.reason)}.`;
    case 'handed_over':
      return handedOver[event.reason];
    case 'merged':
      return `Merged into another conversation of this customer${by}, which decides from now on.`;
    case 'unmerged':
      return `${unmerged[event.reason]}${stillOwed(event.missed)}`;
    case 'thread_joined':
      return `Another conversation of this customer was merged into this one.${stillOwed(event.offer.missed)}`;
    case 'thread_refused':
      return 'Another conversation was to be merged into an earlier one of this thread: it goes on by itself.';
    case 'thread_left':
      return `A merged conversation goes on by itself again${by}.`;
    case 'overtaken_elsewhere':
      return 'The conversation went on on another thread: what waits here asks before it is sent.';
    case 'joined_message_received':
      return event.needsAnswer
        ? 'The customer wrote on a merged thread.'
        : 'The customer wrote on a merged thread; it needs no answer, so no clock started.';
    case 'joined_reply_queued':
      return `Reply written${by} on a merged thread.`;
    case 'joined_reply_sent':
      return 'The platform of a merged thread accepted the reply.';
    case 'joined_reply_ended':
      return event.isUnknown
        ? 'Nobody knows whether the reply on a merged thread arrived.'
        : 'The reply on a merged thread was not sent.';
    case 'joined_answered':
      return 'Answered outside Careline, on a merged thread.';
    default:
      return replySentence(event, by);
  }
}

const about = (topic: string): string => ` (${topic.replaceAll('_', ' ')})`;

const handedOver = {
  asked_for_person: 'Handed over to people: the customer asks for one.',
  upset: 'Handed over to people: the customer is upset.',
  repeated: 'Handed over to people: the customer asks the same again.',
  person: 'No automatic answers any more: a person has taken over.',
  limit: 'Handed over to people: so many automatic answers are enough.',
};

const unmerged = {
  by_hand: 'It goes on by itself again.',
  refused: 'It goes on by itself: the other conversation was no longer open.',
  survivor_closed: 'The conversation that it was merged into was closed.',
};

/** What was missed by the other of two, and is owed by this one. */
const stillOwed = (missed: readonly Commitment[] = []): string =>
  missed
    .flatMap(({ metric, dueAt }) => (dueAt === undefined ? [] : [{ metric, dueAt }]))
    .map((it) => ` The ${metrics[it.metric]} was due at ${at(it.dueAt)}: missed, and still owed.`)
    .join('');

const changes = {
  edit: 'The customer edited a message.',
  unsend: 'The customer took a message back.',
  reaction: 'The customer changed a reaction.',
  hidden: 'A comment was hidden, or shown again, on the platform.',
};

const metrics: Record<Metric, string> = {
  first_response: 'first response',
  next_response: 'next response',
  resolution: 'resolution',
};

/** A commitment's id begins with its metric. */
const metricOf = (commitmentId: string): string =>
  (commitmentId.split('#')[0] ?? '').replaceAll('_', ' ');

/** "By hand" says no more than who did it. */
const reasonOf = ({ reason }: { reason: string }): string =>
  reason === 'by_hand' ? '' : because(reason);

const ranks = ['low', 'medium', 'high', 'urgent'];
const isRaise = ({ from, to }: { from: string; to: string }): boolean =>
  ranks.indexOf(to) > ranks.indexOf(from);

function ended(event: Extract<ConversationEvent, { type: 'commitment_ended' }>): string {
  const what = metrics[event.metric];
  switch (event.outcome) {
    case 'met':
      return `The ${what} was in time.`;
    case 'breached':
      return `The ${what} was missed: it was due at ${at(event.endedAt)}.`;
    case 'cancelled':
      return `The ${what} is not owed any more${because(event.reason)}.`;
  }
}

function statusChanged(
  event: Extract<ConversationEvent, { type: 'status_changed' }>,
  by: string,
): string {
  const until = event.until === undefined ? '' : ` until ${at(event.until)}`;
  const why = reasonOf(event);
  switch (event.to) {
    case 'open':
      return `Opened again${by}${why}.`;
    case 'pending':
      return `Waits for the customer${by}${why}.`;
    case 'snoozed':
      return `Snoozed${until}${by}${why}.`;
    case 'resolved':
      return `Resolved${by}${why}${event.until === undefined ? '' : `; closes at ${at(event.until)}`}.`;
    case 'closed':
      return `Closed${by}${why}.`;
  }
}

const done: Record<ModerationAction, string> = {
  hide: 'Comment hidden',
  unhide: 'Comment shown again',
  delete: 'Comment deleted',
  like: 'Comment liked',
  unlike: 'Like taken back',
  edit_own: 'Reply edited',
  delete_own: 'Reply deleted',
  block: 'Customer blocked',
  unblock: 'Customer unblocked',
  spam: 'Conversation marked as spam',
};

function moderated(event: Extract<ConversationEvent, { type: 'moderated' }>, by: string): string {
  const what = done[event.action];
  if (event.outcome === 'done') return `${what}${by}.`;
  const why = event.failure?.message ?? '';
  return event.outcome === 'refused'
    ? `${what}${by}: refused. ${why}`
    : `${what}${by}: nobody knows whether it was done. ${why}`;
}
