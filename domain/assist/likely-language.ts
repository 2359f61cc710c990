/**
 * The language of a message by its small words, where they leave no doubt: a moment's work, for the routing, which waits for nothing.
 * What it is not sure of the detector with the large lists (assist/offline/language.ts) may still tell, later.
 */
import { wordsOf } from './fold.ts';
import { requestWords, stopWords } from './stop-words.ts';
import { languages, type LanguageCode } from './synonyms/concepts.ts';

/** One word is in many languages. */
const fewestKnown = 2;
/** So many times as much as for any other. */
const clearlyMore = 1.6;
/** Of a language that we don't know some words are known too. */
const leastShare = 0.3;
const mostRead = 60;

export function likelyLanguage(text: string): LanguageCode | undefined {
  const words = wordsOf(withoutAddresses(text.slice(0, 2_000))).slice(0, mostRead);
  const scored = languages
    .map((language) => ({ language, ...countOf(words, language) }))
    .toSorted((a, b) => b.weight - a.weight);
  const [best, second] = scored;
  if (!best || !second || best.known < fewestKnown) return undefined;
  const isClear = best.weight >= second.weight * clearlyMore;
  return isClear && best.known >= words.length * leastShare ? best.language : undefined;
}

const knows = (language: LanguageCode, word: string): boolean =>
  stopWords[language]?.has(word) === true || requestWords[language]?.has(word) === true;

/** What several languages say tells less. */
function countOf(
  words: readonly string[],
  language: LanguageCode,
): { known: number; weight: number } {
  const known = words.filter((word) => knows(language, word));
  const weight = known.reduce(
    (sum, word) => sum + 1 / languages.filter((it) => knows(it, word)).length ** 2,
    0,
  );
  return { known: known.length, weight };
}

const withoutAddresses = (text: string): string =>
  text.replaceAll(/\b(?:https?:\/\/|www\.)\S+|[@#]\S+/giu, ' ');
