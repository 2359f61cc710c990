import { expect, test } from 'vitest';
import { costOf, mostTokens } from '../../../domain/assist/spending.ts';

test('a million tokens cost their price', () => {
  expect(costOf({ in: 1_000_000, out: 0 }, { in: 3, out: 15 })).toBe(3);
  expect(costOf({ in: 500, out: 200 }, { in: 3, out: 15 })).toBeCloseTo(0.0045);
});

test('what is set aside is no less than what it comes to', () => {
  expect(mostTokens('Wo ist mein Paket? 🙈', 400)).toEqual({ in: 28, out: 400 });
});
