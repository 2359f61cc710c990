import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { triageLanguages } from '../../../domain/assist/lexicon.ts';
import { triageOf } from '../../../domain/assist/triage.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const anyLanguage = fc.constantFrom(undefined, 'nl', '', ...triageLanguages);

test('any text, well formed or not, gets an answer', () => {
  fc.assert(
    fc.property(
      anyText,
      anyLanguage,
      fc.array(anyText, { maxLength: 3 }),
      (text, language, earlier) => {
        const it = triageOf({ text, language, earlier });
        expect(['negative', 'neutral', 'positive']).toContain(it.sentiment);
        expect(['low', 'normal', 'high']).toContain(it.urgency);
        for (const { words } of Object.values(it.reasons).flat()) {
          expect(words.length).toBeLessThanOrEqual(5);
        }
      },
    ),
  );
  expect(() => triageOf({ text: '\ud800 broken \udfff', language: 'en' })).not.toThrow();
});

test('case and accents change nothing', () => {
  const words = fc.constantFrom(
    'déçu',
    'cassé',
    'merci',
    'où',
    'génial',
    'aujourd’hui',
    'plainte',
    'reçu',
  );
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 2 }), (some) => {
      const text = some.join(' ');
      const plain = text
        .normalize('NFD')
        .replace(/\p{M}/gu, '')
        .replace(/\b\w/gu, (letter) => letter.toUpperCase());
      const [a, b] = [text, plain].map((it) => triageOf({ text: it, language: 'fr' }));
      expect({ ...b, reasons: {} }).toEqual({ ...a, reasons: {} });
    }),
  );
});

describe('a text twice as long takes about twice the time', () => {
  const unit = {
    'ordinary words': 'still waiting for my refund, not happy. I need it today! ',
    'one word': 'a',
    'a word of the lists': 'not ',
    'beginnings of phrases': 'since i need to be been ',
    marks: '?!',
    handles: '@a@a',
    emoji: '😡🙄',
    'combining marks': 'e\u0301\u0301',
    'letters that unfold': '\ufdfa',
    addresses: 'https://',
  };
  test.each(Object.entries(unit))('%s', (_, it) => {
    const text = (bytes: number) => it.repeat(Math.ceil(bytes / it.length)).slice(0, bytes);
    triageOf({ text: text(2_500) });
    const quickest = (bytes: number) =>
      Math.min(
        ...[1, 2, 3].map(() =>
          timeOf(() => triageOf({ text: text(bytes), earlier: [text(bytes)] })),
        ),
      );
    const [short, long] = [quickest(2_500), quickest(20_000)];
    // Eight times the text: quadratic would be 64 times. Below some ms the clock says nothing.
    expect(long).toBeLessThan(Math.max(60, short * 24));
  });
});

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
