import { describe, expect, test } from 'vitest';
import { nextLookAt, refreshDueAt, warningDue } from '../../domain/account-life.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const now = Date.parse('2026-11-27T12:00:00Z');

describe('the next look', () => {
  test.each([
    ['all is well', { isAnswered: true, isWorking: true, failures: 0 }, hour],
    ['something is wrong', { isAnswered: true, isWorking: false, failures: 0 }, 15 * minute],
    ['no answer', { isAnswered: false, isWorking: true, failures: 1 }, minute / 2],
    ['no answer again', { isAnswered: false, isWorking: true, failures: 3 }, 2 * minute],
    ['no answer for long', { isAnswered: false, isWorking: true, failures: 40 }, 15 * minute],
  ])('%s', (_, look, wait) => {
    expect(nextLookAt(look, now) - now).toBe(wait);
  });
});

describe('a token is renewed', () => {
  test.each([
    ['of two hours: 24 minutes before its end', 2 * hour, 2 * hour - 24 * minute],
    ['of 60 days: a week before its end', 60 * day, 53 * day],
    ['of 20 minutes: 10 minutes before its end', 20 * minute, 10 * minute],
    ['that ends at once: now', 0, -10 * minute],
  ])('%s', (_, life, due) => {
    expect(refreshDueAt({ since: now, expiresAt: now + life }) - now).toBe(due);
  });

  test('an hour after it came, where nobody tells its end', () => {
    expect(refreshDueAt({ since: now }) - now).toBe(hour);
  });
});

test.each([
  [15 * day, undefined],
  [14 * day, 14],
  [8 * day, 14],
  [7 * day, 7],
  [day, 1],
  [-day, 1],
])('%i ms before the end of a token the step is %s', (left, step) => {
  expect(warningDue(now + left, now)).toBe(step);
});
