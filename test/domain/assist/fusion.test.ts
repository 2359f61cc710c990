/** Two searches become one list. */
import { describe, expect, test } from 'vitest';
import { fused, nearness } from '../../../domain/assist/fusion.ts';
import { readQuestion } from '../../../domain/assist/question.ts';
import { threshold, type Scored } from '../../../domain/assist/retrieval.ts';

const question = readQuestion('Where is my parcel?', 'en');
const it = (id: string, more: Partial<Scored> = {}): Scored => ({
  ...{ kind: 'article', id, key: id, title: id, language: 'en', text: id },
  ...{ found: [], headed: [], rank: 0, confidence: 0.6, ...more },
});
const ids = (words: Scored[], meaning: Scored[]) =>
  fused(question, words, meaning).map(({ id }) => id);

describe('the order', () => {
  test('is that of the words where nothing is near, and the other way round', () => {
    expect(ids([it('a'), it('b')], [])).toEqual(['a', 'b']);
    expect(ids([], [it('a'), it('b')])).toEqual(['a', 'b']);
  });

  test('has first what both find, once', () => {
    expect(ids([it('a'), it('b')], [it('c'), it('b')])).toEqual(['b', 'a', 'c']);
  });

  test('where both say as much, words are first', () => {
    expect(ids([it('a')], [it('b', { confidence: 0.8 })])).toEqual(['a', 'b']);
  });
});

test('of translations there is one, in the customer’s language', () => {
  const [first, ...rest] = fused(
    question,
    [it('de', { key: 'x', language: 'de', confidence: 0.9 })],
    [it('en', { key: 'x', language: 'en' })],
  );
  expect([first?.id, first?.confidence, rest]).toEqual(['en', 0.9, []]);
});

describe('how surely what is near answers', () => {
  const of = { kind: 'article', language: 'en' } as const;
  test('is what may just be shown at the floor, and rises with nearness', () => {
    expect(nearness(0.4, 0.4, of, question)).toBe(threshold);
    expect(nearness(0.7, 0.4, of, question)).toBeGreaterThan(nearness(0.5, 0.4, of, question));
    expect(nearness(1, 0.4, of, question)).toBeLessThan(1);
    expect(nearness(1, 1, of, question)).toBe(threshold);
  });

  test('is less in another language, and never below what may be shown', () => {
    const german = { kind: 'article', language: 'de' } as const;
    expect(nearness(0.9, 0.4, german, question)).toBeLessThan(nearness(0.9, 0.4, of, question));
    expect(nearness(0.4, 0.4, german, question)).toBe(threshold);
  });
});
