/** Which words of a text answer: whole sentences, as they stand there, that fit into a suggestion. */
import { isConcept, patternsOf, placesOf, type Question, type Term } from './question.ts';
import { isLike, wordsOf } from './fold.ts';

export const longestQuote = 300;

/**
 * @param isQuotable leaves out sentences that are not for others
 * @returns undefined when no sentence is left
 */
export function quoteOf(
  text: string,
  question: Question,
  language: string,
  isQuotable: (sentence: string) => boolean = () => true,
): string | undefined {
  const sentences = sentencesOf(text).map((it) => ({
    it,
    score: isQuotable(it) ? scoreOf(it, question, language) : -1,
  }));
  let best = 0;
  sentences.forEach(({ score }, index) => {
    if (score > (sentences[best]?.score ?? -1)) best = index;
  });
  const first = sentences[best];
  if (!first || first.score < 0) return undefined;
  let quote = first.it;
  for (const { it, score } of sentences.slice(best + 1)) {
    if (score < 0 || quote.length + 1 + it.length > longestQuote) break;
    quote = `${quote} ${it}`;
  }
  return shortened(quote);
}

function scoreOf(sentence: string, { terms, language: asked }: Question, language: string): number {
  const words = wordsOf(sentence);
  const wantsFigures = terms.some(({ kind }) => kind === 'aspect');
  const figures = wantsFigures && /\d/.test(sentence) ? 0.6 : 0;
  return terms.reduce(
    (sum, term) => sum + (mentions(words, term, asked, language) ? term.weight : 0),
    figures,
  );
}

function mentions(words: string[], { name, kind }: Term, asked: string, language: string): boolean {
  if (kind !== 'word' && isConcept(name)) {
    return patternsOf(name, language).some((pattern) => placesOf(words, pattern).length > 0);
  }
  // PostgreSQL has stemmed what it found; here the beginning must do.
  const start = asked === language && name.length > 5 ? `${name.slice(0, -2)}*` : name;
  return words.some((word) => isLike(word, start));
}

/** Markdown as a customer reads it: without headings and signs; a link is its words and its address. */
export function sentencesOf(markdown: string): string[] {
  return markdown
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/^#{1,6}\s.*$/gm, '')
    .replaceAll(/^\s*(?:[-*+]|\d+\.)\s+(.*)$/gm, '\n\n$1\n\n')
    .replaceAll(/!?\[([^\]\n]*)\]\(([^)\s]*)[^)\n]*\)/g, '$1 ($2)')
    .replaceAll(/\*\*|__|`/g, '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s+/g, ' ').trim())
    .flatMap((paragraph) => paragraph.split(/(?<=[.!?…])\s+(?=[\p{Lu}\p{N}¿¡„“«"])/u))
    .filter((sentence) => /\p{L}/u.test(sentence));
}

function shortened(text: string): string {
  if (text.length <= longestQuote) return text;
  const cut = text.slice(0, longestQuote - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 1))}…`;
}

/** Of a reply to one customer: what names them, a number or an address of theirs is not quoted to the next. */
export function isForOthers(sentence: string, names: readonly string[]): boolean {
  if (/\d[\d\s-]{3,}\d|@|\b\p{Lu}{2,}\d+/u.test(sentence)) return false;
  const words = wordsOf(sentence);
  return !names.flatMap(wordsOf).some((name) => name.length > 1 && words.includes(name));
}
