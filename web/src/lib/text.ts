/** The words of the page, in the language of who reads it. */
import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import en from '../locales/en.ts';

export const locales = { en: 'English', de: 'Deutsch', es: 'Español' } as const;
export type Locale = keyof typeof locales;

type Plural<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
export type TextKey = Plural<keyof typeof en>;
export type Text = (key: TextKey, values?: Record<string, string | number>) => string;

/** English is there from the start; the others come when they are asked for. */
const others: Record<
  Exclude<Locale, 'en'>,
  () => Promise<{ default: Readonly<Record<string, string>> }>
> = {
  de: () => import('../locales/de.ts'),
  es: () => import('../locales/es.ts'),
};

void i18next.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  // React writes text as text.
  interpolation: { escapeValue: false },
  keySeparator: false,
  nsSeparator: false,
});

export async function switchLocale(locale: Locale): Promise<void> {
  if (locale !== 'en' && !i18next.hasResourceBundle(locale, 'translation')) {
    const { default: words } = await others[locale]();
    i18next.addResourceBundle(locale, 'translation', words);
  }
  await i18next.changeLanguage(locale);
  document.documentElement.lang = locale;
}

const subscribe = (listener: () => void) => {
  i18next.on('languageChanged', listener);
  return () => {
    i18next.off('languageChanged', listener);
  };
};

const texts = new Map<string, Text>();

/** The same function as long as the language is the same. */
function textOf(locale: string): Text {
  let text = texts.get(locale);
  if (!text) {
    const fixed = i18next.getFixedT(locale);
    text = (key, values = {}) => {
      // The form is chosen by the number, and the number is written as the reader writes it.
      const { count } = values;
      const replace = Object.entries(values).map(([name, it]) => [name, written(it, locale)]);
      return fixed(key, {
        ...(count === undefined ? {} : { count: Number(count) }),
        replace: Object.fromEntries(replace) as Record<string, string>,
      });
    };
    texts.set(locale, text);
  }
  return text;
}

const written = (value: string | number, locale: string): string =>
  typeof value === 'number' ? value.toLocaleString(regionOf(locale)) : value;

const localeNow = (): string => i18next.language;
/** Dates and numbers as they are written where the reader lives, where that is known. */
const regionOf = (locale: string): string =>
  navigator.languages.find((it) => it === locale || it.startsWith(`${locale}-`)) ?? locale;

export const textNow: Text = (key, values) => textOf(i18next.language)(key, values);

export function useText(): Text {
  return textOf(useLanguage());
}

/** For Intl: with the reader's region. */
export function useLocale(): string {
  return regionOf(useLanguage());
}

function useLanguage(): string {
  return useSyncExternalStore(subscribe, localeNow);
}
