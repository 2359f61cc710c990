/** Two searches become one: what answers by its words, and what is near by its meaning. */
import type { Question } from './question.ts';
import { inAnotherLanguage, sameAs, threshold, trust, type Scored } from './retrieval.ts';

/** A source that is near: the passage of it that is nearest. */
export interface Near extends Scored {
  passage: string;
  similarity: number;
}

/**
 * How surely what is near answers, on the scale of the words' search: at the floor as little as may be shown, and never more than
 * `surest`, as what is near need not be the answer.
 */
export function nearness(
  similarity: number,
  floor: number,
  of: Pick<Scored, 'kind' | 'language'>,
  question: Question,
): number {
  const share = floor < 1 ? Math.min(1, Math.max(0, (similarity - floor) / (1 - floor))) : 0;
  const language = of.language === question.language ? 1 : inAnotherLanguage;
  const sure = threshold + (surest - threshold) * share;
  return Math.max(threshold, sure * trust[of.kind] * language);
}

const surest = 0.9;

/** As in "Reciprocal rank fusion outperforms Condorcet" (Cormack et al. 2009): what both find comes before what one finds. */
const damping = 60;

/**
 * Both lists have the best first. What is in both counts once, as what it is in the customer's language; where both say as much, words
 * do, which can be checked.
 * @returns the best first
 */
export function fused<A extends Scored, B extends Scored>(
  question: Question,
  byWords: readonly A[],
  byMeaning: readonly B[],
): (A | B)[] {
  const all = new Map<string, { it: A | B; score: number }>();
  for (const list of [byWords, byMeaning]) {
    const seen = new Set<string>();
    for (const it of list) {
      const key = sameAs(it);
      if (seen.has(key)) continue;
      seen.add(key);
      const known = all.get(key);
      const isBetter =
        known === undefined ||
        (known.it.language !== question.language && it.language === question.language);
      const confidence = Math.max(it.confidence, known?.it.confidence ?? 0);
      all.set(key, {
        it: { ...(isBetter ? it : known.it), confidence },
        score: (known?.score ?? 0) + 1 / (damping + seen.size),
      });
    }
  }
  return [...all.values()].sort((a, b) => b.score - a.score).map(({ it }) => it);
}
