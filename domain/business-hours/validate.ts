import { Temporal } from 'temporal-polyfill';
import { WEEKDAYS } from './calendar.ts';
import { timeZoneNamed } from './time-zone.ts';

/** What is wrong with a value that should be business hours, each problem naming its field; none when it is right. */
export function validateBusinessHours(value: unknown): string[] {
  if (!isRecord(value)) return ['business hours: must be an object'];
  return [
    ...timezoneProblems(value['timezone']),
    ...scheduleProblems(value['schedule']),
    ...holidayProblems(value['holidays']),
  ];
}

function timezoneProblems(timezone: unknown): string[] {
  if (typeof timezone !== 'string' || timezone === '') {
    return ['timezone: must be a name like Europe/Berlin'];
  }
  return timeZoneNamed(timezone) === undefined
    ? [`timezone: “${timezone}” is not a known time zone`]
    : [];
}

function scheduleProblems(schedule: unknown): string[] {
  if (!isRecord(schedule)) return ['schedule: must be an object of weekdays'];
  return Object.entries(schedule).flatMap(([day, periods]) => {
    const field = `schedule.${day}`;
    if (!WEEKDAYS.some((name) => name === day)) return [`${field}: is not a weekday`];
    if (!Array.isArray(periods)) return [`${field}: must be a list of periods`];
    return periods.flatMap((period, index) => periodProblems(`${field}[${String(index)}]`, period));
  });
}

function periodProblems(field: string, period: unknown): string[] {
  if (!isRecord(period)) return [`${field}: must have a start and an end`];
  return ['start', 'end'].flatMap((name) => {
    const time = period[name];
    return typeof time === 'string' && TIME.test(time)
      ? []
      : [`${field}.${name}: must be a time from 00:00 to 23:59`];
  });
}

function holidayProblems(holidays: unknown): string[] {
  if (!Array.isArray(holidays)) return ['holidays: must be a list of dates'];
  return holidays.flatMap((date: unknown, index) =>
    isDate(date) ? [] : [`holidays[${String(index)}]: must be a date like 2026-12-25`],
  );
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !DATE.test(value)) return false;
  try {
    Temporal.PlainDate.from(value);
    return true;
  } catch {
    return false;
  }
}
