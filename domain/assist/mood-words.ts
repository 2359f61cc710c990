import type { Mood } from './lexicon.ts';
import { find, type Hit } from './phrases.ts';
import { wordsFound, type Reading } from './reading.ts';

export type MoodRule =
  'positive_words' | 'thanks' | 'negative_words' | 'relief' | 'negated' | 'denials';

/** One sign of a mood, above zero where it is a good one. */
export interface MoodFound {
  rule: MoodRule;
  weight: number;
  words: string;
}

/** What the words of a message say of its mood. */
export function moodWords(message: Reading): MoodFound[] {
  const { lexicon, words } = message;
  if (!lexicon) return [];
  const thanks = asksForSomething(message) ? 0 : 1;
  const hits = find(lexicon.moods, words);
  const denials = hits.filter(({ value }) => value === 'negation');
  const turnAt = hits.findLast(({ value }) => value === 'turn')?.from ?? Infinity;
  const found = hits.flatMap((hit, index): MoodFound[] => {
    const weight =
      (hit.value === 'thanks' ? thanks : (weights[hit.value] ?? 0)) *
      (hit.from > turnAt ? afterTurn : 1);
    if (weight === 0) return [];
    const negation = negationOf(hit, hits.slice(Math.max(0, index - reach), index), words);
    if (!negation) {
      return [{ rule: ruleOf(hit.value), weight, words: hit.words }];
    }
    // "Not broken" is no praise, "not good" is a complaint.
    if (weight < 0) return [];
    return [{ rule: 'negated', weight: -1.5, words: `${negation.words} … ${hit.words}` }];
  });
  if (found.some(({ weight }) => weight > 0)) return found;
  return [
    ...found,
    ...denials
      .slice(0, mostDenials)
      .map((it) => ({ rule: 'denials' as const, weight: denial, words: it.words })),
  ];
}

function ruleOf(mood: Mood): MoodRule {
  if (mood === 'relief' || mood === 'thanks') return mood;
  return mood === 'positive' || mood === 'delighted' ? 'positive_words' : 'negative_words';
}

/** "When does it come? Thanks" is no praise. */
const asksForSomething = (message: Reading): boolean =>
  message.questionMarks > 0 || wordsFound(message.lexicon?.asks, message).length > 0;

function negationOf(
  hit: Hit<Mood>,
  before: readonly Hit<Mood>[],
  words: Reading['words'],
): Hit<Mood> | undefined {
  return before.findLast(
    ({ value, to }) =>
      value === 'negation' &&
      hit.from - to < reach &&
      words[to - 1]?.clause === words[hit.from]?.clause,
  );
}

const weights: Partial<Record<Mood, number>> = {
  positive: 1,
  delighted: 2,
  relief: 4,
  uneasy: -0.75,
  negative: -1.5,
  angry: -2.5,
};

/** What stands after a "but" is what somebody wants to say. */
const afterTurn = 1.5;
/** Who is pleased says "not" and "never" less often. */
const denial = -0.5;
const mostDenials = 2;
/** A negation reaches so many words further. */
const reach = 3;
