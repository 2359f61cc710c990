import { addRunningTime } from '../domain/business-hours.ts';
import { warnShare, type Due, type DueAsk, type SlaPolicy } from '../domain/sla.ts';
import type { CalendarInput } from './types.ts';

/** Calendar arithmetic, where time zones may be used: their data changes with releases, and a replay must not notice. */
export function calendar({ policy, asks }: CalendarInput): Promise<Due[]> {
  return Promise.resolve(asks.map((ask) => dueBy(policy, ask)));
}

export function dueBy(policy: SlaPolicy, { startAt, budgetMs, pauses }: DueAsk): Due {
  const share = warnShare(policy);
  const dueAt = addRunningTime(startAt, budgetMs, policy.businessHours, pauses);
  const warnAt = addRunningTime(startAt, budgetMs * share, policy.businessHours, pauses);
  return {
    ...(dueAt === undefined ? {} : { dueAt: Math.round(dueAt) }),
    ...(warnAt === undefined ? {} : { warnAt: Math.round(warnAt) }),
  };
}
