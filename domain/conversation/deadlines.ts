/** What a conversation wakes for, and what happens then. */
import { isRunning, raised } from '../sla.ts';
import { end, isSuspended } from './clocks.ts';
import type { DueThing } from './items.ts';
import { joinLine } from './later.ts';
import { settleResolved } from './replies.ts';
import { becomeClosed, becomeOpen } from './status.ts';
import { firstInLine, isReplyingElsewhere, type Conversation } from './state.ts';
import type { Turn } from './turn.ts';

export interface NextDue {
  at: number;
  due: DueThing;
  key: string;
}

/** The earliest instant (ms) at which something is due, and what; warnings before breaches at the same instant. */
export function nextDue(conversation: Conversation): NextDue | undefined {
  let next: NextDue | undefined;
  for (const candidate of allDue(conversation)) {
    if (!next || candidate.at < next.at) next = candidate;
  }
  return next;
}

function* allDue(conversation: Conversation): Generator<NextDue> {
  if (conversation.status === 'closed') return;
  for (const commitment of conversation.commitments) {
    if (!isRunning(commitment) || isSuspended(conversation, commitment)) continue;
    const { id, warnAt, warnedAt, dueAt } = commitment;
    // Paused before the end of its time: nothing to warn of, even if the warning's time lies before the pause.
    if (dueAt === undefined) continue;
    if (warnAt !== undefined && warnedAt === undefined && warnAt < dueAt) {
      yield { at: warnAt, due: { type: 'warn', commitmentId: id }, key: `warn:${id}` };
    }
    yield { at: dueAt, due: { type: 'breach', commitmentId: id }, key: `breach:${id}` };
  }
  const { snoozedUntil, closeAt } = conversation;
  if (snoozedUntil !== undefined) {
    yield { at: snoozedUntil, due: { type: 'unsnooze' }, key: `unsnooze:${snoozedUntil}` };
  }
  // A reply on its way is waited for: it ends by its answer, or is held.
  if (closeAt !== undefined && !firstInLine(conversation) && !isReplyingElsewhere(conversation)) {
    yield { at: closeAt, due: { type: 'close' }, key: `close:${closeAt}` };
  }
  yield* allHolds(conversation);
  for (const { status, sendAt, messageId } of conversation.outbox) {
    if (status !== 'scheduled' || sendAt === undefined) continue;
    yield { at: sendAt, due: { type: 'send', messageId }, key: `send:${messageId}:${sendAt}` };
  }
}

/** A reply that waits for another try, or behind one that does, is held when it has waited too long. */
function* allHolds(conversation: Conversation): Generator<NextDue> {
  const first = firstInLine(conversation);
  if (first?.retryAt === undefined) return;
  for (const { messageId, submittedAt, status } of conversation.outbox) {
    if (status !== 'queued') continue;
    const at = submittedAt + conversation.holdAfterMs;
    // Whose try comes before that: it is under way then, and the attempt itself looks at the clock.
    if (messageId === first.messageId && first.retryAt <= at) continue;
    yield { at, due: { type: 'hold', messageId }, key: `hold:${messageId}:${submittedAt}` };
  }
}

export function onDue(turn: Turn, due: DueThing): void {
  switch (due.type) {
    case 'warn':
      return warn(turn, due.commitmentId);
    case 'breach':
      return breach(turn, due.commitmentId);
    case 'unsnooze':
      return becomeOpen(turn, { reason: 'snooze_ended' });
    case 'close':
      return becomeClosed(turn, { reason: 'reopen_window_over' });
    case 'hold':
      turn.write({ type: 'reply_held', messageId: due.messageId, reason: 'waited_too_long' });
      return settleResolved(turn);
    case 'send':
      return joinLine(turn, due.messageId);
  }
}

function warn(turn: Turn, commitmentId: string): void {
  const commitment = turn.conversation.commitments.find(({ id }) => id === commitmentId);
  if (commitment?.dueAt === undefined || !isRunning(commitment)) return;
  const { id, metric, dueAt } = commitment;
  turn.write({ type: 'commitment_warned', id, metric, dueAt });
}

/** A missed deadline is a recorded fact, and the first step of the ladder: priority up, the team's supervisors told. */
function breach(turn: Turn, commitmentId: string): void {
  const commitment = turn.conversation.commitments.find(({ id }) => id === commitmentId);
  if (!commitment || !isRunning(commitment)) return;
  end(turn, commitment, 'breached', turn.at);
  const { priority, teamId } = turn.conversation;
  const to = raised(priority);
  if (to !== priority) {
    turn.write({ type: 'priority_changed', from: priority, to, reason: 'escalation' });
  }
  turn.write({
    type: 'escalated',
    step: 1,
    commitmentId,
    metric: commitment.metric,
    ...(teamId ? { teamId } : {}),
  });
}
