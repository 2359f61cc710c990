import { describe, expect, test } from 'vitest';
import {
  addRunningTime,
  type BusinessHours,
  isOpenAt,
  nextOpening,
  runningTimeBetween,
  type Weekday,
} from '../../domain/business-hours.ts';

/** Instants of 2026, or of the year that is said, in UTC; 1 June is a Monday, and Berlin is 2 h ahead. */
const at = (text: string) => Date.parse(`${text.length > 11 ? '' : '2026-'}${text}Z`);
const shown = (ms: number | undefined) =>
  ms === undefined
    ? 'never'
    : new Date(ms).toISOString().replace('T', ' ').slice(0, 16).replace('2026-', '');
const hours = (count: number) => count * 3_600_000;

const desk = (
  days: Weekday[],
  periods: string[],
  changes: Partial<BusinessHours> = {},
): BusinessHours => ({
  timezone: 'Europe/Berlin',
  schedule: Object.fromEntries(
    days.map((day) => [
      day,
      periods.map((text) => ({ start: text.slice(0, 5), end: text.slice(6) })),
    ]),
  ),
  holidays: [],
  ...changes,
});
const week: Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const office = desk(week, ['09:00–17:00']);
const night = (holidays: string[] = []) => desk(['monday'], ['22:00–06:00'], { holidays });
const apia = desk(['thursday', 'friday', 'saturday'], ['09:00–17:00'], {
  timezone: 'Pacific/Apia',
});
const lordHowe = desk(['sunday'], ['01:30–03:00'], { timezone: 'Australia/Lord_Howe' });

