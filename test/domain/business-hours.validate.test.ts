import { expect, test } from 'vitest';
import { validateBusinessHours } from '../../domain/business-hours.ts';

const right = {
  timezone: 'Europe/Berlin',
  schedule: { monday: [{ start: '09:00', end: '17:00' }], sunday: [] },
  holidays: ['2028-02-29'],
};
const on = (start: unknown, end: unknown) => ({
  schedule: {
    friday: [
      { start: '00:00', end: '00:00' },
      { start, end },
    ],
  },
});

test('right ones have no problems', () => {
  expect(validateBusinessHours(right)).toEqual([]);
});

test('every problem is listed', () => {
  expect(validateBusinessHours({})).toHaveLength(3);
});

test.each([
  ['an unknown zone', { timezone: 'Europe/Atlantis' }, 'timezone'],
  ['an offset for a zone', { timezone: '+02:00' }, 'timezone'],
  ['an offset of hours', { timezone: '-03' }, 'timezone'],
  ['a timestamp for a zone', { timezone: '2020-01-01T00:00Z[Europe/Berlin]' }, 'timezone'],
  ['no schedule', { schedule: [] }, 'schedule'],
  ['an unknown weekday', { schedule: { moonday: [] } }, 'schedule.moonday'],
  ['a day that is no list', { schedule: { monday: {} } }, 'schedule.monday'],
  ['a period that is none', { schedule: { monday: ['09:00'] } }, 'schedule.monday[0]'],
  ['a time without its zero', on('9:00', '17:00'), 'schedule.friday[1].start'],
  ['a time past the day', on('09:00', '24:00'), 'schedule.friday[1].end'],
  ['a number for a time', on('09:00', 17), 'schedule.friday[1].end'],
  ['a day that does not exist', { holidays: ['2026-12-25', '2026-02-30'] }, 'holidays[1]'],
  ['a date with a time', { holidays: ['2026-12-25T00:00'] }, 'holidays[0]'],
  ['no holidays', { holidays: undefined }, 'holidays'],
])('%s is named by its field', (_, wrong, field) => {
  const problems = validateBusinessHours({ ...right, ...wrong });
  expect(problems.map((problem) => problem.split(': ')[0])).toEqual([field]);
});

test.each([null, 'always', []])('%j are no business hours', (value) => {
  expect(validateBusinessHours(value)).toEqual(['business hours: must be an object']);
});
