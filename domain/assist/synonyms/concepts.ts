/**
 * What customers of a shop write about, whichever words they take for it. A question is read as concepts, so that it finds an
 * article that says the same in other words, or in another language.
 */
export const languages = ['en', 'de', 'fr', 'es', 'pt', 'it'] as const;
export type LanguageCode = (typeof languages)[number];

/**
 * What somebody wants (intent) tells articles apart; what shops are asked too and seldom have an article about (aside) is known so
 * that it does not find one by a word beside. What it is about (thing) is mentioned in many, and left out in many that
 * apply. How much, how long, when (aspect) tells least. Who only thanks or praises (mood) asks nothing.
 */
export type Kind = 'intent' | 'aside' | 'thing' | 'aspect' | 'mood';

export const concepts = {
  delivery: 'intent',
  track: 'intent',
  lost: 'intent',
  return: 'intent',
  refund: 'intent',
  exchange: 'intent',
  size: 'intent',
  warranty: 'intent',
  broken: 'intent',
  repair: 'intent',
  login: 'intent',
  password: 'intent',
  pay: 'intent',
  declined: 'intent',
  voucher: 'intent',
  invoice: 'intent',
  wash: 'intent',
  waterproof: 'intent',
  outage: 'intent',
  opening: 'intent',
  recall: 'intent',
  discount: 'intent',
  student: 'intent',
  newsletter: 'intent',
  unsubscribe: 'intent',
  privacy: 'intent',
  cancel: 'intent',
  address: 'intent',
  advice: 'aside',
  charity: 'aside',
  children: 'aside',
  course: 'aside',
  job: 'aside',
  loyalty: 'aside',
  material: 'aside',
  novelty: 'aside',
  pet: 'aside',
  picture: 'aside',
  prize: 'aside',
  rental: 'aside',
  sponsor: 'aside',
  stock: 'aside',
  strength: 'aside',
  weight: 'aside',
  account: 'thing',
  app: 'thing',
  backpack: 'thing',
  boots: 'thing',
  card: 'thing',
  climbing: 'thing',
  company: 'thing',
  email: 'thing',
  fleece: 'thing',
  jacket: 'thing',
  karabiner: 'thing',
  order: 'thing',
  parcel: 'thing',
  seam: 'thing',
  shop: 'thing',
  sole: 'thing',
  tent: 'thing',
  trousers: 'thing',
  zip: 'thing',
  cost: 'aspect',
  duration: 'aspect',
  valid: 'aspect',
  sell: 'aspect',
  wait: 'aspect',
  praise: 'mood',
  thanks: 'mood',
  weekday: 'aspect',
} as const satisfies Record<string, Kind>;

export type Concept = keyof typeof concepts;

/**
 * A language's words for each, as domain/assist/fold.ts folds them: `refund*` is a beginning, `money back` a phrase, whose words
 * may stand a little apart in a question.
 */
export type Synonyms = Record<Concept, readonly string[]>;
