import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendar } from '../../activities/calendar.ts';
import {
  aroundTheClock,
  askKey,
  budgetMs,
  priorities,
  priorityRank,
  raised,
  type SlaPolicy,
} from '../../domain/sla.ts';

const policy: SlaPolicy = {
  firstResponseMinutes: 15,
  nextResponseMinutes: 30,
  resolutionHours: 24,
  businessHoursOnly: false,
};
const due = (ms: number, pauses: { from: number; to?: number }[], share?: number) =>
  aroundTheClock(share ? { ...policy, warnAtShare: share } : policy, {
    startAt: 0,
    budgetMs: ms,
    pauses,
  });

describe('the time that a promise has', () => {
  test.each([
    ['first_response', 'medium', 15 * 60_000],
    ['next_response', 'medium', 30 * 60_000],
    ['resolution', 'medium', 24 * 3_600_000],
    ['first_response', 'urgent', 5 * 60_000],
    ['next_response', 'urgent', 30 * 60_000],
  ] as const)('%s of a %s one: %i ms', (metric, priority, expected) => {
    const byPriority = { urgent: { firstResponseMinutes: 5 } };
    expect(budgetMs({ ...policy, byPriority }, metric, priority)).toBe(expected);
  });

  test('there is none for a next response that is not promised', () => {
    const { nextResponseMinutes: _, ...without } = policy;
    expect(budgetMs(without, 'next_response', 'low')).toBeUndefined();
  });
});

describe('around the clock', () => {
  test.each([
    { when: 'without pauses', pauses: [], expected: { dueAt: 100, warnAt: 80 } },
    {
      when: 'a pause postpones both',
      pauses: [{ from: 10, to: 30 }],
      expected: { dueAt: 120, warnAt: 100 },
    },
    {
      when: 'one between warning and due postpones the due',
      pauses: [{ from: 90, to: 95 }],
      expected: { dueAt: 105, warnAt: 80 },
    },
    {
      when: 'one that begins as time is used up comes too late',
      pauses: [{ from: 100, to: 200 }],
      expected: { dueAt: 100, warnAt: 80 },
    },
    {
      when: 'one that was over at the start does not count',
      pauses: [{ from: -50, to: 0 }],
      expected: { dueAt: 100, warnAt: 80 },
    },
    {
      when: 'one under way at the start counts from then',
      pauses: [{ from: -50, to: 20 }],
      expected: { dueAt: 120, warnAt: 100 },
    },
    {
      when: 'one without an end leaves no due, but what comes before it',
      pauses: [{ from: 85 }],
      expected: { warnAt: 80 },
    },
    { when: 'nor a warning if it began before that', pauses: [{ from: 5 }], expected: {} },
  ])('$when', ({ pauses, expected }) => {
    expect(due(100, pauses)).toEqual(expected);
  });

  test('a warning is at a whole millisecond', () => {
    expect(due(100, [], 1 / 3)).toEqual({ dueAt: 100, warnAt: 33 });
  });

  test('equals what the calendar activity says of a desk that is always open', async () => {
    const lengths = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })),
    );
    const share = fc.constantFrom(0.8, 1 / 3, 0.123);
    await fc.assert(
      fc.asyncProperty(
        lengths,
        fc.nat(500),
        fc.boolean(),
        share,
        async (gaps, ms, isOpenEnded, warnAtShare) => {
          let at = -20;
          const pauses: { from: number; to?: number }[] = [];
          for (const [gap, length] of gaps) {
            pauses.push({ from: at + gap, to: at + gap + length });
            at += gap + length;
          }
          if (isOpenEnded) pauses.push({ from: at + 7 });
          const ask = { startAt: 0, budgetMs: ms, pauses };
          const open = { ...policy, warnAtShare };
          expect(await calendar({ policy: open, asks: [ask] })).toEqual([
            aroundTheClock(open, ask),
          ]);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

test('priorities rise one step, and urgent stays', () => {
  expect(priorities.map(raised)).toEqual(['medium', 'high', 'urgent', 'urgent']);
  expect(priorities.map(priorityRank)).toEqual([0, 1, 2, 3]);
});

test('asks of a calendar are told apart by all that they are', () => {
  const ask = { startAt: 1, budgetMs: 2, pauses: [{ from: 3, to: 4 }] };
  const others = [
    { ...ask, startAt: 2 },
    { ...ask, budgetMs: 3 },
    { ...ask, pauses: [{ from: 3 }] },
    { ...ask, pauses: [] },
  ];
  expect(new Set([ask, ...others].map(askKey)).size).toBe(5);
});
