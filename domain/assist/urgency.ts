import { hitsOf, reason, wordsFound, type Reading, type Reason } from './reading.ts';
import { readText } from './text.ts';
import type { Sentiment } from './sentiment.ts';
import type { Topic, UrgencyCue } from './words/word-list.ts';

export type Urgency = 'low' | 'normal' | 'high';

export type UrgencyRule =
  | UrgencyCue
  | 'deadline'
  | 'asked_again'
  | 'shouting'
  | 'exclamation_marks'
  | 'asks'
  | 'displeased'
  | 'about'
  | 'asks_nothing';

export interface UrgencyResult {
  urgency: Urgency;
  reasons: Reason<UrgencyRule>[];
}

/**
 * How soon somebody must look. High: harm, a foreign hand, threats, in so many words, a need with a near end, the third time, or several
 * signs of impatience at once. Low: nobody waits for an answer.
 */
export function urgencyOf(
  message: Reading,
  {
    sentiment,
    topics,
    earlier = [],
  }: { sentiment: Sentiment; topics: readonly Topic[]; earlier?: readonly string[] },
): UrgencyResult {
  const found: Find = (cue) => {
    const words = wordsFound(message.lexicon?.cues.get(cue), message);
    return words.length > 0 ? [reason(cue, words)] : [];
  };
  const pressing = sentiment === 'positive' ? [] : pressingReasons(message, topics, found, earlier);
  if (pressing.length > 0) return { urgency: 'high', reasons: pressing };
  const waits = waitingReasons(message, sentiment, topics, found);
  if (waits.length > 0) return { urgency: 'normal', reasons: waits };
  return { urgency: 'low', reasons: [reason('asks_nothing')] };
}

/** Nothing where the message says nothing of it. */
type Find = (cue: UrgencyCue) => Reason<UrgencyRule>[];

/** So many signs of impatience are as much as one word of urgency. */
const impatient = 3;

function pressingReasons(
  message: Reading,
  topics: readonly Topic[],
  found: Find,
  earlier: readonly string[],
): Reason<UrgencyRule>[] {
  const reasons: Reason<UrgencyRule>[] = [];
  const alone: UrgencyCue[] = [
    'danger',
    'fraud',
    'urgent',
    'repeated',
    ...(topics.includes('press') && !topics.includes('complaint') ? [] : (['threat'] as const)),
  ];
  reasons.push(...alone.flatMap(found));
  const deadline = deadlineIn(message);
  if (deadline.length > 0) reasons.push(reason('deadline', deadline));
  const again = askedAgain(message, earlier);
  if (again >= 2) reasons.push(reason('asked_again', [String(again + 1)]));
  if (reasons.length > 0) return reasons;
  const signs = impatience(message, found, again);
  return signs.length >= impatient ? signs : [];
}

/** A need and a near day or hour in one sentence: "today" alone may be when it came. */
function deadlineIn(message: Reading): string[] {
  const needs = new Map(
    hitsOf(message.lexicon?.cues.get('need'), message).map((it) => [
      sentenceOf(it, message),
      it.words,
    ]),
  );
  return hitsOf(message.lexicon?.cues.get('soon'), message).flatMap((soon) => {
    const need = needs.get(sentenceOf(soon, message));
    return need === undefined ? [] : [need, soon.words];
  });
}

const sentenceOf = ({ from }: { from: number }, { words }: Reading): number | undefined =>
  words[from]?.sentence;

function impatience(message: Reading, found: Find, again: number): Reason<UrgencyRule>[] {
  return [
    ...(['ignored', 'waiting', 'need'] as const).flatMap(found),
    ...(message.isShouting ? [reason('shouting' as const)] : []),
    ...(message.exclamationMarks >= 2 ? [reason('exclamation_marks' as const)] : []),
    ...(again > 0 ? [reason('asked_again' as const, [String(again + 1)])] : []),
  ];
}

/** Topics that come with work, also where nobody asks for it in words. */
const withWork: readonly Topic[] = [
  'delivery',
  'refund',
  'exchange',
  'cancellation',
  'damaged',
  'outage',
  'billing',
  'account',
  'availability',
  'opening_hours',
  'press',
];

function waitingReasons(
  message: Reading,
  sentiment: Sentiment,
  topics: readonly Topic[],
  found: Find,
): Reason<UrgencyRule>[] {
  if (sentiment === 'positive') return [];
  if (topics.includes('job') && sentiment === 'neutral') return [];
  const asks = wordsFound(message.lexicon?.asks, message);
  const about = topics.filter((topic) => withWork.includes(topic));
  return [
    ...(sentiment === 'negative' ? [reason('displeased' as const)] : []),
    ...(message.questionMarks > 0 || asks.length > 0 ? [reason('asks' as const, asks)] : []),
    ...(about.length > 0 ? [reason('about' as const, about)] : []),
    ...found('ignored'),
  ];
}

/** How many of the earlier messages, not yet answered, ask what this one asks. */
function askedAgain(message: Reading, earlier: readonly string[]): number {
  const now = new Set(message.words.map(({ folded }) => folded));
  return earlier.filter((text) =>
    isAlike(now, new Set(readText(text).words.map(({ folded }) => folded))),
  ).length;
}

/** So many of the words of the shorter text stand in the other. */
const alike = 0.6;

function isAlike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const shorter = Math.min(a.size, b.size);
  return shorter > 0 && [...a].filter((word) => b.has(word)).length / shorter >= alike;
}
