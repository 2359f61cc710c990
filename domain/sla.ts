/** What we promise a customer, and what became of it. Instants are ms since 1970. */
import type { BusinessHours, Pause } from './business-hours.ts';

export type Metric = 'first_response' | 'next_response' | 'resolution';
export type Priority = 'low' | 'medium' | 'high' | 'urgent';

export const priorities = [
  'low',
  'medium',
  'high',
  'urgent',
] as const satisfies readonly Priority[];

export const priorityRank = (priority: Priority): number => priorities.indexOf(priority);

/** One step up the ladder; urgent stays urgent. */
export const raised = (priority: Priority): Priority =>
  priorities[Math.min(priorityRank(priority) + 1, priorities.length - 1)] ?? 'urgent';

export interface SlaBudgets {
  firstResponseMinutes: number;
  /** Without it there is no clock for further answers. */
  nextResponseMinutes?: number | undefined;
  resolutionHours: number;
}

export interface SlaConfiguration extends SlaBudgets {
  businessHoursOnly: boolean;
  /** Needed when businessHoursOnly. */
  businessHours?: BusinessHours | undefined;
  /** Warn when this share of the time is used; default 0.8. */
  warnAtShare?: number | undefined;
  /** Other budgets for some priorities. */
  byPriority?: Partial<Record<Priority, Partial<SlaBudgets>>> | undefined;
}

/** A policy as a conversation keeps it: a snapshot, so that editing the policy re-dates nothing. */
export interface SlaPolicy extends SlaConfiguration {
  id?: string | undefined;
  name?: string | undefined;
}

export type CommitmentOutcome = 'met' | 'breached' | 'cancelled';

/** One promise. It ends exactly once; what has ended never changes. */
export interface Commitment {
  /** `<metric>#<n>`, unique in its conversation. */
  id: string;
  metric: Metric;
  startedAt: number;
  /** The time it has, ms; only an explicit change of the promise changes it. */
  budgetMs: number;
  /** Absent while the clock is paused, and where the calendar never opens. */
  dueAt?: number;
  warnAt?: number;
  warnedAt?: number;
  outcome?: CommitmentOutcome;
  endedAt?: number;
}

export const isRunning = (commitment: Commitment): boolean => commitment.outcome === undefined;
export const isResponse = (commitment: Commitment): boolean => commitment.metric !== 'resolution';

const minute = 60_000;
const defaultWarnAtShare = 0.8;

/** The time a commitment has, ms; undefined where the policy makes no such promise. */
export function budgetMs(
  policy: SlaPolicy,
  metric: Metric,
  priority: Priority,
): number | undefined {
  const budgets = { ...policy, ...policy.byPriority?.[priority] };
  switch (metric) {
    case 'first_response':
      return budgets.firstResponseMinutes * minute;
    case 'next_response':
      return budgets.nextResponseMinutes === undefined
        ? undefined
        : budgets.nextResponseMinutes * minute;
    case 'resolution':
      return budgets.resolutionHours * 60 * minute;
  }
}

/** What the calendar is asked: when is `budgetMs` of running time since `startAt` used up? */
export interface DueAsk {
  startAt: number;
  budgetMs: number;
  pauses: readonly Pause[];
}

export interface Due {
  dueAt?: number;
  warnAt?: number;
}

/** Answers an ask; calendars with time zones are worked out in an activity and looked up here. */
export type Calendar = (policy: SlaPolicy, ask: DueAsk) => Due;

export const warnShare = (policy: SlaPolicy): number => policy.warnAtShare ?? defaultWarnAtShare;

/** The calendar of a policy that counts day and night: plain arithmetic, good inside a workflow. */
export function aroundTheClock(policy: SlaPolicy, ask: DueAsk): Due {
  const dueAt = addWithPauses(ask.startAt, ask.budgetMs, ask.pauses);
  const warnAt = addWithPauses(ask.startAt, ask.budgetMs * warnShare(policy), ask.pauses);
  return {
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(warnAt === undefined ? {} : { warnAt }),
  };
}

/** `pauses` are half-open, in order and apart. Undefined while one without an end is reached. */
function addWithPauses(startAt: number, ms: number, pauses: readonly Pause[]): number | undefined {
  let at = startAt;
  let left = ms;
  for (const pause of pauses) {
    if (pause.to !== undefined && pause.to <= at) continue;
    if (pause.from > at) {
      if (at + left <= pause.from) return Math.round(at + left);
      left -= pause.from - at;
    }
    if (pause.to === undefined) return undefined;
    at = pause.to;
  }
  return Math.round(at + left);
}

/** The key under which an answer of a calendar is kept for one decision. */
export const askKey = (ask: DueAsk): string =>
  `${ask.startAt}/${ask.budgetMs}/${ask.pauses.map((pause) => `${pause.from}-${pause.to ?? ''}`).join(',')}`;
