/** Replies that do not go at once: those that may be called back for some seconds, and those written for later. */
import type { Command, Refusal } from './items.ts';
import { holdOvertaken, settleResolved } from './replies.ts';
import { becomeOpen, becomeWaiting } from './status.ts';
import {
  uncovered,
  type Actor,
  type Conversation,
  type HoldReason,
  type Outbound,
} from './state.ts';
import type { Turn } from './turn.ts';

/** Bounds what a conversation carries. */
const mostScheduled = 50;

export function refusalToSchedule(
  { outbox }: Conversation,
  { sendAt, following = [] }: Extract<Command, { type: 'reply' }>,
): Refusal | undefined {
  if (sendAt === undefined) return undefined;
  const scheduled = outbox.filter(({ status }) => status === 'scheduled').length;
  if (scheduled + 1 + following.length <= mostScheduled) return undefined;
  return {
    code: 'too_many_scheduled',
    message: 'Too many replies of this conversation wait for later already.',
  };
}

/** The time has come: it joins the line, unless the conversation went on meanwhile; then its agent is asked. */
export function joinLine(turn: Turn, messageId: string): void {
  for (const part of partsFrom(turn.conversation, messageId)) {
    if (part.overtakenBy === undefined) join(turn, part);
    else turn.write({ type: 'reply_held', messageId: part.messageId, reason: part.overtakenBy });
  }
}

/** Its agent has seen what went on, and does not want to wait any longer. */
export function sendNow(turn: Turn, messageId: string, actor: Actor): void {
  for (const part of partsFrom(turn.conversation, messageId)) join(turn, part, actor);
}

export const mayGoNow = ({ status, retryAt, undoUntil }: Outbound, at: number): boolean =>
  status === 'scheduled' ||
  (status === 'queued' && retryAt === undefined && undoUntil !== undefined && undoUntil > at);

function join(turn: Turn, { messageId, status, by, andWait }: Outbound, actor?: Actor): void {
  if (status === 'scheduled') holdOvertaken(turn, 'other_reply', by.id);
  const isTold = andWait && turn.conversation.mergedInto !== undefined;
  turn.write({ type: 'reply_due', messageId, ...(isTold ? { andWait } : {}) }, actor);
  if (andWait && turn.conversation.status === 'open') {
    becomeWaiting(turn, 'pending', { reason: 'replied_and_waits', actor: by });
  }
}

export function holdScheduled(turn: Turn, reason: HoldReason): void {
  for (const { status, messageId } of turn.conversation.outbox) {
    if (status === 'scheduled') turn.write({ type: 'reply_held', messageId, reason });
  }
}

/**
 * Takes back a reply, with the parts behind it. Where the conversation was resolved on the strength of it, it opens
 * again: its customer would be forgotten.
 */
export function callBack(turn: Turn, messageId: string, actor: Actor): void {
  const parts = partsFrom(turn.conversation, messageId);
  if (turn.conversation.status === 'resolved' && wouldLackAnswer(turn.conversation, parts)) {
    becomeOpen(turn, { reason: 'reply_called_back', actor });
  }
  for (const part of parts) {
    const { messageId: id } = part;
    turn.write({ type: 'reply_cancelled', messageId: id, reason: 'by_hand' }, actor);
  }
  settleResolved(turn);
}

const wouldLackAnswer = (conversation: Conversation, without: readonly Outbound[]): boolean =>
  without.some(({ undoUntil }) => undoUntil !== undefined) &&
  uncovered({
    ...conversation,
    outbox: conversation.outbox.filter((outbound) => !without.includes(outbound)),
  }).length > 0;

/** This one, and the later parts of the same reply that stand as it does. */
function partsFrom({ outbox }: Conversation, messageId: string): Outbound[] {
  const at = outbox.findIndex((outbound) => outbound.messageId === messageId);
  const first = outbox[at];
  if (!first) return [];
  const { partOf, status } = first;
  return outbox.filter(
    (outbound, index) =>
      index === at ||
      (index > at &&
        partOf !== undefined &&
        outbound.partOf === partOf &&
        outbound.status === status),
  );
}
