import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance } from '../../../domain/assist/edit-distance.ts';

test.each([
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
  ['Thirty days.', 'Thirty days.', 0],
  [' Thirty days. ', 'Thirty days.', 0],
  ['Thirty days.', 'Hello Ada, thirty days. Best, Tom', 22],
  ['👍🏽 ok', '👍🏽 no', 2],
])('from %j to %j it is %i', (one, other, expected) => {
  expect(editDistance(one, other)).toBe(expected);
});

test('it is the same both ways, nothing for the same, and at most the longer text', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(word, word, (one, other) => {
      const distance = editDistance(one, other);
      expect(distance).toBe(editDistance(other, one));
      expect(distance === 0).toBe(one.trim() === other.trim());
      expect(distance).toBeLessThanOrEqual(
        Math.max(Array.from(one.trim()).length, Array.from(other.trim()).length),
      );
    }),
  );
});

test('texts of any length are told in no time', () => {
  const before = performance.now();
  expect(editDistance('a'.repeat(50_000), 'b'.repeat(49_000))).toBe(50_000);
  expect(performance.now() - before).toBeLessThan(500);
});