describe('addRunningTime', () => {
  test.each([
    ['within one day', '06-01 08:00', 2, '06-01 10:00'],
    ['used up exactly at closing time, it is due then', '06-01 13:00', 2, '06-01 15:00'],
    ['a minute more is due the next morning', '06-01 13:01', 2, '06-02 07:01'],
    ['over a weekend', '06-05 13:00', 8, '06-08 13:00'],
    ['over the weekend on which summer time begins', '03-27 14:00', 8, '03-30 13:00'],
    ['over the weekend on which summer time ends', '10-23 13:00', 8, '10-26 14:00'],
    ['written at night, it begins when the desk opens', '06-01 01:00', 1, '06-01 08:00'],
    ['written at closing time, it begins the next morning', '06-01 15:00', 1, '06-02 08:00'],
    ['no budget is due at once', '06-01 08:00', 0, '06-01 08:00'],
    ['no budget out of hours is due at the next opening', '06-06 08:00', 0, '06-08 07:00'],
  ])('in an office: %s', (_, start, budget, due) => {
    expect(shown(addRunningTime(at(start), hours(budget), office))).toBe(due);
  });

  test.each<[string, BusinessHours | undefined, string, number, string]>([
    ['without a calendar, day and night', undefined, '06-06 23:00', 4, '06-07 03:00'],
    [
      'holidays do not count',
      { ...office, holidays: ['2026-12-25'] },
      '12-24 15:00',
      2,
      '12-28 09:00',
    ],
    [
      'lunch does not count',
      desk(week, ['09:00–12:00', '13:00–17:00']),
      '06-01 09:30',
      2,
      '06-01 12:30',
    ],
    [
      'periods that overlap count once',
      desk(week, ['11:00–17:00', '09:00–12:00']),
      '06-01 07:00',
      7,
      '06-01 14:00',
    ],
    ['a night shift runs past midnight', night(), '06-01 19:00', 6, '06-02 02:00'],
    [
      'a holiday takes its whole night shift along',
      night(['2026-06-01']),
      '06-01 19:00',
      1,
      '06-08 21:00',
    ],
    [
      'a holiday leaves last night’s shift alone',
      night(['2026-06-02']),
      '06-01 23:00',
      2,
      '06-02 01:00',
    ],
    [
      '00:00–00:00 is the whole day',
      desk(['monday'], ['00:00–00:00']),
      '05-31 12:00',
      24,
      '06-01 22:00',
    ],
    ['noon to noon is a day', desk(['monday'], ['12:00–12:00']), '06-01 12:00', 18, '06-02 06:00'],
    ['no hours, never', desk(['monday'], []), '06-01 08:00', 2, 'never'],
  ])('the calendar: %s', (_, calendar, start, budget, due) => {
    expect(shown(addRunningTime(at(start), hours(budget), calendar))).toBe(due);
  });

  test.each<[string, BusinessHours, string, number, string]>([
    [
      'the hour skipped in spring is not there',
      desk(['sunday'], ['01:00–04:00']),
      '03-28 12:00',
      2,
      '03-29 02:00',
    ],
    [
      'the hour repeated in autumn counts twice',
      desk(['sunday'], ['01:00–04:00']),
      '10-24 12:00',
      4,
      '10-25 03:00',
    ],
    [
      'a skipped opening happens once clocks moved',
      desk(['sunday'], ['02:30–05:00']),
      '03-28 12:00',
      1,
      '03-29 02:00',
    ],
    ['half an hour is skipped', lordHowe, '10-03 00:00', 1, '10-03 16:00'],
    ['a date that a country skipped', apia, '2011-12-29 12:00', 9, '2011-12-30 20:00'],
  ])('clocks that move: %s', (_, calendar, start, budget, due) => {
    expect(shown(addRunningTime(at(start), hours(budget), calendar))).toBe(due);
  });

  test.each<[string, [string, string?][], string]>([
    ['one stops the clock', [['06-01 09:00', '06-01 12:00']], '06-01 13:00'],
    [
      'two that overlap stop it once',
      [
        ['06-01 10:00', '06-01 12:00'],
        ['06-01 09:00', '06-01 11:00'],
      ],
      '06-01 13:00',
    ],
    ['one from when the time is used up is too late', [['06-01 10:00']], '06-01 10:00'],
    ['one that ends at the start is over', [['06-01 06:00', '06-01 08:00']], '06-01 10:00'],
    ['one that ends before it begins is none', [['06-01 09:00', '06-01 08:30']], '06-01 10:00'],
    ['one without an end leaves it never due', [['06-01 09:00']], 'never'],
    [
      'after one of twelve years it goes on',
      [['06-01 09:00', '2038-06-01 09:00']],
      '2038-06-01 10:00',
    ],
  ])('pauses: %s', (_, list, due) => {
    const pauses = list.map(([from, to]) => ({ from: at(from), ...(to && { to: at(to) }) }));
    expect(shown(addRunningTime(at('06-01 08:00'), hours(2), office, pauses))).toBe(due);
  });

  test('eight hours over eight weeks take less than a millisecond', () => {
    const calendar = desk(['monday'], ['09:00–10:00']);
    const start = at('06-01 00:00');
    expect(shown(addRunningTime(start, hours(8), calendar))).toBe('07-20 08:00');
    const began = performance.now();
    for (let run = 0; run < 200; run++) addRunningTime(start + run, hours(8), calendar);
    expect((performance.now() - began) / 200).toBeLessThan(1);
  });
});

test.each([
  ['a week has forty hours', '06-01 00:00', '06-08 00:00', 40],
  ['backwards there are none', '06-08 00:00', '06-01 00:00', 0],
  ['an evening and a morning', '06-01 14:30', '06-02 07:15', 0.75],
])('runningTimeBetween: %s', (_, from, to, expected) => {
  expect(runningTimeBetween(at(from), at(to), office)).toBe(hours(expected));
});

describe('isOpenAt and nextOpening', () => {
  test.each([
    ['at opening time', '06-01 07:00', true, '06-01 07:00'],
    ['a minute before', '06-01 06:59', false, '06-01 07:00'],
    ['at closing time', '06-01 15:00', false, '06-02 07:00'],
    ['on a Saturday', '06-06 10:00', false, '06-08 07:00'],
  ])('%s', (_, now, open, next) => {
    expect([isOpenAt(at(now), office), shown(nextOpening(at(now), office))]).toEqual([open, next]);
  });

  test('around the clock without a calendar, never without hours', () => {
    const now = at('06-06 10:00');
    expect([isOpenAt(now, undefined), nextOpening(now, undefined)]).toEqual([true, now]);
    expect([isOpenAt(now, desk([], [])), nextOpening(now, desk([], []))]).toEqual([
      false,
      undefined,
    ]);
  });
});
