import { expect, test } from 'vitest';
import { longestMs, restMs } from '../../../domain/crm/patience.ts';
import { isToldToCrm } from '../../../domain/crm/resolve.ts';
import { defaultCrm, higher, promiseTo } from '../../../domain/crm/settings.ts';
import { summaryOf, titleOf, type Told } from '../../../domain/crm/summary.ts';

test('rests grow to a quarter of an hour, spread, and never end before the CRM wants', () => {
  expect([1, 2, 3].map((n) => restMs(n, 1))).toEqual([5_000, 10_000, 20_000]);
  expect(restMs(1, 0)).toBe(3_750);
  expect(restMs(500, 1)).toBe(longestMs);
  expect(restMs(1, 0, 60_000)).toBe(60_000);
  // A day of outage is less than 130 tries.
  let day = 0;
  let tries = 0;
  while (day < 86_400_000) day += restMs((tries += 1), 0);
  expect(tries).toBeLessThan(140);
});

test('a tier is found whatever its case, and promises nothing that nobody set', () => {
  const settings = { ...defaultCrm, tiers: { Gold: { priority: 'high' as const } } };
  expect(promiseTo(settings, ' gold ')).toEqual({ priority: 'high' });
  expect(promiseTo(settings, 'silver')).toEqual({});
  expect(promiseTo(settings, undefined)).toEqual({});
  expect([higher('low', 'high'), higher('urgent', 'high'), higher('low')]).toEqual([
    ...['high', 'urgent', 'low'],
  ]);
});

test('the CRM is not told of what nobody wanted', () => {
  expect(['answered', 'no_reply_needed', 'spam', 'duplicate'].map(isToldToCrm)).toEqual([
    ...[true, true, false, false],
  ]);
});

const told: Told = {
  ...{ platform: 'instagram', source: 'dm', question: 'Where is\nmy parcel?', replies: 2 },
  ...{ lastReply: 'It is on its way.', agentName: 'Ana', reason: 'answered' },
};

test('a summary says what was asked, by whom it was answered, and how it ended', () => {
  expect(titleOf(told)).toBe('Instagram message: Where is my parcel?');
  expect(summaryOf(told)).toBe(
    'The customer asked: “Where is my parcel?”\nAnswered by Ana, 2 replies.\nThe last one: “It is on its way.”',
  );
  const unanswered = { ...told, replies: 0, lastReply: undefined, reason: 'no_reply_needed' };
  expect(summaryOf(unanswered)).toContain('Not answered (no reply needed).');
  // Cut between characters, not within one.
  const long = titleOf({ ...told, question: '👩‍👩‍👧'.repeat(100) });
  expect(long.endsWith('👩‍👩‍👧…')).toBe(true);
});
