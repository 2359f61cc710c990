import { lexiconFor, type Lexicon } from './lexicon.ts';
import { find, type Hit, type Phrases } from './phrases.ts';
import { readText, type ReadText } from './text.ts';

/** A message, read once for all rules. */
export interface Reading extends ReadText {
  /** Nothing where its language has no lists: emoji, stars and marks are all that is left. */
  lexicon?: Lexicon;
}

export function reading(text: string, language?: string): Reading {
  const read = readText(text);
  const lexicon = lexiconFor(language, read.words);
  return { ...read, ...(lexicon && { lexicon }) };
}

/** Why a rule holds, as data: the name of the rule, which a UI words in the agent's language, and what it found, as the customer wrote it. */
export interface Reason<Rule extends string = string> {
  rule: Rule;
  words: string[];
}

/** So many of a reason's words are kept; a long complaint needs no more to be understood. */
const longestReason = 5;

export const reason = <Rule extends string>(
  rule: Rule,
  words: readonly string[] = [],
): Reason<Rule> => ({
  rule,
  words: [...new Set(words)].slice(0, longestReason),
});

/** What of a list stands in a message. */
export const hitsOf = <Value>(
  list: Phrases<Value> | undefined,
  { words }: Reading,
): Hit<Value>[] => (list ? find(list, words) : []);

/** The same, as the customer wrote it. */
export const wordsFound = (list: Phrases<unknown> | undefined, message: Reading): string[] =>
  hitsOf(list, message).map((hit) => hit.words);
