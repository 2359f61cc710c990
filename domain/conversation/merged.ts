/** The side of a conversation that is merged into another: it keeps its thread, the survivor decides. */
import { carryOn, end, promiseAnswer, running, start } from './clocks.ts';
import { isResponse } from '../sla.ts';
import type { UnmergeReason } from './events.ts';
import type { Forward, HandedOver } from './forwards.ts';
import type { Command, Refusal } from './items.ts';
import { holdScheduled } from './later.ts';
import { holdOvertaken } from './replies.ts';
import { becomeClosed, becomeOpen, becomeResolved, becomeWaiting } from './status.ts';
import {
  firstInLine,
  isAnswer,
  isBy,
  missed,
  type Actor,
  type Conversation,
  type Elsewhere,
  type Unanswered,
} from './state.ts';
import type { Turn } from './turn.ts';

/** What is done on its thread goes on; everything else is asked of the survivor. */
const ownCommands: ReadonlySet<Command['type']> = new Set([
  ...(['reply', 'note', 'cancel', 'send_now', 'release', 'check', 'read', 'moved'] as const),
]);

export function refusalOfMerged(
  { mergedInto }: Conversation,
  { type }: Command,
): Refusal | undefined {
  if (!mergedInto || ownCommands.has(type)) return undefined;
  return {
    code: 'merged',
    message: 'This conversation is part of another one now, which decides.',
    conversationId: mergedInto.conversationId,
  };
}

/** It hands over all that is open, and waits. */
export function mergeInto(turn: Turn, into: Elsewhere, actor: Actor): void {
  const { unanswered, outbox } = turn.conversation;
  const commitments = running(turn.conversation);
  const replies = outbox.flatMap((it) => {
    const { messageId, submittedAt, status } = it;
    return status === 'queued' || status === 'unknown'
      ? [{ messageId, submittedAt, isHuman: isAnswer(it), status }]
      : [];
  });
  const owed = missed(turn.conversation);
  const offer = {
    unanswered,
    replies,
    commitments,
    ...(owed.length > 0 ? { missed: owed } : {}),
  };
  turn.write({ type: 'merged', into, offer }, actor);
  for (const commitment of commitments) {
    end(turn, commitment, 'cancelled', turn.at, { reason: 'merged' });
  }
  if (turn.conversation.status !== 'pending') {
    becomeWaiting(turn, 'pending', { reason: 'merged', actor });
  }
}

/** What the survivor did. What comes from another than that is old. */
export function onSurvivor(turn: Turn, forward: Forward): void {
  const { mergedInto } = turn.conversation;
  if (mergedInto?.threadId !== forward.from.threadId) return;
  // Who gives it back may be the conversation that followed on the one it was meant for.
  const isFromIt = mergedInto.conversationId === forward.from.conversationId;
  if (!isFromIt && forward.is !== 'refused') return;
  switch (forward.is) {
    case 'refused':
      return goOn(turn, mergedInto, 'refused', turn.conversation.unanswered);
    case 'went_on':
      return wentOn(turn, forward);
    case 'resolved':
      holdScheduled(turn, 'resolved');
      return holdOvertaken(turn, 'resolved');
    case 'closed':
      return onClosed(turn, mergedInto, forward.heardAt);
    case 'given_back':
      return takeBack(turn, mergedInto, forward.back);
    default:
      return undefined;
  }
}

/** Only what waits is concerned. */
function wentOn(turn: Turn, { reason, by }: Extract<Forward, { is: 'went_on' }>): void {
  const waits = turn.conversation.outbox.some(
    (outbound) => ['queued', 'scheduled'].includes(outbound.status) && !isBy(outbound, by),
  );
  if (!waits) return;
  turn.write({ type: 'overtaken_elsewhere', reason, ...(by === undefined ? {} : { by }) });
  holdOvertaken(turn, reason, by);
}

function takeBack(turn: Turn, from: Elsewhere, back: HandedOver): void {
  const unheard = after(turn.conversation.unanswered, back.heardAt);
  const known = new Set(back.unanswered.map(({ messageId }) => messageId));
  const unanswered = [
    ...back.unanswered,
    ...unheard.filter(({ messageId }) => !known.has(messageId)),
  ];
  goOn(turn, from, 'by_hand', unanswered, back);
}

/** Closed with it, unless there is something that the survivor did not know of. */
function onClosed(turn: Turn, from: Elsewhere, heardAt: number): void {
  const unheard = after(turn.conversation.unanswered, heardAt);
  if (unheard.length > 0) return goOn(turn, from, 'survivor_closed', unheard);
  turn.write({ type: 'unmerged', from, reason: 'survivor_closed', unanswered: [] });
  if (firstInLine(turn.conversation)) becomeResolved(turn, { reason: 'survivor_closed' });
  else becomeClosed(turn, { reason: 'survivor_closed' });
}

const after = (unanswered: readonly Unanswered[], at: number): Unanswered[] =>
  unanswered.filter(({ since }) => since > at);

/** By itself again: with the promise that comes back, or one for what nobody has promised anything yet. */
function goOn(
  turn: Turn,
  from: Elsewhere,
  reason: UnmergeReason,
  unanswered: Unanswered[],
  back?: HandedOver,
): void {
  const owed = back?.missed ? { missed: back.missed } : {};
  turn.write({ type: 'unmerged', from, reason, unanswered, ...owed });
  if (missed(turn.conversation).every(isResponse)) start(turn, 'resolution', turn.at);
  if (unanswered.length === 0) return;
  becomeOpen(turn, { reason: 'unmerged' });
  if (back?.commitment) carryOn(turn, back.commitment);
  promiseAnswer(turn);
}
