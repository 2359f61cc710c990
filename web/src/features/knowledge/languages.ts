import { languageName } from '../../lib/language-name.ts';
import type { Choice } from '../../components/field.tsx';

/** The first six are read by the assistant without a model; in the others words are found as they are. */
const known = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'cs', 'sv', 'da', 'fi', 'tr', 'uk'];

/** Articles are in a language, not in that of a country: `en-GB` is `en`. */
export const primaryOf = (language: string): string =>
  language.toLowerCase().split('-')[0] ?? language;

export const languageChoices = (locale: string, ...more: readonly string[]): Choice[] =>
  [...new Set([...known, ...more])]
    .map((id) => ({ id, label: languageName(id, locale) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, locale));
