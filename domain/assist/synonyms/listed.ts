import type { Concept, Synonyms } from './concepts.ts';

/** A list of words reads better as a text: `deliver*, shipping, money back`. */
export function listed(texts: Record<Concept, string>): Synonyms {
  const lists = Object.entries(texts).map(([concept, text]) => [concept, text.split(/,\s+/)]);
  return Object.fromEntries(lists) as Synonyms;
}
