/** What supervisors search by in Temporal's UI. The namespace must know these names (runtime/search-attributes.ts). */
import {
  defineSearchAttributeKey,
  SearchAttributeType,
  type SearchAttributeUpdatePair,
} from '@temporalio/common';
import type { Conversation } from '../domain/conversation/state.ts';

export const platformKey = defineSearchAttributeKey(
  'CarelinePlatform',
  SearchAttributeType.KEYWORD,
);
export const statusKey = defineSearchAttributeKey('CarelineStatus', SearchAttributeType.KEYWORD);
export const priorityKey = defineSearchAttributeKey(
  'CarelinePriority',
  SearchAttributeType.KEYWORD,
);
export const assigneeKey = defineSearchAttributeKey(
  'CarelineAssignee',
  SearchAttributeType.KEYWORD,
);
export const nextDeadlineKey = defineSearchAttributeKey(
  'CarelineNextDeadline',
  SearchAttributeType.DATETIME,
);

/** What Temporal was last told; a change of nothing costs no event. */
export interface Told {
  platform?: string;
  status?: string;
  priority?: string;
  assignee?: string;
  nextDeadline?: number;
}

/** `nextDeadline` is the instant of the armed timer: never later than the truth, and put right when it passes. */
export const toTell = (conversation: Conversation, timerAt: number | undefined): Told => ({
  platform: conversation.platform,
  status: conversation.status,
  priority: conversation.priority,
  ...(conversation.assignedTo ? { assignee: conversation.assignedTo } : {}),
  ...(timerAt === undefined ? {} : { nextDeadline: timerAt }),
});

export function changedAttributes(before: Told, now: Told): SearchAttributeUpdatePair[] {
  const pairs: SearchAttributeUpdatePair[] = [];
  if (before.platform !== now.platform)
    pairs.push({ key: platformKey, value: now.platform ?? null });
  if (before.status !== now.status) pairs.push({ key: statusKey, value: now.status ?? null });
  if (before.priority !== now.priority) {
    pairs.push({ key: priorityKey, value: now.priority ?? null });
  }
  if (before.assignee !== now.assignee) {
    pairs.push({ key: assigneeKey, value: now.assignee ?? null });
  }
  if (before.nextDeadline !== now.nextDeadline) {
    pairs.push({
      key: nextDeadlineKey,
      value: now.nextDeadline === undefined ? null : new Date(now.nextDeadline),
    });
  }
  return pairs;
}
