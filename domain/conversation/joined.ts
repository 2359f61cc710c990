/** The side of the survivor: what happens on the threads that are merged into it, it decides. */
import { isResponse, isRunning, type Commitment } from '../sla.ts';
import { assignByHand } from './assignment.ts';
import {
  carryOn,
  end,
  meetResponses,
  promiseAnswer,
  redatePaused,
  running,
  startResponse,
} from './clocks.ts';
import type { Forward, JoinOffer } from './forwards.ts';
import { holdOvertaken, settleResolved } from './replies.ts';
import { becomeOpen, becomeWaiting } from './status.ts';
import { missed, type Actor, type Conversation, type Elsewhere } from './state.ts';
import type { Turn } from './turn.ts';

const customer: Actor = { type: 'customer' };
/** As of an inbound message (inbound.ts). */
const coarsestClockMs = 1_000;

const find = ({ joined = [] }: Conversation, conversationId: string) =>
  joined.find((it) => it.conversationId === conversationId);

/** What a merged conversation tells. What one tells that has left, or never came, is old. */
export function onMerged(turn: Turn, forward: Forward): void {
  const { from } = forward;
  const of = from.conversationId;
  if (forward.is === 'offered') return offered(turn, from, forward.into, forward.offer);
  if (!find(turn.conversation, of)) return;
  switch (forward.is) {
    case 'wrote':
      return wrote(turn, of, forward);
    case 'replying':
      return replying(turn, of, forward);
    case 'replied':
      return replied(turn, of, forward.messageId);
    case 'not_replied': {
      const { messageId, isUnknown } = forward;
      if (!under(turn.conversation, messageId)) return;
      turn.write({ type: 'joined_reply_ended', of, messageId, isUnknown });
      return settleResolved(turn);
    }
    case 'answered': {
      const { messageId, at, until } = forward;
      turn.write({ type: 'joined_answered', of, messageId, answersUntil: until });
      meetResponses(turn, { at, until, messageId });
      return holdOvertaken(turn, 'other_reply');
    }
    default:
      return undefined;
  }
}

const under = ({ elsewhere = [] }: Conversation, messageId: string) =>
  elsewhere.find((reply) => reply.messageId === messageId);

function offered(turn: Turn, thread: Elsewhere, into: string, offer: JoinOffer): void {
  const { id, mergedInto } = turn.conversation;
  if (find(turn.conversation, thread.conversationId)) return;
  if (into !== id || mergedInto) return turn.write({ type: 'thread_refused', thread });
  // Before it joins: in a resolved conversation what is asked would count for settled.
  if (asksForAnswer(offer)) becomeOpen(turn, { reason: 'merged', actor: customer });
  turn.write({ type: 'thread_joined', thread, offer });
  const { status } = turn.conversation;
  keepEarlier(turn, offer.commitments.find(isResponse), isResponse);
  if (status === 'resolved') return;
  keepEarlier(
    turn,
    offer.commitments.find((it) => !isResponse(it)),
    (it) => !isResponse(it),
  );
  redatePaused(turn, 'merged');
}

/** More than its own replies under way will answer. */
const asksForAnswer = ({ unanswered, replies }: JoinOffer): boolean =>
  unanswered.some(
    ({ since }) =>
      !replies.some((it) => it.isHuman && it.status === 'queued' && it.submittedAt >= since),
  );

/** Of two promises of a kind the earlier stays, as it is. */
function keepEarlier(
  turn: Turn,
  theirs: Commitment | undefined,
  isOfKind: (commitment: Commitment) => boolean,
): void {
  if (theirs?.dueAt === undefined) return;
  // Overdue itself, it is to be resolved as soon as it can be; what is asked keeps its own time.
  if (!isResponse(theirs) && !missed(turn.conversation).every(isResponse)) return;
  const own = running(turn.conversation).find(isOfKind);
  if (own && (own.dueAt ?? Infinity) <= theirs.dueAt) return;
  if (own) end(turn, own, 'cancelled', turn.at, { reason: 'merged' });
  carryOn(turn, theirs);
}

function wrote(turn: Turn, of: string, fact: Extract<Forward, { is: 'wrote' }>): void {
  const { messageId, needsAnswer, platformAt } = fact;
  turn.write(
    {
      ...{ type: 'joined_message_received', of, messageId, needsAnswer },
      ...(platformAt === undefined ? {} : { platformAt }),
    },
    customer,
  );
  holdOvertaken(turn, 'customer_wrote');
  if (!needsAnswer) return;
  const { status, lastReplyAt = -Infinity } = turn.conversation;
  const isOld = platformAt !== undefined && platformAt + coarsestClockMs <= lastReplyAt;
  if (status === 'resolved' && isOld) return;
  if (status !== 'open') becomeOpen(turn, { reason: 'customer_wrote', actor: customer });
  startResponse(turn, messageId, turn.at, of);
}

function replying(turn: Turn, of: string, fact: Extract<Forward, { is: 'replying' }>): void {
  const { messageId, submittedAt, isHuman, by, andWait } = fact;
  if (under(turn.conversation, messageId)?.status === 'queued') return;
  holdOvertaken(turn, 'other_reply', by.id);
  turn.write({ type: 'joined_reply_queued', of, messageId, submittedAt, isHuman }, by);
  const { status, waitingSince } = turn.conversation;
  if (status === 'open' && waitingSince !== undefined && by.type === 'agent' && by.id) {
    assignByHand(turn, by.id, 'took it by answering', by);
  }
  if (status === 'resolved') becomeWaiting(turn, 'pending', { reason: 'replied', actor: by });
  else if (status === 'open' && andWait) {
    becomeWaiting(turn, 'pending', { reason: 'replied_and_waits', actor: by });
  }
}

function replied(turn: Turn, of: string, messageId: string): void {
  const reply = under(turn.conversation, messageId);
  if (!reply) return;
  const { submittedAt, isHuman } = reply;
  turn.write({ type: 'joined_reply_sent', of, messageId, submittedAt }, { type: 'platform' });
  if (isHuman) meetResponses(turn, { at: submittedAt, until: submittedAt, messageId });
  settleResolved(turn);
}

/** It goes, with what waits on its thread and the promises that are about that. */
export function letGo(turn: Turn, conversationId: string, actor: Actor): void {
  const joined = find(turn.conversation, conversationId);
  if (!joined) return;
  const { heardAt, ...thread } = joined;
  const { unanswered: all, commitments } = turn.conversation;
  const theirs = all.filter(({ of }) => of === conversationId);
  const unanswered = theirs.map(({ messageId, since }) => ({ messageId, since }));
  const promises = commitments.filter(
    (it) => isResponse(it) && unanswered.some(({ since }) => since === it.startedAt),
  );
  const open = promises.filter(isRunning);
  const owed = promises.filter(({ outcome }) => outcome === 'breached');
  const back = {
    ...{ heardAt, unanswered },
    ...(open[0] ? { commitment: open[0] } : {}),
    ...(owed.length > 0 ? { missed: owed } : {}),
  };
  turn.write({ type: 'thread_left', thread, back }, actor);
  for (const promise of open) end(turn, promise, 'cancelled', turn.at, { reason: 'unmerged' });
  promiseAnswer(turn);
}
