import { Temporal } from 'temporal-polyfill';
import { offsetsBetween } from './offsets.ts';

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Wall-clock times `HH:MM`. `end ≤ start` runs past midnight; `00:00`–`00:00` is the whole day. */
export interface Period {
  start: string;
  end: string;
}

/** When a desk is staffed. A period belongs to the day it begins on, and falls with that day's holiday. */
export interface BusinessHours {
  /** IANA name, e.g. `Europe/Berlin`. */
  timezone: string;
  schedule: Partial<Record<Weekday, Period[]>>;
  /** Local dates `YYYY-MM-DD`. */
  holidays: string[];
}

/** A half-open stretch `[from, to)` in ms, of instants or of a wall clock counted as if it were UTC. */
export interface Span {
  from: number;
  to: number;
}

/**
 * The open stretches within `[from, until)`, in order; two of them may touch. The desk is open whenever its wall
 * clock says so: a skipped hour never happens, a repeated one counts twice, and a period whose start is skipped
 * opens when the clocks have moved.
 */
export function* openSpans(
  calendar: BusinessHours | undefined,
  from: number,
  until: number,
): Generator<Span> {
  if (from >= until) return;
  if (!calendar) {
    yield { from, to: until };
    return;
  }
  const openOn = hoursByDay(calendar);
  if (!openOn) return;
  for (const span of offsetsBetween(calendar.timezone, from, until)) {
    const end = span.to + span.offset;
    for (let day = Math.floor((span.from + span.offset) / DAY); day * DAY < end; day++) {
      for (const hours of openOn(day)) {
        const opens = Math.max(day * DAY + hours.from - span.offset, span.from);
        const closes = Math.min(day * DAY + hours.to - span.offset, span.to);
        if (opens < closes) yield { from: opens, to: closes };
      }
    }
  }
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Day number (since 1970-01-01) → that date's hours in ms of its wall clock, merged; undefined: never open. */
function hoursByDay(calendar: BusinessHours): ((day: number) => Span[]) | undefined {
  const week = WEEKDAYS.map((name) => (calendar.schedule[name] ?? []).map(toSpan));
  if (week.every((periods) => periods.length === 0)) return undefined;
  const holidays = new Set(calendar.holidays.map(toDay));
  const begunOn = (day: number) => (holidays.has(day) ? [] : (week[weekdayOf(day)] ?? []));
  return (day) =>
    merge([
      ...begunOn(day - 1).map(({ from, to }) => ({ from: Math.max(from - DAY, 0), to: to - DAY })),
      ...begunOn(day).map(({ from, to }) => ({ from, to: Math.min(to, DAY) })),
    ]);
}

function toSpan({ start, end }: Period): Span {
  const from = toMs(start);
  const to = toMs(end);
  return { from, to: to <= from ? to + DAY : to };
}

function toMs(time: string): number {
  const [hours = NaN, minutes = NaN] = time.split(':').map(Number);
  return (hours * 60 + minutes) * MINUTE;
}

function toDay(date: string): number {
  return Temporal.PlainDate.from(date).since('1970-01-01').days;
}

/** Index into `WEEKDAYS`; day 0 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Overlapping and touching stretches become one; empty ones go. */
function merge(spans: Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}
