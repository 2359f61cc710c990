import { describe, expect, test } from 'vitest';
import { accuracy } from '../../../bench/assist-quality/confusion.ts';
import { judged, ofPart, shareOf } from '../../../bench/assist-quality/judged.ts';
import { isRightLanguage, longMessages } from '../../../bench/assist-quality/language.ts';
import { messageLanguages, messages } from '../data/messages.ts';

/** `npm run bench:assist` prints the figures; these are the floors under them. */
describe('the labelled set', () => {
  test.each(messageLanguages)('has enough in %s, and nothing twice', (language) => {
    const texts = messages.filter((it) => it.language === language).map(({ text }) => text);
    expect(texts.length).toBeGreaterThanOrEqual(55);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

test('the language of messages over 20 characters is told', () => {
  expect(longMessages.length).toBeGreaterThan(300);
  expect(shareOf(longMessages, isRightLanguage)).toBeGreaterThanOrEqual(0.95);
});

describe('on messages that no rule was tuned by', () => {
  test.each([
    ['sentiment', 'held', 0.8],
    ['urgency', 'held', 0.85],
    // Trouble told without a word of displeasure: the floor says what rules can do there, not what would be good.
    ['sentiment', 'late', 0.6],
    ['urgency', 'late', 0.85],
  ] as const)('%s, %s: at least %d', (of, part, floor) => {
    expect(accuracy(of, ofPart(part))).toBeGreaterThanOrEqual(floor);
  });

  test('who is displeased is never taken for pleased, nor the other way round', () => {
    const turned = judged.filter(
      ({ message, triage }) =>
        message.sentiment !== 'neutral' &&
        triage.sentiment !== 'neutral' &&
        message.sentiment !== triage.sentiment,
    );
    expect(turned.map(({ message }) => message.text)).toEqual([]);
  });
});
