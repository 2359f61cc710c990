/**
 * Whether what was found answers: how much of what is asked it is about. Synonyms have done the most by then (question.ts);
 * below the threshold nothing is found, for a wrong answer costs an agent more than none.
 */
import type { Question, Term } from './question.ts';

export type SourceKind = 'article' | 'canned_reply' | 'conversation';

export interface Candidate {
  kind: SourceKind;
  id: string;
  /** Of an article: the same for its translations. */
  key: string;
  title: string;
  language: string;
  text: string;
  /** The terms (by index) that occur anywhere in it, and those in its title or tags. */
  found: readonly number[];
  headed: readonly number[];
  /** PostgreSQL's, for those that are about the same. */
  rank: number;
}

export const threshold = 0.5;

/** How much a term counts that stands in the text only: a subject is in the title, a price is not. */
const inText: Record<Term['kind'], number> = {
  intent: 0.45,
  aside: 0.45,
  thing: 0.8,
  aspect: 1,
  mood: 0,
  word: 0.8,
};
/** And as proof that it is about that at all. */
const proof: Record<Term['kind'], number> = {
  intent: 0,
  aside: 0,
  thing: 0,
  aspect: 0,
  mood: 0,
  word: 0.5,
};
/** What was said to one customer, and in another language, is a weaker answer. */
export const trust: Record<SourceKind, number> = {
  article: 1,
  canned_reply: 0.85,
  conversation: 0.8,
};
export const inAnotherLanguage = 0.85;
/** Less than an intent, or than two words, proves nothing: "boots" are in many articles. */
const leastEvidence = 1.2;

/** @returns 0 to 1: how surely it answers. */
export function confidenceOf(question: Question, candidate: Candidate): number {
  const [found, headed] = [new Set(candidate.found), new Set(candidate.headed)];
  // A reply has no title of its own: its words are all there is.
  const inWords = candidate.kind === 'conversation' ? 0.9 : undefined;
  let [asked, answered, evidence] = [0, 0, 0];
  question.terms.forEach(({ kind, weight }, index) => {
    asked += weight;
    if (!found.has(index) && !headed.has(index)) return;
    answered += weight * (headed.has(index) ? 1 : (inWords ?? inText[kind]));
    evidence += weight * (headed.has(index) ? 1 : (inWords ?? proof[kind]));
  });
  if (asked === 0 || evidence < leastEvidence) return 0;
  const language = candidate.language === question.language ? 1 : inAnotherLanguage;
  return (answered / asked) * trust[candidate.kind] * language;
}

export interface Scored extends Candidate {
  confidence: number;
}

/** The best first, nothing below the threshold, and of an article one translation: the customer's own, where there is one. */
export function choose(
  question: Question,
  candidates: readonly Candidate[],
  limit: number,
): Scored[] {
  const scored = candidates
    .map((it) => ({ ...it, confidence: confidenceOf(question, it) }))
    .filter(({ confidence }) => confidence >= threshold)
    .sort((a, b) => b.confidence - a.confidence || b.rank - a.rank);
  const seen = new Set<string>();
  return scored
    .filter((it) => {
      const same = sameAs(it);
      if (seen.has(same)) return false;
      seen.add(same);
      return true;
    })
    .slice(0, limit);
}

/** Whether two say the same: translations of an article, one reply that was sent to several. */
export const sameAs = ({ kind, id, key, text }: Candidate): string =>
  `${kind} ${kind === 'article' ? key : kind === 'canned_reply' ? id : text}`;
