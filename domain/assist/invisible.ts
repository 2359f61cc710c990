/** Characters that nobody sees, and what a reader may be made to think with them. */

/**
 * Zero-width and filler characters, direction marks and overrides, the tags block, variation selectors, and controls but
 * tab and line feed.
 */
const invisible =
  /(?![\t\n])[\p{Default_Ignorable_Code_Point}\p{Cc}\u{FFF9}-\u{FFFB}\u{E0000}-\u{E0FFF}]/u;

export const isInvisible = (char: string): boolean => invisible.test(char);

/** Where they belong: in emoji and flags, and between letters of scripts that join. */
const kept = new RegExp(
  [
    String.raw`\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{2,6}\u{E007F}`,
    String.raw`\p{Extended_Pictographic}[\uFE0E\uFE0F]?\p{Emoji_Modifier}?(?:\u200D\p{Extended_Pictographic}[\uFE0E\uFE0F]?\p{Emoji_Modifier}?)*`,
    String.raw`[0-9#*]\uFE0F(?=\u20E3)`,
    String.raw`(?<=${joining()}\p{M}*)[\u200C\u200D](?=${joining()})`,
    String.raw`(?<=\p{Script=Han})[\u{E0100}-\u{E01EF}]`,
  ].join('|'),
  'gu',
);

function joining(): string {
  const scripts = ['Arabic', 'Syriac', 'Devanagari', 'Bengali', 'Gujarati', 'Gurmukhi', 'Kannada'];
  const more = ['Malayalam', 'Oriya', 'Tamil', 'Telugu', 'Sinhala', 'Khmer', 'Mongolian'];
  return `[${[...scripts, ...more].map((it) => `\\p{Script=${it}}`).join('')}]`;
}

const every = new RegExp(`(${kept.source})|${invisible.source}`, 'gu');

/** A text of which everything can be seen; emoji stay whole. Line ends become line feeds. */
export const stripInvisible = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(every, (_whole, keep: string | undefined) => keep ?? '');

/** How many characters it would take away. */
export function countInvisible(text: string): number {
  let count = 0;
  for (const [, keep] of text.replaceAll(/\r\n?/g, '\n').matchAll(every))
    if (keep === undefined) count += 1;
  return count;
}
