/** A customer's message, read as what it asks about: concepts where its words are known, else the words themselves. */
import { requestWords, stopWords } from './stop-words.ts';
import { concepts, languages, type Concept, type Kind } from './synonyms/concepts.ts';
import { synonyms } from './synonyms/index.ts';
import { isLike, wordsOf } from './fold.ts';

export interface Term {
  kind: Kind | 'word';
  /** The concept, or the word. */
  name: string;
  /** How much it tells of what is asked. */
  weight: number;
}

export interface Question {
  text: string;
  language: string;
  terms: Term[];
}

const weights: Record<Term['kind'], number> = {
  intent: 2,
  aside: 3,
  thing: 0.5,
  aspect: 0.5,
  mood: 3,
  word: 0.8,
};
/** Whoever tells a story uses many words that no article has: together they weigh no more than so many. */
const mostWords = 2;
/** A message may be as long as a platform lets it; what it is about is said early. */
const mostTokens = 150;
/** So many words may stand between those of a phrase: "sent my boots back", but "not yet there". */
const gapAfter = (word: string) => (word.length > 3 ? 3 : 1);

export function readQuestion(text: string, language: string): Question {
  const tokens = wordsOf(text).slice(0, mostTokens);
  const asks = text.includes('?') || tokens.some((it) => requestWords[language]?.has(it) === true);
  const known = new Set<number>();
  const terms: Term[] = [];
  for (const concept of Object.keys(concepts) as Concept[]) {
    const found = patternsOf(concept, language).flatMap((it) => placesOf(tokens, it));
    if (found.length === 0) continue;
    for (const place of found) known.add(place);
    const kind = concepts[concept];
    // "Thanks" ends many a question: then it says nothing.
    if (kind === 'mood' && asks) continue;
    terms.push({ kind, name: concept, weight: weights[kind] });
  }
  const others = tokens.filter((token, index) => !known.has(index) && tells(token, language));
  const words = [...new Set(others)].slice(0, 8);
  const weight = Math.min(weights.word, (mostWords * weights.word) / words.length);
  return {
    text,
    language,
    terms: [...terms, ...words.map((name) => ({ kind: 'word' as const, name, weight }))],
  };
}

/** Numbers name an order or a size of one customer's, and letters alone nothing. */
const tells = (token: string, language: string): boolean =>
  token.length > 1 &&
  token.length < 60 &&
  !/\p{N}/u.test(token) &&
  stopWords[language]?.has(token) !== true;

/** How a language says a concept; none where we don't know the language. */
export function patternsOf(concept: Concept, language: string): readonly string[] {
  const known = languages.find((it) => it === language);
  return known ? synonyms[known][concept] : [];
}

/** The indexes of the words that are the pattern, wherever it stands. */
export function placesOf(tokens: readonly string[], pattern: string): number[] {
  const [first = '', ...rest] = pattern.split(' ');
  return tokens.flatMap((token, index) => {
    if (!isLike(token, first)) return [];
    const places = [index];
    for (const next of rest) {
      const last = places.at(-1) ?? index;
      const from = last + 1;
      const step = tokens
        .slice(from, from + gapAfter(tokens[last] ?? '') + 1)
        .findIndex((it) => isLike(it, next));
      if (step < 0) return [];
      places.push(from + step);
    }
    return places;
  });
}

export const isConcept = (name: string): name is Concept => Object.hasOwn(concepts, name);
