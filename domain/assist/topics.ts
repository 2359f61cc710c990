import { reason, wordsFound, type Reading, type Reason } from './reading.ts';
import type { SentimentResult } from './sentiment.ts';
import { topics, type Topic } from './words/word-list.ts';

export interface TopicsResult {
  topics: Topic[];
  /** One for each topic, under its name. */
  reasons: Reason<Topic>[];
}

/** What a message is about, by the words of each topic. */
export function topicsOf(message: Reading, mood: SentimentResult): TopicsResult {
  const found = topics
    .map((topic) =>
      reason(
        topic,
        topic === 'praise'
          ? praiseIn(mood)
          : wordsFound(message.lexicon?.topics.get(topic), message),
      ),
    )
    .filter(({ words }) => words.length > 0);
  return { topics: found.map(({ rule }) => rule), reasons: found };
}

/** Praise is what the pleased say, but for thanks and relief: those end a matter. */
function praiseIn({ sentiment, reasons }: SentimentResult): string[] {
  if (sentiment !== 'positive' || reasons.some(({ rule }) => rule === 'relief')) return [];
  return reasons
    .filter(
      ({ rule }) => rule === 'positive_words' || rule === 'positive_emoji' || rule === 'stars',
    )
    .flatMap(({ words }) => words);
}
