/** A question's terms as PostgreSQL searches for them: text queries over bare words, one a term and language. */
import { isConcept, patternsOf, type Question, type Term } from '../../domain/assist/question.ts';
import { languages } from '../../domain/assist/synonyms/concepts.ts';

export interface AskedTerm {
  language: string;
  term: number;
  /** Text for `::tsquery`, over words as `knowledge_fold` leaves them. */
  query: string;
  /** The same, where an article is looked for by its title and tags. */
  head: string;
  /** And where replies are looked for: the words of a phrase anywhere, which the index alone can tell. */
  loose: string;
  /** A word to be stemmed as the language does. */
  stem: string | null;
  /** Says enough to look for by itself. */
  leads: boolean;
}

export function askedTerms({ terms, language: asked }: Question): AskedTerm[] {
  const doesLead = ({ kind }: Term) => kind === 'intent' || kind === 'aside' || kind === 'word';
  const leading = terms.some(doesLead);
  return [...new Set<string>([asked, ...languages])].flatMap((language) =>
    terms.flatMap((term, index) => {
      const query = queryOf(term, language, asked);
      if (query === '') return [];
      return {
        language,
        term: index,
        query,
        head: queryOf(term, language, asked, { parts: term.kind === 'word' ? '' : 'AB' }),
        loose: queryOf(term, language, asked, { between: '&' }),
        stem: term.kind === 'word' && language === asked ? term.name : null,
        leads: !leading || doesLead(term),
      };
    }),
  );
}

interface Manner {
  /** Of an article (weights, see the trigger), where it must stand; empty: anywhere. */
  parts?: string;
  /** What is between the words of a phrase. */
  between?: '<->' | '&';
}

function queryOf(term: Term, language: string, asked: string, manner: Manner = {}): string {
  const { name, kind } = term;
  if (kind !== 'word' && isConcept(name)) {
    return patternsOf(name, language)
      .map((it) => phrase(it, manner))
      .join(' | ');
  }
  // Names of things are the same everywhere; the beginning finds German compounds.
  return phrase(language === asked && name.length > 4 ? `${name}*` : name, manner);
}

/** Only letters and numbers come here: nothing to be escaped. */
function phrase(pattern: string, { parts = '', between = '<->' }: Manner): string {
  const words = pattern.split(' ').map((word) => {
    const labels = `${word.endsWith('*') ? '*' : ''}${parts}`;
    return `'${word.replace('*', '')}'${labels === '' ? '' : `:${labels}`}`;
  });
  return `(${words.join(` ${between} `)})`;
}
