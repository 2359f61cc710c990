import { displeased, ironic, pleased } from './words/emoji.ts';
import { moodWords, type MoodRule } from './mood-words.ts';
import { reason, wordsFound, type Reading, type Reason } from './reading.ts';
import type { UrgencyCue } from './words/word-list.ts';

export type Sentiment = 'negative' | 'neutral' | 'positive';

export type SentimentRule =
  | MoodRule
  | 'stars'
  | 'trouble'
  | 'positive_emoji'
  | 'negative_emoji'
  | 'ironic_emoji'
  | 'shouting'
  | 'question_marks';

export interface SentimentResult {
  sentiment: Sentiment;
  reasons: Reason<SentimentRule>[];
}

/** Pleased or not, by words, emoji, marks and stars. What is wrong weighs more than a kind word: most customers stay polite. */
export function sentimentOf(message: Reading, stars?: number): SentimentResult {
  const found = [
    ...byStars(stars),
    ...moodWords(message),
    ...byTrouble(message),
    ...byEmoji(message),
  ];
  const all = [...found, ...byMarks(message, sum(found))];
  const total = sum(all);
  const sentiment = total >= threshold ? 'positive' : total <= -threshold ? 'negative' : 'neutral';
  return {
    sentiment,
    reasons: rules
      .map((rule) => ({ rule, of: all.filter((it) => it.rule === rule) }))
      .filter(({ of }) => of.length > 0 && speaksFor(sentiment, sum(of)))
      .map(({ rule, of }) =>
        reason(
          rule,
          of.flatMap(({ words }) => (words === '' ? [] : [words])),
        ),
      ),
  };
}

interface Found {
  rule: SentimentRule;
  weight: number;
  words: string;
}

const rules: readonly SentimentRule[] = [
  'stars',
  'relief',
  'positive_words',
  'thanks',
  'negative_words',
  'negated',
  'denials',
  'trouble',
  'positive_emoji',
  'negative_emoji',
  'ironic_emoji',
  'shouting',
  'question_marks',
];

const threshold = 1;

const sum = (found: readonly Found[]): number =>
  found.reduce((total, { weight }) => total + weight, 0);

/** Neutral is the absence of a mood, or a draw: then both sides are told. */
const speaksFor = (sentiment: Sentiment, weight: number): boolean =>
  sentiment === 'neutral' || (sentiment === 'positive' ? weight > 0 : weight < 0);

function byStars(stars: number | undefined): Found[] {
  if (stars === undefined) return [];
  const weight = stars >= 4 ? 3 : stars <= 2 ? -3 : 0;
  return [{ rule: 'stars', weight, words: String(stars) }];
}

/** Who was hurt, defrauded or never answered, or threatens, is displeased, however calmly they say so. */
const trouble: readonly (readonly [UrgencyCue, number])[] = [
  ['danger', -1.5],
  ['fraud', -1.5],
  ['threat', -1.5],
  ['ignored', -0.75],
  ['repeated', -1],
  ['waiting', -0.5],
];

function byTrouble(message: Reading): Found[] {
  return trouble.flatMap(([cue, weight]) => {
    const [words] = wordsFound(message.lexicon?.cues.get(cue), message);
    return words === undefined ? [] : [{ rule: 'trouble' as const, weight, words }];
  });
}

function byEmoji({ emoji }: Reading): Found[] {
  return [...new Set(emoji)].flatMap((it): Found[] => {
    if (pleased.has(it)) return [{ rule: 'positive_emoji', weight: 1, words: it }];
    if (displeased.has(it)) return [{ rule: 'negative_emoji', weight: -2, words: it }];
    if (ironic.has(it)) return [{ rule: 'ironic_emoji', weight: -3, words: it }];
    return [];
  });
}

/** Marks say little of themselves, but for "???" and for shouting that is no cheer. */
function byMarks({ isShouting, questionMarks }: Reading, soFar: number): Found[] {
  const found: Found[] = [];
  if (isShouting && soFar <= 0) found.push({ rule: 'shouting', weight: -1, words: '' });
  if (questionMarks >= 3) found.push({ rule: 'question_marks', weight: -1, words: '???' });
  return found;
}
