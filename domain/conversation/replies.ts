/** Replies on their way: queued, tried, held, sent (design.md, "Sending: at most once"). */
import type { AttemptOutcome } from './items.ts';
import { cancelResponses, meetResponses, running } from './clocks.ts';
import type { ConversationEvent } from './events.ts';
import {
  isAnswer,
  isBy,
  waitingForRetry,
  type Actor,
  type Conversation,
  type HoldReason,
  type Outbound,
} from './state.ts';
import type { Turn } from './turn.ts';

const platform: Actor = { type: 'platform' };

export const find = (conversation: Conversation, messageId: string): Outbound | undefined =>
  conversation.outbox.find((outbound) => outbound.messageId === messageId);

/** Replies that waited for another try while things went on ask before they are sent. */
export function holdOvertaken(turn: Turn, reason: HoldReason, exceptBy?: string): void {
  for (const outbound of waitingForRetry(turn.conversation, turn.at)) {
    if (isBy(outbound, exceptBy)) continue;
    turn.write({ type: 'reply_held', messageId: outbound.messageId, reason });
  }
  settleResolved(turn);
}

export function onAttempted(
  turn: Turn,
  { messageId, attempt, outcome }: { messageId: string; attempt: number; outcome: AttemptOutcome },
): void {
  const outbound = find(turn.conversation, messageId);
  // An echo was faster, or somebody cancelled what had not left: nothing is left to say.
  if (!outbound) return;
  switch (outcome.kind) {
    case 'sent':
      return arrived(turn, outbound, {
        type: 'reply_sent',
        messageId,
        ...(outcome.platformMessageId ? { platformMessageId: outcome.platformMessageId } : {}),
        sentAt: outcome.at,
        ...(outcome.platformAt === undefined ? {} : { platformAt: outcome.platformAt }),
      });
    case 'retryAt':
    case 'again': {
      const failure =
        outcome.kind === 'retryAt'
          ? outcome.failure
          : { code: 'not_started', message: 'The attempt did not begin; it is made again.' };
      turn.write({
        type: 'reply_retrying',
        messageId,
        attempt: attempt + 1,
        retryAt: outcome.kind === 'retryAt' ? outcome.at : turn.at,
        failure,
      });
      return askBeforeNextTry(turn);
    }
    case 'refused':
      turn.write({ type: 'reply_failed', messageId, failure: outcome.failure }, platform);
      holdLaterParts(turn, outbound);
      return settleResolved(turn);
    case 'unknown':
      if (outbound.status !== 'unknown') {
        turn.write({ type: 'reply_unknown', messageId, failure: outcome.failure });
      }
      return settleResolved(turn);
    case 'stale':
      turn.write({ type: 'reply_held', messageId, reason: 'waited_too_long' });
      return settleResolved(turn);
  }
}

/** Without its beginning the rest of a reply makes no sense: its agent is asked. */
function holdLaterParts(turn: Turn, { partOf }: Outbound): void {
  if (partOf === undefined) return;
  for (const later of turn.conversation.outbox) {
    if (later.partOf !== partOf || later.status !== 'queued') continue;
    turn.write({ type: 'reply_held', messageId: later.messageId, reason: 'earlier_part' });
  }
}

/** What went on while the attempt was under way: no other follows unasked. */
function askBeforeNextTry(turn: Turn): void {
  const isResolved = turn.conversation.status === 'resolved';
  for (const { messageId, status, overtakenBy } of turn.conversation.outbox) {
    const reason = isResolved ? 'resolved' : overtakenBy;
    if (status === 'queued' && reason) turn.write({ type: 'reply_held', messageId, reason });
  }
  settleResolved(turn);
}

/** The platform has it: what it answered is met, as of when it was submitted. */
export function arrived(
  turn: Turn,
  outbound: Outbound,
  event: Extract<ConversationEvent, { type: 'reply_sent' }>,
): void {
  turn.write(event, platform);
  const { submittedAt, messageId } = outbound;
  if (isAnswer(outbound)) meetResponses(turn, { at: submittedAt, until: submittedAt, messageId });
  settleResolved(turn);
}

/** In a resolved conversation a clock whose answer did not arrive has nobody left to wait for. */
export function settleResolved(turn: Turn): void {
  const { status } = turn.conversation;
  if (status !== 'resolved' && status !== 'closed') return;
  if (running(turn.conversation).length > 0) cancelResponses(turn, status);
}
