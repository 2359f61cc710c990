/** Changes of status and what they do to clocks and queue (design.md, "States"). */
import { cancelResponses, endResolution, redatePaused, start } from './clocks.ts';
import type { Actor, Status } from './state.ts';
import { system, type Turn } from './turn.ts';

interface Change {
  reason: string;
  actor?: Actor;
  until?: number;
}

export function becomeOpen(turn: Turn, { reason, actor = system }: Change): void {
  const { status, assignedTo, lastAssignedTo } = turn.conversation;
  if (status === 'open') return;
  turn.write({ type: 'status_changed', from: status, to: 'open', reason }, actor);
  runResolution(turn, status, reason);
  // The matcher gives it to its last agent if that one is there, else to whoever is next.
  const preferredAgentId = assignedTo ?? lastAssignedTo;
  turn.write({
    type: 'queued',
    why: preferredAgentId ? 'came back; its last agent first' : 'came back',
    ...(preferredAgentId ? { preferredAgentId } : {}),
  });
}

export function becomeWaiting(turn: Turn, to: 'pending' | 'snoozed', change: Change): void {
  const { status } = turn.conversation;
  turn.write(
    {
      type: 'status_changed',
      from: status,
      to,
      reason: change.reason,
      ...(change.until === undefined ? {} : { until: change.until }),
    },
    change.actor ?? system,
  );
  runResolution(turn, status, to);
}

export function becomeResolved(turn: Turn, { reason, actor = system }: Change): void {
  const { status, reopenWindowMs } = turn.conversation;
  turn.write(
    {
      type: 'status_changed',
      from: status,
      to: 'resolved',
      reason,
      until: turn.at + reopenWindowMs,
    },
    actor,
  );
  cancelResponses(turn, reason);
  endResolution(turn, 'met');
}

export function becomeClosed(turn: Turn, { reason, actor = system }: Change): void {
  for (const outbound of turn.conversation.outbox) {
    if (outbound.status === 'unknown') continue;
    turn.write({ type: 'reply_cancelled', messageId: outbound.messageId, reason: 'closed' });
  }
  cancelResponses(turn, reason);
  endResolution(turn, 'cancelled', reason);
  turn.write(
    { type: 'status_changed', from: turn.conversation.status, to: 'closed', reason },
    actor,
  );
}

/** A reopened conversation is promised a resolution anew; a waiting one stands still, an open one runs on. */
function runResolution(turn: Turn, from: Status, reason: string): void {
  if (from === 'resolved') start(turn, 'resolution', turn.at);
  else redatePaused(turn, reason);
}
