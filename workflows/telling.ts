/** For supervisors in Temporal's UI: how it stands, without anybody's words. */
import * as wf from '@temporalio/workflow';
import { nextDue } from '../domain/conversation/deadlines.ts';
import type { Conversation } from '../domain/conversation/state.ts';
import { isResponse } from '../domain/sla.ts';
import type { Run } from './run.ts';
import { changedAttributes, toTell } from './search-attributes.ts';

export function tell(run: Run, current: Conversation): void {
  const now = toTell(current, run.timer.at);
  const changes = changedAttributes(run.told, now);
  if (changes.length > 0) wf.upsertSearchAttributes(changes);
  run.told = now;
  wf.setCurrentDetails(detailsOf(current));
}

/** What the timer is for. */
export function summaryOf(conversation: Conversation): string {
  const next = nextDue(conversation);
  return next ? next.key : 'the next try';
}

function detailsOf(conversation: Conversation): string {
  const running = conversation.commitments.filter(({ outcome }) => outcome === undefined);
  const lines = [
    `**${conversation.status}**, priority ${conversation.priority}`,
    conversation.assignedTo ? `agent \`${conversation.assignedTo}\`` : 'nobody has it',
    ...running.map(
      ({ metric, dueAt }) =>
        `${metric} due ${dueAt === undefined ? 'when it goes on' : new Date(dueAt).toISOString()}`,
    ),
    ...conversation.outbox.map(
      ({ messageId, status, attempt: number }) =>
        `reply \`${messageId}\`: ${status}, attempt ${number}`,
    ),
  ];
  const isWaiting = running.some(isResponse);
  return [...lines, isWaiting ? 'the customer waits for an answer' : 'nobody waits'].join('\n\n');
}
