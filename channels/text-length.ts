/** How long a text is to a platform, and how a longer one becomes several. */
import twitter from 'twitter-text';
import type { TextLimit } from './capabilities.ts';

// Counted in the browser too, where there is no Buffer.
const encoder = new TextEncoder();
const byteLength = (text: string): number => encoder.encode(text).length;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** In the limit's own unit. */
export function lengthIn(unit: TextLimit['unit'], text: string): number {
  switch (unit) {
    case 'utf16':
      return text.length;
    case 'bytes':
      return byteLength(text);
    case 'graphemes':
      return graphemes(text).length;
    case 'weighted':
      return twitter.parseTweet(text).weightedLength;
  }
}

export const fits = ({ max, unit, maxBytes }: TextLimit, text: string): boolean =>
  lengthIn(unit, text) <= max && (maxBytes === undefined || byteLength(text) <= maxBytes);

/**
 * The text in parts that each fit, cut at the last paragraph, line, sentence or word that does, else between two
 * characters as people see them. White space at the cuts is dropped; nothing else is.
 */
export function splitText(limit: TextLimit, text: string): string[] {
  const parts: string[] = [];
  for (let rest = text.trim(); rest !== '';) {
    const length = fits(limit, rest) ? rest.length : cutOf(limit, rest);
    parts.push(rest.slice(0, length).trimEnd());
    rest = rest.slice(length).trimStart();
  }
  return parts;
}

/** Where to cut, by preference; each with what must stay before it. */
const seams = [/\n\s*\n/g, /\n/g, /(?<=[.!?…。！？])\s+/g, /\s+/g];

function cutOf(limit: TextLimit, text: string): number {
  const longest = longestPrefix(limit, text);
  for (const seam of seams) {
    // A cut in the first half would make more parts than it is worth, unless words force it.
    const least = seam === seams.at(-1) ? 0 : longest / 2;
    const found = [...text.slice(0, longest + 1).matchAll(seam)]
      .map(({ index }) => index)
      .findLast((index) => index > least && index <= longest);
    if (found !== undefined) return found;
  }
  return longest;
}

/** In UTF-16 units; at least one character, whatever the limit. */
function longestPrefix(limit: TextLimit, text: string): number {
  // No unit counts less than one for four UTF-16 units but URLs and long emoji sequences: search among all.
  const ends = graphemes(text.slice(0, limit.max * 8 + 64)).map(
    ({ index, segment }) => index + segment.length,
  );
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(limit, text.slice(0, ends[middle]))) low = middle;
    else high = middle - 1;
  }
  return ends[low] ?? text.length;
}

const graphemes = (text: string) => [...segmenter.segment(text)];
