import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addRunningTime,
  type BusinessHours,
  nextOpening,
  type Pause,
  runningTimeBetween,
  type Weekday,
} from '../../domain/business-hours.ts';

/** How many random calendars are walked minute by minute; raise it by ORACLE_CASES. */
const CASES = Number(process.env['ORACLE_CASES'] ?? 2_000);
const MINUTE = 60_000;
const DAY = 1_440;
/** How far (minutes) the oracle walks before it gives up. */
const WALK = 16 * DAY;
const WEEK = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Africa/Casablanca',
];

/** What hangs on the wall: the time, the date, and the date before. */
interface Wall {
  today: string;
  todayIs: Weekday;
  yesterday: string;
  yesterdayWas: Weekday;
  minute: number;
}
const LABELS = Array.from({ length: DAY }, (_, minute) =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':'),
);
const zones = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    {
      format: new Intl.DateTimeFormat('sv-SE', {
        timeZone,
        dateStyle: 'short',
        timeStyle: 'short',
      }),
      walls: new Map<number, Wall>(),
    },
  ]),
);

/** The wall at the quarter of an hour a minute is in: no change of clocks since 1990 falls into one. */
function wallAt(zone: string, minute: number): Wall {
  const quarter = Math.floor(minute / 15);
  const { format, walls } = zones.get(zone) ?? fail(zone);
  const known = walls.get(quarter);
  if (known) return known;
  const [today = '', time = ''] = format.format(quarter * 15 * MINUTE).split(' ');
  const before = new Date(Date.parse(today) - DAY * MINUTE);
  const wall = {
    today,
    todayIs: WEEK[new Date(today).getUTCDay()] ?? fail(today),
    yesterday: before.toISOString().slice(0, 10),
    yesterdayWas: WEEK[before.getUTCDay()] ?? fail(today),
    minute: LABELS.indexOf(time),
  };
  walls.set(quarter, wall);
  return wall;
}

function isRunning(minute: number, calendar: BusinessHours, pauses: readonly Pause[]): boolean {
  const at = minute * MINUTE;
  if (pauses.some(({ from, to }) => from <= at && (to === undefined || at < to))) return false;
  const wall = wallAt(calendar.timezone, minute);
  const now = LABELS[wall.minute + (minute % 15)] ?? fail('no such minute');
  const { schedule, holidays } = calendar;
  return (
    (!holidays.includes(wall.today) &&
      !!schedule[wall.todayIs]?.some(
        ({ start, end }) => start <= now && (now < end || end <= start),
      )) ||
    (!holidays.includes(wall.yesterday) &&
      !!schedule[wall.yesterdayWas]?.some(({ start, end }) => end <= start && now < end))
  );
}

function fail(what: string): never {
  throw new Error(what);
}

/** The minute at which the budget is used up, and the minutes that ran up to there; undefined beyond the walk. */
function walk(start: number, budget: number, calendar: BusinessHours, pauses: readonly Pause[]) {
  let ran = 0;
  for (let minute = start; minute < start + WALK; minute++) {
    if (!isRunning(minute, calendar, pauses)) continue;
    if (budget === 0) return { due: minute, ran };
    ran += 1;
    if (ran === budget) return { due: minute + 1, ran };
  }
  return { due: undefined, ran };
}

/** Days (in minutes since 1970) on which a zone's clocks change. */
const changes = new Map(ZONES.map((zone) => [zone, [...changesOf(zone)]]));
function* changesOf(zone: string): Generator<number> {
  const offsetOn = (day: number) => {
    const { today, minute } = wallAt(zone, day * DAY);
    return Date.parse(today) / MINUTE + minute - day * DAY;
  };
  const [first, last] = [Date.UTC(2009, 0) / 86_400_000, Date.UTC(2029, 0) / 86_400_000];
  for (let day = first; day < last; day++) {
    if (offsetOn(day) !== offsetOn(day + 1)) yield day * DAY;
  }
}

