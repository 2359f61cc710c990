/** The pure part of the search: what a message asks, what answers it, and which words are quoted. */
import { describe, expect, test } from 'vitest';
import { topicOf, wantsArticle } from '../../domain/assist/gaps.ts';
import { isForOthers, longestQuote, quoteOf, sentencesOf } from '../../domain/assist/passages.ts';
import { placesOf, readQuestion } from '../../domain/assist/question.ts';
import { choose, confidenceOf, threshold, type Candidate } from '../../domain/assist/retrieval.ts';
import { concepts } from '../../domain/assist/synonyms/concepts.ts';
import { synonyms } from '../../domain/assist/synonyms/index.ts';
import { fold, wordsOf } from '../../domain/assist/fold.ts';

const names = (text: string, language: string) =>
  readQuestion(text, language).terms.map(({ name }) => name);

describe('a question', () => {
  test.each([
    ['en', 'Where is my parcel?', ['track', 'parcel']],
    ['de', 'Wo ist mein Päckchen?', ['track', 'parcel']],
    ['en', 'I want my money back', ['refund']],
    ['de', 'wann krieg ich mein geld zurück', ['refund', 'duration']],
    ['es', 'devolucion de unas botas', ['return', 'boots']],
    ['en', 'I sent the boots back', ['return', 'boots']],
    ['nl', 'waar is mijn pakket', ['waar', 'is', 'mijn', 'pakket']],
  ])('in %s, %j is about %j', (language, text, expected) => {
    expect(names(text, language)).toEqual(expected);
  });

  test('keeps no numbers: they are one customer’s', () => {
    expect(names('order CL20931 in 43', 'en')).toEqual(['order']);
  });

  test('thanks at its end say nothing; thanks alone are what it says', () => {
    expect(names('Where is my order? Thanks!', 'en')).toEqual(['track', 'order']);
    expect(names('Thanks for my order!', 'en')).toContain('thanks');
  });

  test('a story’s many words weigh no more than two', () => {
    const { terms } = readQuestion('zebra lamp piano river cloud window refund', 'en');
    const words = terms.filter(({ kind }) => kind === 'word');
    expect(words).toHaveLength(6);
    expect(words.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1.6);
  });

  test('a phrase’s words may stand apart, but not far, and after a "no" hardly', () => {
    expect(placesOf(wordsOf('sent both boots back'), 'sent* back')).toEqual([0, 3]);
    expect(placesOf(wordsOf('sent one two three four back'), 'sent* back')).toEqual([]);
    expect(placesOf(wordsOf('not at all there'), 'not there')).toEqual([]);
  });
});

test('synonyms are written as questions are read', () => {
  for (const [language, of] of Object.entries(synonyms)) {
    expect(Object.keys(of).sort()).toEqual(Object.keys(concepts).sort());
    for (const [concept, patterns] of Object.entries(of)) {
      expect([language, concept, patterns.length > 0]).toEqual([language, concept, true]);
      for (const pattern of patterns) {
        expect(pattern).toMatch(/^[a-z0-9]+\*?( [a-z0-9]+\*?)*$/);
        expect(fold(pattern.replaceAll('*', ''))).toBe(pattern.replaceAll('*', ''));
      }
    }
  }
});

describe('confidence', () => {
  const question = readQuestion('refund for a return of boots', 'en');
  const [returning, refunding, boots] = ['return', 'refund', 'boots'].map((name) =>
    question.terms.findIndex((it) => it.name === name),
  ) as [number, number, number];
  const candidate = (more: Partial<Candidate>): Candidate => ({
    ...{ kind: 'article', id: 'a', key: 'a', title: '', language: 'en', text: '' },
    ...{ found: [], headed: [], rank: 0, ...more },
  });
  const of = (more: Partial<Candidate>) => confidenceOf(question, candidate(more));

  test('is whole when the title says all, and less where only the text does', () => {
    const all = [returning, refunding, boots];
    expect(of({ found: all, headed: all })).toBe(1);
    expect(of({ found: all, headed: [refunding] })).toBeLessThan(1);
    expect(of({ found: all, headed: [refunding] })).toBeGreaterThan(threshold);
  });

  test('is nothing for a thing alone, however often it is named', () => {
    expect(of({ found: [boots], headed: [boots] })).toBe(0);
    expect(of({ found: [returning, refunding, boots] })).toBe(0);
  });

  test('is less in another language, and for what was said to somebody else', () => {
    const all = [returning, refunding, boots];
    expect(of({ found: all, headed: all, language: 'de' })).toBeLessThan(1);
    expect(of({ found: all, kind: 'conversation' })).toBeLessThan(1);
  });

  test('chooses one translation of an article, the customer’s, and nothing below the threshold', () => {
    const all = [returning, refunding, boots];
    const chosen = choose(
      question,
      [
        candidate({ id: 'german', language: 'de', found: all, headed: all, rank: 9 }),
        candidate({ id: 'english', found: all, headed: all }),
        candidate({ id: 'beside', key: 'b', found: [boots], headed: [boots] }),
      ],
      3,
    );
    expect(chosen.map(({ id }) => id)).toEqual(['english']);
  });
});

describe('a quote', () => {
  const article = `# Returns

You may return it within **60 days**. Print the label at [our site](https://harbour.example/returns).

- Free in the UK
- Others: £5.90

Climbing gear cannot be returned. It is checked for 3 days.`;

  test('is of the sentences that answer, as a customer reads them', () => {
    const question = readQuestion('can I return climbing gear?', 'en');
    const quote = quoteOf(article, question, 'en');
    expect(quote).toBe('Climbing gear cannot be returned. It is checked for 3 days.');
  });

  test('prefers figures where one asks how much', () => {
    const quote = quoteOf(article, readQuestion('how much is it?', 'en'), 'en');
    expect(quote).toMatch(/^You may return it within 60 days\./);
  });

  test('is never longer than it may be, and ends at a word', () => {
    const quote = quoteOf('refund '.repeat(100), readQuestion('refund', 'en'), 'en') ?? '';
    expect(quote.length).toBeLessThanOrEqual(longestQuote);
    expect(quote).toMatch(/refund…$/);
  });

  test('has no headings, signs or bare links', () => {
    expect(sentencesOf(article)).toEqual([
      'You may return it within 60 days.',
      'Print the label at our site (https://harbour.example/returns).',
      'Free in the UK',
      'Others: £5.90',
      'Climbing gear cannot be returned.',
      'It is checked for 3 days.',
    ]);
  });

  test.each([
    'Hi Anna, your refund is on its way.',
    'I have written to anna@example.com.',
    'Order CL20931 has left.',
    'Call +44 20 7946 0958.',
  ])('of one customer’s reply does not tell %j', (sentence) => {
    expect(isForOthers(sentence, ['Anna Schmidt', 'annas'])).toBe(false);
  });

  test('of one customer’s reply tells what holds for all', () => {
    expect(isForOthers('Refunds take 3 to 5 days.', ['Anna Schmidt', ''])).toBe(true);
  });
});

describe('a gap', () => {
  test('is the same whichever words it was asked in', () => {
    const topics = [
      ['Do you offer climbing courses?', 'en'],
      ['Macht ihr auch Kletterkurse?', 'de'],
    ].map(([text = '', language = '']) => topicOf(readQuestion(text, language)));
    expect(topics).toEqual([['course'], ['course']]);
  });

  test('is none where nobody asks', () => {
    expect(wantsArticle(readQuestion('You are brilliant, thank you!', 'en'))).toBe(false);
    expect(wantsArticle(readQuestion('Any vegan boots?', 'en'))).toBe(true);
  });
});
