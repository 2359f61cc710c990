/** Every language says what English says: with the same values, and in each form in which it counts. */
import { describe, expect, test } from 'vitest';
import de from '../../web/src/locales/de.ts';
import en from '../../web/src/locales/en.ts';
import es from '../../web/src/locales/es.ts';

type Words = Readonly<Record<string, string>>;
const english: Words = en;
const others: Record<string, Words> = { de, es };

const keys = Object.keys(english);
const counted = keys.flatMap((key) => {
  const [, base] = /^(.+)_one$/.exec(key) ?? [];
  return base !== undefined && `${base}_other` in english ? [base] : [];
});
const isForm = (key: string) =>
  counted.some((base) => key === `${base}_one` || key === `${base}_other`);

const formsOf = (locale: string) => new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
const valuesIn = (words: string) =>
  [...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
/** Where a form stands for exactly one, it may say so in words. */
const withoutCount = (values: unknown[]) => values.filter((it) => it !== 'count');

describe.each(Object.entries(others))('%s', (locale, words) => {
  test('has every word of English, each counted one in all its forms, and no other', () => {
    const wanted = [
      ...keys.filter((key) => !isForm(key)),
      ...counted.flatMap((base) => formsOf(locale).map((form) => `${base}_${form}`)),
    ];
    expect(Object.keys(words).toSorted()).toEqual(wanted.toSorted());
  });

  test('speaks of the same values', () => {
    const englishFor = (key: string) =>
      english[key] ?? english[`${key.replace(/_[a-z]+$/, '')}_other`] ?? '';
    const odd = Object.keys(words).filter((key) => {
      const [theirs, ours] = [valuesIn(words[key] ?? ''), valuesIn(englishFor(key))];
      return key.endsWith('_one')
        ? String(withoutCount(theirs)) !== String(withoutCount(ours))
        : String(theirs) !== String(ours);
    });
    expect(odd).toEqual([]);
  });

  test('leaves nothing empty, and nothing as it was in English but what is alike', () => {
    expect(Object.keys(words).filter((key) => words[key]?.trim() === '')).toEqual([]);
    const alike = Object.keys(words).filter((key) => words[key] === english[key]);
    expect(alike.length).toBeLessThan(keys.length / 12);
  });
});

test('the languages are those that are offered', async () => {
  const { locales } = await import('../../web/src/lib/text.ts');
  expect(Object.keys(locales).toSorted()).toEqual(['en', ...Object.keys(others)].toSorted());
});
