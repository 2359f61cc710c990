/** Who has the conversation (design.md, rule 16). */
import type { Actor, Eligible } from './state.ts';
import { uncovered } from './state.ts';
import { system, type Turn } from './turn.ts';

/** A claim made by the matcher: taken if the conversation still waits, or had it already. Answers whether it was. */
export function onClaimed(
  turn: Turn,
  claim: { claimId: string; agentId: string; why: string },
): boolean {
  const { status, waitingSince, claimId } = turn.conversation;
  if (claimId === claim.claimId) return true;
  if (status !== 'open' || waitingSince === undefined) return false;
  turn.write({ type: 'assigned', ...claim, isManual: false });
  return true;
}

/** Its agent went offline: what nobody answered yet goes back to the queue; the rest stays until the customer writes. */
export function onAgentGone(turn: Turn, agentId: string): void {
  const { status, assignedTo } = turn.conversation;
  if (status !== 'open' || assignedTo !== agentId) return;
  if (uncovered(turn.conversation).length === 0) return;
  turn.write({ type: 'queued', why: 'its agent went offline' });
}

export function onRelax(turn: Turn, to: Eligible): void {
  const order: Eligible[] = ['skills', 'team', 'supervisors'];
  const { waitingSince, eligible } = turn.conversation;
  if (waitingSince === undefined || order.indexOf(to) <= order.indexOf(eligible)) return;
  turn.write({ type: 'requirement_relaxed', to });
}

export function assignByHand(
  turn: Turn,
  agentId: string,
  why: string,
  actor: Actor = system,
): void {
  if (turn.conversation.assignedTo === agentId) return;
  turn.write({ type: 'assigned', agentId, why, isManual: true }, actor);
}

/** Taken from its agent by hand: an open one waits for the next. One that nobody has keeps its place in the queue. */
export function unassign(turn: Turn, why: string, actor: Actor): void {
  if (turn.conversation.assignedTo === undefined) return;
  turn.write({ type: 'queued', why }, actor);
}
