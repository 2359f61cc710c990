/** What the customer's tier promises, where the CRM told of it after the conversation had begun, or of another one. */
import { priorityRank } from '../sla.ts';
import { redate } from './clocks.ts';
import type { Command } from './items.ts';
import type { Actor } from './state.ts';
import type { Turn } from './turn.ts';

/** The policy is the tier's from now on; the priority rises to its, unless somebody set it by hand. */
export function changeTier(
  turn: Turn,
  { tier, policy, priority }: Extract<Command, { type: 'tier' }>,
  actor: Actor,
): void {
  const { policy: before, priority: from, byHand = {} } = turn.conversation;
  const isOther = policy !== undefined && policy.id !== before.id;
  if (isOther) turn.write({ type: 'tier_changed', tier, policy }, actor);
  const isRaise =
    priority !== undefined && priorityRank(priority) > priorityRank(from) && !byHand.priority;
  if (isRaise) {
    turn.write({ type: 'priority_changed', from, to: priority, reason: `tier ${tier}` }, actor);
  }
  if (isOther || isRaise) redate(turn, `tier ${tier}`);
}
