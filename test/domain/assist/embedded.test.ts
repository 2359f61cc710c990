/** What of the library becomes vectors: passages that are whole sentences, without anybody's data. */
import { expect, test } from 'vitest';
import { embeddedText, passagesOf } from '../../../domain/assist/embedded.ts';

test('passages are whole sentences, in their order, and none is long', () => {
  const sentences = Array.from({ length: 30 }, (_, n) => `Sentence ${String(n)} says a few words.`);
  const passages = passagesOf(`# Head\n\n${sentences.join(' ')}`);
  expect(passages.length).toBeGreaterThan(1);
  expect(passages.join(' ')).toBe(sentences.join(' '));
  for (const it of passages) expect(it.length).toBeLessThanOrEqual(600);
});

test('one sentence without an end is cut, an endless article too', () => {
  expect(passagesOf('x'.repeat(5_000))).toEqual(['x'.repeat(600)]);
  expect(passagesOf('Many words here, again and again. '.repeat(1_000))).toHaveLength(12);
});

test('an article without words is its title', () => {
  expect(passagesOf('# Returns')).toEqual(['']);
  expect(embeddedText('Returns', '')).toBe('Returns');
});

test('a passage has its title, and nobody’s address or number', () => {
  const text = embeddedText('Refunds', 'Write to anna@example.com or call +44 20 7946 0958.');
  expect(text).toMatch(/^Refunds\n/);
  expect(text).not.toMatch(/anna|7946/);
});
