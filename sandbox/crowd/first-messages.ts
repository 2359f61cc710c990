/** What people write to a desk that has just opened. */
import type { PlatformName } from '../model.ts';
import { createRandom } from '../random.ts';
import { nameIn, spoken } from './names.ts';
import { phrasesOf, type Language } from './personas.ts';
import type { Goal } from './phrases/phrases.ts';

export interface FirstMessage {
  platform: PlatformName;
  kind: 'dm' | 'comment' | 'mention' | 'review';
  name: string;
  language: Language;
  text: string;
  withPhoto: boolean;
  /** Of a review. */
  recommends?: boolean;
}

type Kind = FirstMessage['kind'];
type Place = readonly [PlatformName, readonly Kind[]];

/** Of ten people three are on Facebook, and so on; what they do there. */
const places: readonly Place[] = [
  ...many<Place>(3, ['facebook', ['dm', 'dm', 'dm', 'comment', 'comment', 'review']]),
  ...many<Place>(2, ['instagram', ['dm', 'dm', 'comment']]),
  ...many<Place>(2, ['telegram', ['dm']]),
  ['x', ['dm', 'mention', 'comment']],
  ['bluesky', ['dm', 'mention']],
  ['linkedin', ['comment', 'mention']],
];

function many<T>(count: number, item: T): T[] {
  return Array.from({ length: count }, () => item);
}

const goals: readonly Goal[] = [
  'parcel',
  'parcel',
  'refund',
  'refund',
  'sizing',
  'outage',
  'praise',
];

export function firstMessages(seed: string, count: number): FirstMessage[] {
  const random = createRandom(`${seed}/first`);
  return Array.from({ length: count }, (_, number): FirstMessage => {
    // Reviews are promised the quickest answer: the first one shows what becomes of a promise.
    const isFirst = number === 0;
    const [platform, kinds] = places[number % places.length] ?? ['telegram', ['dm']];
    const kind = isFirst ? 'review' : random.pick(kinds);
    const language = isFirst ? 'en' : random.pick(spoken);
    const goal = isFirst ? 'refund' : random.pick(goals);
    const phrases = phrasesOf[language];
    const opening = random.pick(phrases.openings[goal]);
    const text = random.isLucky(0.4)
      ? `${opening} ${random.pick(phrases.followUps[goal])}`
      : opening;
    return {
      ...{ platform, kind, language, text, name: nameIn(language, random) },
      withPhoto: goal === 'refund' && (kind === 'dm' || kind === 'comment'),
      ...(kind === 'review' && { recommends: goal === 'praise' }),
    };
  });
}
