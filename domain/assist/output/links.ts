import { emailsIn } from '../redaction/emails.ts';
import { seenView } from '../text-view.ts';
import { overlaps, type Span } from '../spans.ts';
import { isAlsoWord, isTopLevelDomain } from './top-level-domains.ts';

/** Something that leads elsewhere, in any spelling that a program or a willing reader makes a link of. */
export interface Link extends Span {
  /** As read: in plain letters. */
  url: string;
  kind: 'link' | 'email' | 'missing_blank';
  /** In lower case; '' where there is none that we know of. */
  host: string;
  /** It leads exactly there, in web addresses' one plain spelling. */
  isPlain: boolean;
}

/** From left to right; none within another. */
export function linksIn(text: string): Link[] {
  const view = seenView(text);
  const found: Link[] = [];
  const add = (from: number, url: string, link: Omit<Link, 'from' | 'to' | 'url'>) => {
    const span = view.spanOf(from, from + url.length);
    if (found.some((it) => overlaps(span, it))) return;
    const isPlain = link.isPlain && /^[!-~]+$/.test(text.slice(span.from, span.to));
    found.push({ ...span, url, ...link, isPlain });
  };
  for (const form of [withScheme, relative]) {
    for (const match of view.text.matchAll(form)) {
      const url = trimmed(match[0]);
      add(match.index, url, whereTo(url));
    }
  }
  for (const { from, to, key } of emailsIn(view.text)) {
    const host = key.slice(key.lastIndexOf('@') + 1);
    add(from, view.text.slice(from, to), { kind: 'email', host, isPlain: true });
  }
  for (const form of [bare, numeric]) {
    for (const match of view.text.matchAll(form)) {
      const url = trimmed(match[0]);
      const to = whereTo(url);
      if (form === bare && !isTopLevelDomain(to.host.split('.').at(-1) ?? '')) continue;
      add(match.index, url, isMissingBlank(url) ? { ...to, kind: 'missing_blank' } : to);
    }
  }
  return found.toSorted((one, other) => one.from - other.from);
}

const dotWord = '(?:dot|punkt|point|punto|ponto)';
const dot = String.raw`(?:\.| ?[[({] ?(?:\.|${dotWord}) ?[\])}] ?| ${dotWord} (?=(?:com|org|net|info|example|test|de|fr|es|pt|it|eu|io|ru|cn|co|me|xyz|app|dev|uk)(?![\p{L}\p{N}])))`;
const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?`;
const tail = String.raw`[^\s<>"|]*`;

const withScheme = new RegExp(
  [
    // "h t t p s : // …", hxxp, h**p; browsers need no slash, and take either.
    String.raw`h ?(?:t ?t|x ?x|\* ?\*|\+ ?\+) ?p ?s? ?[[(]?:[\])]?\s{0,3}[\\/]*\s{0,3}(?:${label}${dot})*${tail}`,
    String.raw`(?<![a-z])[a-z][a-z0-9+.-]{1,20}:[\\/]{1,}\s?(?=\S)${tail}`,
    String.raw`(?<![a-z])(?:javascript|vbscript|data|file|blob|mailto|intent|tg|whatsapp|callto|skype|view-source|about):(?=\S)${tail}`,
  ].join('|'),
  'giu',
);
const relative = new RegExp(String.raw`(?<![:\w/\\])[\\/]{2,}(?=[^\s/\\]{1,253}\.)${tail}`, 'giu');
const bare = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(?:[^\s/?#@<>"|]{1,64}@)?(?:${label}${dot})+${label}\.?(?::\d{1,5})?(?:[/?#\\]${tail})?`,
  'giu',
);
const numeric = /(?<![\d.,])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])(?::\d+)?(?:[/?#\\][^\s<>"|]*)?/gu;

/** What a sentence goes on with belongs to it. */
const trimmed = (url: string): string => {
  const short = url.replace(/[.,;:!?'"»”’…*_~`]+$/u, '');
  const isOpen = (open: string, shut: string) =>
    short.split(open).length < short.split(shut).length;
  if (short.endsWith(')') && isOpen('(', ')')) return trimmed(short.slice(0, -1));
  return short.endsWith(']') && isOpen('[', ']') ? trimmed(short.slice(0, -1)) : short;
};

function whereTo(url: string): Pick<Link, 'kind' | 'host' | 'isPlain'> {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:)?([\s\S]*)$/i.exec(url) ?? [];
  const isPort = /^\d/.test(rest) && !/^https?:$/i.test(scheme);
  const after = (isPort ? url : rest).replace(/^[\s\\/]+/, '');
  const authority = /^[^/\\?#]*/.exec(after)?.[0] ?? '';
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d+$/, '')
    .replaceAll(new RegExp(dot, 'giu'), '.')
    .replace(/\.+$/, '')
    .toLowerCase();
  const isPlain =
    /^(?:https?:\/\/)?[a-z0-9.-]+(?:[/?#][^\\]*)?$/i.test(url) &&
    !leadsOn(after.slice(authority.length));
  return { kind: 'link', host, isPlain };
}

/** An address within an address: where a redirect may send whoever follows it. */
function leadsOn(path: string): boolean {
  let read = path;
  for (let round = 0; round < 3; round += 1) read = decoded(read);
  if (/\/\/|\\|@|%|:/.test(read)) return true;
  const hosts = read.match(/[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi) ?? [];
  return hosts.some((it) => isTopLevelDomain(it.split('.').at(-1)?.toLowerCase() ?? ''));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** "Danke.Es", "z.B.in": two sentences, or a short form, and no address. */
function isMissingBlank(url: string): boolean {
  const [, before = '', after = ''] = /^(?:\p{L}+\.)*([\p{L}\p{N}'-]+)\.(\p{L}+)$/u.exec(url) ?? [];
  if (!isAlsoWord(after.toLowerCase())) return false;
  return /^\p{Lu}\p{Ll}*$/u.test(after) || before.length === 1 || /^\d+$/.test(before);
}
