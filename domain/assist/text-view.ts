import { isInvisible } from './invisible.ts';
import type { Span } from './spans.ts';

/** A text as it is read, and where each of its characters stands in what was written. */
export interface TextView {
  text: string;
  /** From and to in the original; what cannot be seen and follows belongs to what it follows. */
  spanOf(from: number, to: number): Span;
}

/** Without invisible characters; full-width and other digits, dashes, blanks and dots as on any keyboard. */
export const seenView = (original: string): TextView => viewOf(original, seen);

/** Besides: in lower case, without accents, and letters of other alphabets that look the same are the same. */
export const foldedView = (original: string): TextView => viewOf(original, folded);

/** As `foldedView` has it, where nobody asks where it stood. */
export const foldText = (text: string): string => foldedView(text).text;

function viewOf(original: string, read: (char: string) => string): TextView {
  const starts: number[] = [];
  const ends: number[] = [];
  const pieces: string[] = [];
  let at = 0;
  for (const char of original) {
    const piece = read(char);
    const end = at + char.length;
    if (piece === '' && ends.length > 0) ends[ends.length - 1] = end;
    for (let unit = 0; unit < piece.length; unit += 1) {
      starts.push(at);
      ends.push(end);
    }
    pieces.push(piece);
    at = end;
  }
  return {
    text: pieces.join(''),
    spanOf: (from, to) => ({ from: starts[from] ?? original.length, to: ends[to - 1] ?? 0 }),
  };
}

/** Zeros of the digits that people type besides ASCII's; NFKC knows the full-width ones. */
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xe50];

function seen(char: string): string {
  if (char >= ' ' && char <= '~') return char;
  if (char === '\n' || char === '\t') return char;
  if (isInvisible(char)) return '';
  const code = char.codePointAt(0) ?? 0;
  const zero = zeros.find((it) => code >= it && code < it + 10);
  if (zero !== undefined) return String(code - zero);
  if (/[\p{Pd}\u2212]/u.test(char)) return '-';
  if (/\p{Zs}/u.test(char)) return ' ';
  if (char === '\u3002' || char === '\uff61') return '.';
  return char.normalize('NFKC');
}

/** Letters that no decomposition brings to the Latin alphabet. */
const latin: Record<string, string> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' },
  ...{ а: 'a', в: 'b', е: 'e', к: 'k', м: 'm', н: 'h', о: 'o', р: 'p', с: 'c', т: 't', у: 'y' },
  ...{ х: 'x', і: 'i', ј: 'j', ѕ: 's', ԁ: 'd', ԛ: 'q', ԝ: 'w', һ: 'h', ӏ: 'l', г: 'r', п: 'n' },
  ...{ α: 'a', β: 'b', ε: 'e', η: 'n', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u' },
  ...{ χ: 'x', ɑ: 'a', ɡ: 'g', ɩ: 'i', ᴀ: 'a', ᴇ: 'e', ɪ: 'i', ᴏ: 'o', ᴛ: 't', '’': "'", '‘': "'" },
};

function folded(char: string): string {
  if (char >= 'a' && char <= 'z') return char;
  const plain = seen(char).normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  if (plain <= '~' && plain.length < 2) return plain;
  return Array.from(plain, (it) => latin[it] ?? it).join('');
}
