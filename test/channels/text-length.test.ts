import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TextLimit } from '../../channels/capabilities.ts';
import { fits, lengthIn, splitText } from '../../channels/text-length.ts';

test.each<[TextLimit['unit'], string, number]>([
  ['utf16', '👩‍👩‍👧 é', 10],
  ['bytes', '👩‍👩‍👧 é', 21],
  ['graphemes', '👩‍👩‍👧 é', 3],
  ['weighted', 'hello', 5],
  ['weighted', 'こんにちは', 10],
  ['weighted', 'see https://example.com/a/very/long/path/indeed/that/goes/on', 27],
  ['weighted', '👩‍👩‍👧', 2],
])('%s of %j: %d', (unit, text, expected) => {
  expect(lengthIn(unit, text)).toBe(expected);
});

const limits: TextLimit[] = [
  { max: 20, unit: 'utf16' },
  { max: 24, unit: 'bytes' },
  { max: 12, unit: 'graphemes', maxBytes: 60 },
  { max: 40, unit: 'weighted' },
];

describe.each(limits)('in parts of $max $unit', (limit) => {
  test('every part fits, and nothing but white space is lost', () => {
    const words = fc.oneof(
      fc.constantFrom(
        'a',
        'über',
        '東京',
        '👩🏽‍🚀',
        'end.',
        '\n\n',
        '\n',
        ' ',
        'https://a.example/x?y=1',
      ),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    );
    const texts = fc.array(words, { maxLength: 60 }).map((some) => some.join(''));
    const bare = (text: string) => text.replaceAll(/\s/g, '');
    fc.assert(
      fc.property(texts, (text) => {
        const parts = splitText(limit, text);
        expect(bare(parts.join(''))).toBe(bare(text));
        for (const part of parts) {
          expect(part.trim()).not.toBe('');
          // One character that is longer than the limit can't be made shorter.
          const isOne = lengthIn('graphemes', part) === 1;
          if (!isOne) expect(fits(limit, part)).toBe(true);
        }
      }),
    );
  });
});

test.each([
  ['a paragraph', 'One two three.\n\nFour five six.', ['One two three.', 'Four five six.']],
  ['a sentence', 'One two three! Four five six.', ['One two three!', 'Four five six.']],
  ['a word', 'seven eight nine eleven', ['seven eight nine', 'eleven']],
  ['a character', 'abcdefghijklmnopqrstuvwxyz', ['abcdefghijklmnopqrst', 'uvwxyz']],
  ['nowhere', 'short', ['short']],
  ['nothing', ' \n ', []],
])('cut at %s', (_, text, parts) => {
  expect(splitText({ max: 20, unit: 'utf16' }, text)).toEqual(parts);
});
