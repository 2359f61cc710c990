/** How the page looks to this person on this machine. public/theme.js reads it before the first paint. */
import { createStore } from '../lib/store.ts';
import { switchLocale, type Locale } from '../lib/text.ts';

export interface Appearance {
  theme: 'light' | 'dark' | 'system';
  density: 'comfortable' | 'compact';
  locale: Locale;
  /** Single keys do things. */
  hasShortcuts: boolean;
  /** Against the language's own: to see the page as right-to-left readers do. */
  direction: 'auto' | 'rtl';
  /** Notifications of the machine, asked for once. */
  notifies: boolean;
}

const key = 'careline.appearance';
const initial: Appearance = {
  theme: 'system',
  density: 'comfortable',
  locale: localeOf(navigator.language),
  hasShortcuts: true,
  direction: 'auto',
  notifies: false,
};

function localeOf(language: string): Locale {
  const [base] = language.split('-');
  return base === 'de' || base === 'es' ? base : 'en';
}

function kept(): Appearance {
  try {
    return {
      ...initial,
      ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Appearance>),
    };
  } catch {
    return initial; // Somebody else's words under our key: begin anew.
  }
}

export const appearance = createStore<Appearance>(kept());

const dark = window.matchMedia('(prefers-color-scheme: dark)');

export function startAppearance(): Promise<void> {
  const show = () => {
    const { theme, density, direction } = appearance.get();
    const { dataset } = document.documentElement;
    dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
    dataset['density'] = density;
    document.documentElement.dir = direction === 'rtl' ? 'rtl' : 'ltr';
  };
  dark.addEventListener('change', show);
  appearance.subscribe(() => {
    localStorage.setItem(key, JSON.stringify(appearance.get()));
    show();
    void switchLocale(appearance.get().locale);
  });
  show();
  // Where a language's words cannot be fetched it speaks English: better than no page.
  return switchLocale(appearance.get().locale).catch(() => undefined);
}

export const changeAppearance = (change: Partial<Appearance>): void => {
  appearance.set((before) => ({ ...before, ...change }));
};
