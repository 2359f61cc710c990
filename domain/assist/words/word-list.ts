/**
 * What a language says, as the rules read it. Phrases are parted by commas or line ends, with accents as the language has them (customers may
 * leave them out); `refund*` is any word that begins so, `#` a word with a digit, `_` any word.
 */
export interface WordList {
  /** Pleased, and more than that. */
  positive: string;
  delighted: string;
  /** Pleased, but in a message that asks for something only polite. */
  thanks: string;
  /** Seldom said by the pleased; two of them make a complaint, one does not. */
  uneasy: string;
  /** Something is wrong, and more than that. */
  negative: string;
  angry: string;
  /** What was wrong is over. */
  relief: string;
  /** Kind words that say nothing of a mood ("thanks in advance"), and words that only look like a mood. */
  courtesy: string;
  /** They turn the word after them. */
  negations: string;
  /** What comes after them weighs more ("but"). */
  turns: string;
  /** Somebody wants something done or told. */
  asks: string;
  cues: Record<UrgencyCue, string>;
  /** Praise has none of its own: it is what the pleased say. */
  topics: Record<Exclude<Topic, 'praise'>, string>;
}

export const topics = [
  'delivery',
  'refund',
  'exchange',
  'cancellation',
  'complaint',
  'damaged',
  'sizing',
  'availability',
  'outage',
  'billing',
  'discount',
  'account',
  'praise',
  'opening_hours',
  'job',
  'press',
] as const;
export type Topic = (typeof topics)[number];

export type UrgencyCue =
  /** Somebody is hurt, or may be. */
  | 'danger'
  /** A foreign hand in an account or on a card. */
  | 'fraud'
  /** Lawyers, authorities, the bank, the public. */
  | 'threat'
  /** In so many words. */
  | 'urgent'
  /** An hour or a day that is near; it presses only together with a need. */
  | 'soon'
  | 'need'
  /** Asked for the third time or more. */
  | 'repeated'
  /** Asked, and never answered. */
  | 'ignored'
  /** For days or weeks. */
  | 'waiting';
