import { eld } from 'eld/small';

export interface DetectedLanguage {
  /** ISO 639-1. */
  language: string;
  /** 0.5 (two languages fit alike) to 1 (no other fits). */
  confidence: number;
}

/**
 * The language of what a customer wrote; nothing where the text is too short, or two languages fit about as well.
 * With `languages` it is one of these or nothing: what is clearly in another language is not forced into the list.
 */
export function detectLanguage(
  text: string,
  { languages }: { languages?: readonly string[] } = {},
): DetectedLanguage | undefined {
  const words = wordsOf(text);
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  if (letters < fewestLetters) return undefined;
  const found = eld.detect(words);
  if (!found.isReliable()) return undefined;
  const scores = Object.entries(found.getScores()).toSorted(([, a], [, b]) => b - a);
  const fitting = scores.filter(([language]) => languages?.includes(language) ?? true);
  const [best, second] = fitting;
  const [over] = scores;
  if (!best || !over || over[1] - best[1] > nearlyAsGood) return undefined;
  const confidence = best[1] / (best[1] + (second?.[1] ?? 0));
  const needed = letters < shortText ? sureWhenShort : sure;
  return confidence < needed ? undefined : { language: best[0], confidence: rounded(confidence) };
}

/** A word or less: names and "ok" are in every language. */
const fewestLetters = 6;
const shortText = 20;
const sure = 0.51;
const sureWhenShort = 0.53;
/** So much better a language outside the list may fit, and the text still counts as one of the list: close relatives do. */
const nearlyAsGood = 0.03;

/** Longer texts say no more: the detector itself looks at about 350 bytes. */
const readLength = 2000;

/** What is in no language goes first: addresses, handles, tags, codes and numbers, emoji. Shouting is lower-cased. */
function wordsOf(text: string): string {
  return text
    .slice(0, readLength)
    .replace(/\b(?:https?:\/\/|www\.)\S+/giu, ' ')
    .replace(/\S{0,100}@\S{1,100}/gu, ' ')
    .replace(/#[\p{L}\p{N}_]+/gu, ' ')
    .replace(/[\p{L}\p{N}_-]+/gu, (word) => (/\p{N}/u.test(word) ? ' ' : word))
    .replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f/gu, ' ')
    .replace(/(\p{L})\1{2,}/gu, '$1$1')
    .replaceAll('’', "'")
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();
}

const rounded = (share: number): number => Math.round(share * 100) / 100;
