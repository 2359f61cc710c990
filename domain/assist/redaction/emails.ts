import { overlaps } from '../spans.ts';
import type { Piece } from './piece.ts';

/** Addresses, also those that hide from robots: "ada (at) example dot org", "ada arroba example punto es". */
export function emailsIn(text: string): Piece[] {
  const found: Piece[] = [];
  for (const form of forms) {
    for (const match of text.matchAll(form)) {
      const from = match.index;
      const to = from + match[0].length;
      if (found.some((it) => overlaps({ from, to }, it))) continue;
      found.push({ kind: 'email', from, to, key: plain(match[0]) });
    }
  }
  return found;
}

const local = String.raw`(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]*[\p{L}\p{N}_%+-]`;
const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?`;
const atWord = '(?:at|ät|arroba|arobase|chiocciola)';
const dotWord = '(?:dot|punkt|point|punto|ponto)';
const at = String.raw`(?: ?@ ?|%40|&#64;| {0,2}[(\[{<] ?(?:${atWord}|@) ?[)\]}>] {0,2})`;
const dot = String.raw`(?:\.| {0,2}[(\[{<] ?(?:${dotWord}|\.) ?[)\]}>] {0,2}| {1,2}${dotWord} {1,2})`;
/** Endings that make "look at home dot com" an address. */
const ending =
  '(?:com|org|net|info|biz|eu|de|at|ch|fr|be|lu|es|pt|br|it|uk|ie|nl|pl|dk|se|no|us|ca|io|me|co|app|dev|shop|online|example|test|email|gmbh|cat)';
const end = String.raw`(?![\p{L}\p{N}])`;

const forms = [
  String.raw`${local}${at}(?:${label}\.)+\p{L}{2,24}${end}`,
  String.raw`${local}${at}(?:${label}${dot})+\p{L}{2,24}${end}`,
  String.raw`${local} ?@ ?(?:${label} ?\. ?)+${ending}${end}`,
  String.raw`(?:${local} {1,2}${dotWord} {1,2}){0,3}${local} {1,2}${atWord} {1,2}(?:${label}${dot}){0,3}${label} {1,2}${dotWord} {1,2}${ending}${end}`,
  String.raw`${local} {1,2}(?:arroba|arobase|chiocciola) {1,2}(?:${label}${dot})+\p{L}{2,24}${end}`,
].map((it) => new RegExp(it, 'giu'));

/** As its mailbox knows it. */
const plain = (written: string) =>
  written
    .toLowerCase()
    .replaceAll(new RegExp(`[([{<] ?${atWord} ?[)\\]}>]| ${atWord} |%40|&#64;`, 'gu'), '@')
    .replaceAll(new RegExp(`[([{<] ?${dotWord} ?[)\\]}>]| ${dotWord} `, 'gu'), '.')
    .replaceAll(/[\s()[\]{}<>]|^[.'-]+/g, '');
