/** As readers of `locale` call it; the code itself where nobody does. */
export function languageName(language: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(language) ?? language;
  } catch {
    return language; // Not a language's code: a source wrote it by hand.
  }
}
