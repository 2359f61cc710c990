/** The read model's row of a conversation: a pure function of its state. */
import { isRunning, priorityRank, type Commitment, type Metric } from '../sla.ts';
import { isSuspended } from './clocks.ts';
import { missed, type Conversation } from './state.ts';

export type SlaState = 'ok' | 'warning' | 'breached' | 'paused' | 'none';

export interface CommitmentView {
  status: 'running' | 'paused' | 'met' | 'breached' | 'cancelled';
  startedAt: string;
  dueAt?: string;
  warnedAt?: string;
  endedAt?: string;
}

export interface SlaView {
  policyId?: string;
  policyName?: string;
  /** The worst of what is open; breached stays while what was promised is still owed. */
  state: SlaState;
  firstResponse?: CommitmentView;
  nextResponse?: CommitmentView;
  resolution?: CommitmentView;
}

/** Instants in ms. */
export interface ConversationRow {
  id: string;
  threadId: string;
  platform: string;
  accountId: string;
  customerId: string;
  source: string;
  status: string;
  priority: string;
  priorityRank: number;
  assignedTo: string | null;
  teamId: string | null;
  requiredSkills: unknown[];
  eligible: string;
  tags: string[];
  sla: SlaView;
  unread: number;
  previousConversationId: string | null;
  createdAt: number;
  updatedAt: number;
  lastMessageAt: number | null;
  firstResponseAt: number | null;
  resolvedAt: number | null;
  closedAt: number | null;
  snoozedUntil: number | null;
  unansweredSince: number | null;
  waitingSince: number | null;
  preferredAgentId: string | null;
  mergedInto: string | null;
  nextDueAt: number | null;
  /** The earliest due of what is owed, missed or not: by it the most pressing comes first. */
  owedBy: number | null;
}

export function project(conversation: Conversation): ConversationRow {
  // Of a merged one it is the survivor's.
  const owed = conversation.mergedInto
    ? []
    : missed(conversation).toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
  const due = conversation.commitments
    .filter((commitment) => isRunning(commitment) && !isSuspended(conversation, commitment))
    .flatMap(({ dueAt }) => dueAt ?? []);
  return {
    id: conversation.id,
    threadId: conversation.threadId,
    platform: conversation.platform,
    accountId: conversation.accountId,
    customerId: conversation.customerId,
    source: conversation.source,
    status: conversation.status,
    priority: conversation.priority,
    priorityRank: priorityRank(conversation.priority),
    assignedTo: conversation.assignedTo ?? null,
    teamId: conversation.teamId ?? null,
    requiredSkills: conversation.requiredSkills,
    eligible: conversation.eligible,
    tags: conversation.tags,
    sla: slaView(conversation, owed),
    unread: conversation.unread,
    previousConversationId: conversation.previousConversationId ?? null,
    createdAt: conversation.createdAt,
    updatedAt: conversation.updatedAt,
    lastMessageAt: conversation.lastMessageAt ?? null,
    firstResponseAt: conversation.firstResponseAt ?? null,
    resolvedAt: conversation.resolvedAt ?? null,
    closedAt: conversation.closedAt ?? null,
    snoozedUntil: conversation.snoozedUntil ?? null,
    // Of a merged one that is the survivor's.
    unansweredSince: conversation.mergedInto ? null : (conversation.unanswered[0]?.since ?? null),
    mergedInto: conversation.mergedInto?.conversationId ?? null,
    waitingSince: conversation.waitingSince ?? null,
    preferredAgentId: conversation.preferredAgentId ?? null,
    nextDueAt: earliest(due),
    owedBy: earliest([...due, ...owed.flatMap(({ dueAt }) => dueAt ?? [])]),
  };
}

function slaView(conversation: Conversation, owed: readonly Commitment[]): SlaView {
  const view = (metric: Metric) => {
    const isOfKind = (commitment: Commitment) => commitment.metric === metric;
    const shown = owed.find(isOfKind) ?? conversation.commitments.findLast(isOfKind);
    return shown && commitmentView(shown);
  };
  const firstResponse = view('first_response');
  const nextResponse = view('next_response');
  const resolution = view('resolution');
  return {
    ...(conversation.policy.id ? { policyId: conversation.policy.id } : {}),
    ...(conversation.policy.name ? { policyName: conversation.policy.name } : {}),
    state: slaState(conversation, owed),
    ...(firstResponse ? { firstResponse } : {}),
    ...(nextResponse ? { nextResponse } : {}),
    ...(resolution ? { resolution } : {}),
  };
}

const earliest = (instants: readonly number[]): number | null =>
  instants.length > 0 ? Math.min(...instants) : null;

function slaState({ commitments }: Conversation, owed: readonly Commitment[]): SlaState {
  if (owed.length > 0) return 'breached';
  const open = commitments.filter(isRunning);
  if (open.some(({ warnedAt }) => warnedAt !== undefined)) return 'warning';
  if (open.length === 0) return 'none';
  return open.every(({ dueAt }) => dueAt === undefined) ? 'paused' : 'ok';
}

const iso = (at: number): string => new Date(at).toISOString();

function commitmentView(commitment: Commitment): CommitmentView {
  const { startedAt, dueAt, warnedAt, outcome, endedAt } = commitment;
  return {
    status: outcome ?? (dueAt === undefined ? 'paused' : 'running'),
    startedAt: iso(startedAt),
    ...(dueAt === undefined ? {} : { dueAt: iso(dueAt) }),
    ...(warnedAt === undefined ? {} : { warnedAt: iso(warnedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
  };
}
