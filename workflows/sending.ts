/** When replies go out: the first in line, once; what comes of it joins the queue as an item. */
import type { Conversation } from '../domain/conversation/state.ts';
import { firstInLine, waitsUntil } from '../domain/conversation/state.ts';
import { isOver } from '../domain/conversation/opening.ts';
import { attempt, look } from './attempts.ts';
import type { Run } from './run.ts';

export function isAttemptDue({ state, underWay, queue }: Run): boolean {
  if (!state || underWay || isOver(state)) return false;
  // What the last attempt came to is not decided yet.
  if (queue.some((item) => item.kind === 'attempted')) return false;
  const first = firstInLine(state);
  return first !== undefined && (waitsUntil(first) ?? 0) <= Date.now();
}

export const deliverFirst = (run: Run, current: Conversation): void => {
  startAttempt(run, current, 'deliver');
};

/** Finds out what became of the attempt that a lost run had under way, before another is made. */
export const settleFirst = (run: Run, current: Conversation): void => {
  // One that may still be called back was never attempted.
  if ((firstInLine(current)?.undoUntil ?? 0) > Date.now()) return;
  startAttempt(run, current, 'settle');
};

function startAttempt(run: Run, current: Conversation, how: 'deliver' | 'settle'): void {
  const outbound = firstInLine(current);
  if (!outbound) return;
  const { messageId, attempt: number } = outbound;
  run.underWay = { messageId, attempt: number };
  attempt(run.input, current, outbound, how, (outcome) => {
    run.underWay = undefined;
    const at = outcome.kind === 'sent' ? outcome.at : Date.now();
    const key = `attempt:${messageId}:${number}`;
    run.queue.push({ kind: 'attempted', key, at, messageId, attempt: number, outcome });
  });
}

/** Asks the platform whether an unknown one arrived: by itself some times, and when an agent says so. */
export function lookFor(
  run: Run,
  current: Conversation,
  messageId: string,
  delays: readonly number[],
): void {
  const outbound = current.outbox.find((candidate) => candidate.messageId === messageId);
  if (outbound?.status !== 'unknown' || run.checks.includes(messageId)) return;
  run.checks.push(messageId);
  look(run.input, current, outbound, delays, (outcome) => {
    run.checks.splice(run.checks.indexOf(messageId), 1);
    if (outcome.kind !== 'sent') return;
    const { attempt: number } = outbound;
    const key = `found:${messageId}:${number}`;
    run.queue.push({ kind: 'attempted', key, at: Date.now(), messageId, attempt: number, outcome });
  });
}
