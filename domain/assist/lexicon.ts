import { find, phrases, type Hit, type Phrases } from './phrases.ts';
import type { Word } from './text.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { it } from './words/it.ts';
import { pt } from './words/pt.ts';
import type { Topic, UrgencyCue, WordList } from './words/word-list.ts';

export const triageLanguages = ['en', 'de', 'es', 'fr', 'pt', 'it'] as const;
export type TriageLanguage = (typeof triageLanguages)[number];

/** Words that tell of a mood, of something that turns one, or of none though they look so. */
export type Mood =
  | 'positive'
  | 'delighted'
  | 'thanks'
  | 'uneasy'
  | 'negative'
  | 'angry'
  | 'relief'
  | 'courtesy'
  | 'negation'
  | 'turn';

/** The lists of one language, ready to be found in a text. */
export interface Lexicon {
  moods: Phrases<Mood>;
  asks: Phrases<true>;
  cues: ReadonlyMap<UrgencyCue, Phrases<true>>;
  topics: ReadonlyMap<Topic, Phrases<true>>;
}

/**
 * The lists to read a text by: its language's; without one, those of the language whose words it has most of. A language that has no
 * lists has none: what it means by a word is not ours to guess.
 */
export function lexiconFor(
  language: string | undefined,
  words: readonly Word[],
): Lexicon | undefined {
  if (language !== undefined) {
    const [primary = ''] = language.toLowerCase().split('-');
    return isTriageLanguage(primary) ? lexicon(primary) : undefined;
  }
  const beginning = words.slice(0, 50);
  const known = triageLanguages.map((it) => {
    const { moods, asks } = lexicon(it);
    return { it, count: length(find(moods, beginning)) + length(find(asks, beginning)) };
  });
  const [most] = known.toSorted((a, b) => b.count - a.count);
  return most && most.count > 0 ? lexicon(most.it) : undefined;
}

const wordLists: Record<TriageLanguage, WordList> = { en, de, es, fr, pt, it };
const compiled = new Map<TriageLanguage, Lexicon>();

function lexicon(language: TriageLanguage): Lexicon {
  const ready = compiled.get(language) ?? compile(wordLists[language]);
  compiled.set(language, ready);
  return ready;
}

function compile(list: WordList): Lexicon {
  return {
    // Of two that say the same phrase, the later counts.
    moods: phrases<Mood>([
      [list.negations, 'negation'],
      [list.turns, 'turn'],
      [list.positive, 'positive'],
      [list.thanks, 'thanks'],
      [list.uneasy, 'uneasy'],
      [list.negative, 'negative'],
      [list.delighted, 'delighted'],
      [list.angry, 'angry'],
      [list.relief, 'relief'],
      [list.courtesy, 'courtesy'],
    ]),
    asks: phrases([[list.asks, true as const]]),
    cues: new Map(
      Object.entries(list.cues).map(([cue, words]) => [
        cue as UrgencyCue,
        phrases([[words, true as const]]),
      ]),
    ),
    topics: new Map(
      Object.entries(list.topics).map(([topic, words]) => [
        topic as Topic,
        phrases([[words, true as const]]),
      ]),
    ),
  };
}

const isTriageLanguage = (language: string): language is TriageLanguage =>
  triageLanguages.some((it) => it === language);

const length = (hits: readonly Hit<unknown>[]): number =>
  hits.reduce((sum, { from, to }) => sum + to - from, 0);
