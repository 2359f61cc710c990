/** The clocks of a conversation: when they start, stand still, are met, and begin anew. */
import { budgetMs, isResponse, isRunning, type Commitment, type Metric } from '../sla.ts';
import { missed, repliesUnderWay, uncovered, type Conversation } from './state.ts';
import type { Turn } from './turn.ts';

export const running = (conversation: Conversation): Commitment[] =>
  conversation.commitments.filter(isRunning);

/** A response clock stands aside while a reply that would meet it is under way. */
export const isSuspended = (conversation: Conversation, commitment: Commitment): boolean =>
  isResponse(commitment) &&
  repliesUnderWay(conversation).some((outbound) => outbound.submittedAt >= commitment.startedAt);

export function start(turn: Turn, metric: Metric, startedAt: number): void {
  const { conversation } = turn;
  const budget = budgetMs(conversation.policy, metric, conversation.priority);
  if (budget === undefined) return;
  turn.write({
    ...{ type: 'commitment_started', id: nextId(conversation, metric), metric, startedAt },
    ...{ budgetMs: budget },
    ...turn.calendar(conversation.policy, ask(conversation, metric, startedAt, budget)),
  });
}

/** A promise that was another conversation's goes on here as it is: what was warned of is not warned of again. */
export function carryOn(
  turn: Turn,
  { metric, startedAt, budgetMs: budget, dueAt, warnAt, warnedAt }: Commitment,
): void {
  turn.write({
    ...{ type: 'commitment_started', id: nextId(turn.conversation, metric), metric, startedAt },
    ...{ budgetMs: budget },
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(warnAt === undefined || warnedAt !== undefined ? {} : { warnAt }),
  });
}

const nextId = ({ counts }: Conversation, metric: Metric): string =>
  `${metric}#${(counts[metric] ?? 0) + 1}`;

/** A customer message wants an answer, unless one before it still does: the clock runs from the first. */
export function startResponse(turn: Turn, messageId: string, since: number, of?: string): void {
  const isNews = uncovered(turn.conversation).length === 0;
  // Who leaves takes along what is asked on their thread: each keeps its own.
  const { unanswered, joined = [], mergedInto } = turn.conversation;
  const isFirstOfThread = joined.length > 0 && !unanswered.some((it) => it.of === of);
  if (!isNews && !isFirstOfThread && !mergedInto) return;
  turn.write({ type: 'needs_answer_marked', messageId, since, ...(of ? { of } : {}) });
  if (!isNews || mergedInto) return;
  const isFirst = turn.conversation.counts.first_response === undefined;
  start(turn, isFirst ? 'first_response' : 'next_response', since);
}

/** Whoever waits was promised an answer: unless one is due, or was missed, from when the first of them wrote. */
export function promiseAnswer(turn: Turn): void {
  const [first] = turn.conversation.unanswered;
  const promised = [...running(turn.conversation), ...missed(turn.conversation)];
  if (first && !promised.some(isResponse)) start(turn, 'next_response', first.since);
}

/** An answer given `at` to what we heard `until` then meets the response clocks that ran. */
export function meetResponses(
  turn: Turn,
  { at, until, messageId }: { at: number; until: number; messageId: string },
): void {
  for (const commitment of running(turn.conversation)) {
    const { startedAt } = commitment;
    if (!isResponse(commitment) || startedAt > until) continue;
    end(turn, commitment, 'met', Math.max(at, startedAt), { messageId });
  }
  // Its own promise may have gone for an earlier one of a merged thread, which alone is answered now.
  const { joined, status } = turn.conversation;
  if (joined && status !== 'resolved' && status !== 'closed') promiseAnswer(turn);
}

/** Ends response clocks without an answer. Those that a reply under way may still meet wait for it. */
export function cancelResponses(turn: Turn, reason: string): void {
  for (const commitment of running(turn.conversation)) {
    if (!isResponse(commitment) || isSuspended(turn.conversation, commitment)) continue;
    end(turn, commitment, 'cancelled', turn.at, { reason });
  }
}

export function endResolution(turn: Turn, outcome: 'met' | 'cancelled', reason?: string): void {
  for (const commitment of running(turn.conversation)) {
    if (commitment.metric !== 'resolution') continue;
    end(turn, commitment, outcome, turn.at, reason ? { reason } : {});
  }
}

export function end(
  turn: Turn,
  commitment: Commitment,
  outcome: 'met' | 'breached' | 'cancelled',
  endedAt: number,
  why: { reason?: string; messageId?: string } = {},
): void {
  turn.write(
    {
      type: 'commitment_ended',
      id: commitment.id,
      metric: commitment.metric,
      outcome,
      endedAt,
      ...why,
    },
    undefined,
    endedAt,
  );
}

/** Works out anew what is still open, by what is promised now; warned and ended things stay as they are. */
export function redate(turn: Turn, reason: string): void {
  for (const commitment of running(turn.conversation)) {
    const { policy, priority } = turn.conversation;
    const budget = budgetMs(policy, commitment.metric, priority);
    if (budget === undefined) end(turn, commitment, 'cancelled', turn.at, { reason });
    else date(turn, commitment, budget, reason);
  }
}

/** The resolution clock stands still or goes on: another due, the same promise. */
export function redatePaused(turn: Turn, reason: string): void {
  for (const commitment of running(turn.conversation)) {
    if (!isResponse(commitment)) date(turn, commitment, commitment.budgetMs, reason);
  }
}

/** From its original start. */
function date(turn: Turn, commitment: Commitment, budget: number, reason: string): void {
  const { conversation } = turn;
  const { id, metric, startedAt } = commitment;
  const due = turn.calendar(conversation.policy, ask(conversation, metric, startedAt, budget));
  const isSame =
    due.dueAt === commitment.dueAt &&
    due.warnAt === commitment.warnAt &&
    budget === commitment.budgetMs;
  if (!isSame) turn.write({ type: 'commitment_redated', id, budgetMs: budget, ...due, reason });
}

const ask = (conversation: Conversation, metric: Metric, startAt: number, budget: number) => ({
  startAt,
  budgetMs: budget,
  pauses: metric === 'resolution' ? conversation.pauses : [],
});
