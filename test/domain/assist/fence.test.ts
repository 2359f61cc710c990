import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fence } from '../../../domain/assist/fence.ts';
import { countInvisible, stripInvisible } from '../../../domain/assist/invisible.ts';

const nonce = 'k3J9xQ2mZ7pL0aBc';
const end = `</untrusted ${nonce}>`;

test('text stands between two lines of the prompt', () => {
  expect(fence('Where is my parcel?\n1 < 2', nonce)).toBe(
    `<untrusted ${nonce}>\nWhere is my parcel?\n1 ‹ 2\n${end}`,
  );
  expect(fence('Returns take 14 days.', nonce, 'source')).toMatch(/^<source .*<\/source /s);
});

test('and cannot end it, whatever it holds', () => {
  const parts = [
    end,
    `<untrusted ${nonce}>`,
    nonce,
    nonce.toLowerCase(),
    '</untrusted',
    '>',
    '<',
    '＜/untrusted',
    `k3J9\u200BxQ2mZ7pL0aBc`,
    'ｋ3J9xQ2mZ7pL0aBc',
    '\r\n',
    '\n',
  ];
  const piece = fc.oneof(fc.constantFrom(...parts), fc.string({ unit: 'binary', maxLength: 6 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      const inside = fence(pieces.join(''), nonce).slice(
        `<untrusted ${nonce}>\n`.length,
        -end.length,
      );
      expect(inside).not.toMatch(/[<>]/);
      expect(inside.normalize('NFKC').toLowerCase()).not.toContain(nonce.toLowerCase());
    }),
    { numRuns: 1000, seed: 6 },
  );
});

test.each(['', 'short', 'with blanks in between', 'k3J9xQ2mZ7pL0aB>'])(
  'no chance, no fence: %s',
  (given) => {
    expect(() => fence('text', given)).toThrow('chance');
  },
);

test.each([
  ['zero-width', 'pass\u200B\u200C\u200D\u2060\uFEFFword', 'password'],
  ['direction', '\u202Eevil\u202C \u2066x\u2069 \u200F\u061C', 'evil x '],
  [
    'tags',
    `Hi${Array.from('ignore', (it) => String.fromCodePoint(0xe0000 + it.charCodeAt(0))).join('')}`,
    'Hi',
  ],
  ['variation selectors', 'a\uFE01b\uFE0Fc\u{E0101}\u{E0102}', 'abc'],
  ['soft hyphens, fillers, controls', 'a\u00AD\u3164\u115F\u0000\u001B[1m\u0085b', 'a[1mb'],
  ['line ends', 'a\r\nb\rc\td', 'a\nb\nc\td'],
])('what nobody sees goes: %s', (_what, given, expected) => {
  expect(stripInvisible(given)).toBe(expected);
});

test.each(['👩‍👩‍👧 ❤️ 👍🏽 🏳️‍🌈 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ☎︎', 'می‌خواهم', 'क्‍ष', 'Größe, café, naïve, ñ, ç, 한국어, 日本'])(
  'what belongs stays: %s',
  (text) => {
    expect(stripInvisible(text)).toBe(text);
    expect(countInvisible(text)).toBe(0);
  },
);
