import { type BusinessHours, openSpans, type Span } from './business-hours/calendar.ts';

export type { BusinessHours, Weekday } from './business-hours/calendar.ts';
export { timeZoneNamed } from './business-hours/time-zone.ts';
export { validateBusinessHours } from './business-hours/validate.ts';

/** The clock stands still in `[from, to)` (instants, ms); without `to` it still does. May overlap, in any order. */
export interface Pause {
  from: number;
  to?: number;
}

/**
 * The instant (ms) at which `budgetMs` of running time since `startAt` is used up: exactly at closing time, it is
 * closing time. A budget of 0 is due as soon as the clock runs. No calendar: around the clock. Undefined when the
 * clock is still paused, has no hours, or would need more than ten years after the start and the last pause.
 */
export function addRunningTime(
  startAt: number,
  budgetMs: number,
  calendar: BusinessHours | undefined,
  pauses: readonly Pause[] = [],
): number | undefined {
  const until = calendar
    ? Math.max(startAt, ...pauses.map(({ from, to }) => to ?? from)) + FAR
    : Infinity;
  let left = Math.max(0, budgetMs);
  for (const { from, to } of runningSpans(startAt, until, calendar, pauses)) {
    if (left <= to - from) return from + left;
    left -= to - from;
  }
  return undefined;
}

/** How long (ms) the clock ran between two instants; 0 when `to` is not after `from`. */
export function runningTimeBetween(
  from: number,
  to: number,
  calendar: BusinessHours | undefined,
  pauses: readonly Pause[] = [],
): number {
  let sum = 0;
  for (const span of runningSpans(from, to, calendar, pauses)) sum += span.to - span.from;
  return sum;
}

/** When the desk is open within `[from, until)`; stretches that touch are one. */
export function openPeriods(
  from: number,
  until: number,
  calendar: BusinessHours | undefined,
): Span[] {
  const periods: Span[] = [];
  for (const span of openSpans(calendar, from, until)) {
    const last = periods.at(-1);
    if (last?.to === span.from) last.to = span.to;
    else periods.push({ ...span });
  }
  return periods;
}

export function isOpenAt(at: number, calendar: BusinessHours | undefined): boolean {
  return !openSpans(calendar, at, at + 1).next().done;
}

/** The first instant (ms) from `at` on at which the desk is open: `at` itself if it is; undefined: not in ten years. */
export function nextOpening(at: number, calendar: BusinessHours | undefined): number | undefined {
  for (const { from } of openSpans(calendar, at, at + FAR)) return from;
  return undefined;
}

const FAR = 3_653 * 86_400_000;

function* runningSpans(
  from: number,
  until: number,
  calendar: BusinessHours | undefined,
  pauses: readonly Pause[],
): Generator<Span> {
  for (const span of unpaused(from, until, pauses)) yield* openSpans(calendar, span.from, span.to);
}

/** What of `[from, until)` no pause covers, in order. */
function* unpaused(from: number, until: number, pauses: readonly Pause[]): Generator<Span> {
  let at = from;
  for (const pause of pauses.toSorted((a, b) => a.from - b.from)) {
    const to = pause.to ?? Infinity;
    if (to <= pause.from || to <= at) continue;
    if (pause.from >= until) break;
    if (pause.from > at) yield { from: at, to: pause.from };
    at = to;
  }
  if (at < until) yield { from: at, to: until };
}