const time = fc.oneof(
  fc.constantFrom('00:00', '01:30', '02:00', '02:30', '03:00', '09:00', '17:30', '23:30', '23:59'),
  fc.nat(DAY - 1).map((minute) => LABELS[minute] ?? ''),
);
const periods = fc.array(fc.record({ start: time, end: time }), { maxLength: 3 });
const schedule = fc.oneof(
  { weight: 3, arbitrary: fc.record(Object.fromEntries(WEEK.map((day) => [day, periods]))) },
  fc.record({ saturday: periods, sunday: periods, monday: periods }, { requiredKeys: [] }),
);
const startIn = (zone: string) => {
  const days = changes.get(zone) ?? [];
  const anytime = fc.integer({ min: Date.UTC(2008, 0) / MINUTE, max: Date.UTC(2030, 0) / MINUTE });
  if (days.length === 0) return anytime;
  const nearChange = fc
    .tuple(fc.constantFrom(...days), fc.integer({ min: -2 * DAY, max: 2 * DAY }))
    .map(([day, shift]) => day + shift);
  return fc.oneof({ weight: 3, arbitrary: nearChange }, anytime);
};
const pausesFrom = (start: number) =>
  fc
    .array(
      fc.record(
        {
          after: fc.oneof(fc.nat(30), fc.integer({ min: -DAY, max: 4 * DAY })),
          length: fc.oneof(fc.nat(3), fc.nat(DAY)),
        },
        { requiredKeys: ['after'] },
      ),
      { maxLength: 4 },
    )
    .map((list) =>
      list.map(({ after, length }, index): Pause => {
        const from = (start + after) * MINUTE;
        // An open end stops everything behind it, so only a few cases have one.
        return length === undefined && index === 0
          ? { from }
          : { from, to: from + (length ?? 7) * MINUTE };
      }),
    );
const scenario = fc.constantFrom(...ZONES).chain((timezone) =>
  startIn(timezone).chain((start) =>
    fc.record({
      start: fc.constant(start),
      budget: fc.oneof(fc.nat(90), fc.nat(8 * 60), fc.nat(4 * DAY)),
      until: fc.nat(8 * DAY),
      pauses: fc.oneof(fc.constant([]), pausesFrom(start)),
      calendar: fc.record({
        timezone: fc.constant(timezone),
        schedule,
        holidays: fc.array(
          fc.integer({ min: -2, max: 6 }).map((day) => wallAt(timezone, start + day * DAY).today),
          { maxLength: 2 },
        ),
      }),
    }),
  ),
);

describe('business hours against a walk along the wall clock', () => {
  test('deadlines are those of the walk', () => {
    let found = 0;
    fc.assert(
      fc.property(scenario, ({ start, budget, calendar, pauses }) => {
        const { due } = walk(start, budget, calendar, pauses);
        const actual = addRunningTime(start * MINUTE, budget * MINUTE, calendar, pauses);
        if (due === undefined)
          expect(actual ?? Infinity).toBeGreaterThanOrEqual((start + WALK) * MINUTE);
        else expect(actual).toBe(due * MINUTE);
        if (due !== undefined) found += 1;
      }),
      { numRuns: CASES },
    );
    expect(found).toBeGreaterThan(CASES / 2);
  }, 600_000);

  test('running time and openings are those of the walk', () => {
    fc.assert(
      fc.property(scenario, ({ start, until, calendar, pauses }) => {
        let ran = 0;
        let opening: number | undefined;
        for (let minute = start; minute < start + until; minute++) {
          if (isRunning(minute, calendar, pauses)) ran += 1;
          if (opening === undefined && isRunning(minute, calendar, [])) opening = minute;
        }
        const [from, to] = [start * MINUTE, (start + until) * MINUTE];
        expect(runningTimeBetween(from, to, calendar, pauses)).toBe(ran * MINUTE);
        const actual = nextOpening(from, calendar) ?? Infinity;
        if (opening === undefined) expect(actual).toBeGreaterThanOrEqual(to);
        else expect(actual).toBe(opening * MINUTE);
      }),
      { numRuns: CASES / 2 },
    );
  }, 600_000);

  test('to the millisecond, a deadline is the first instant at which the budget has run', () => {
    const ms = fc.nat(MINUTE);
    fc.assert(
      fc.property(scenario, ms, ms, ({ start, budget, calendar, pauses }, early, more) => {
        const startAt = start * MINUTE + early;
        const budgetMs = budget * MINUTE + more + 1;
        const dueAt = addRunningTime(startAt, budgetMs, calendar, pauses);
        if (dueAt === undefined) return;
        expect(runningTimeBetween(startAt, dueAt, calendar, pauses)).toBe(budgetMs);
        expect(runningTimeBetween(startAt, dueAt - 1, calendar, pauses)).toBe(budgetMs - 1);
      }),
      { numRuns: CASES },
    );
  }, 600_000);
});
