import type en from './en.ts';

type Key = keyof typeof en;
/** What is counted: English tells one from all others, and other languages have forms of their own. */
type BaseOf<K> = K extends `${infer Base}_one`
  ? `${Base}_other` extends Key
    ? Base
    : never
  : never;
type Counted = BaseOf<Key>;

/** All that English says, and nothing more; what is counted in each form that the language has (Intl.PluralRules). */
export type WordsOf<Category extends Intl.LDMLPluralRule> = Readonly<
  Record<Exclude<Key, `${Counted}_one` | `${Counted}_other`> | `${Counted}_${Category}`, string>
>;
