/** A Markdown file as an article: what is said of it above its text, its heading, its words. */
import { parse } from 'yaml';
import { plain } from '../../runtime/rows.ts';

export interface ArticleFile {
  /** The same for its translations: its path without language and ending. */
  key: string;
  language: string;
  title: string;
  tags: string[];
  /** Markdown */
  body: string;
  /** Where customers can read it. */
  url?: string;
}

/** As the API holds them too. */
export const articleLimits = { title: 200, body: 50_000, tags: 30, tag: 64, url: 2_000, key: 200 };

/** Why a file is no article: a sentence for whoever wrote it. */
export class NoArticle extends Error {
  override name = 'NoArticle';
}

/**
 * @param path within its folder: `de/returns.md`, `returns.de.md` or, with the language said above the text, `returns.md`
 * @throws NoArticle
 */
export function readArticleFile(path: string, content: string): ArticleFile {
  const { said, text } = partsOf(plain(content).replace(/^\uFEFF/, ''));
  const place = placeOf(path);
  const heading = /^\s*#[ \t]+([^\n]+)(?:\n|$)/.exec(text);
  const first = heading?.[1]?.replace(/[ \t]#+[ \t]*$/, '').trim() ?? '';
  const title = wordsAt(said, 'title') ?? first;
  const file: ArticleFile = {
    key: (wordsAt(said, 'key') ?? place.key).slice(0, articleLimits.key),
    language: (wordsAt(said, 'language', 'lang') ?? place.language ?? '').toLowerCase(),
    title,
    tags: listAt(said, 'keywords', 'tags'),
    body: (heading && title === first ? text.slice(heading[0].length) : text).trim(),
  };
  const url = wordsAt(said, 'url');
  requireArticle(file, url);
  return url === undefined ? file : { ...file, url };
}

function requireArticle({ key, language, title, tags, body }: ArticleFile, url?: string): void {
  const refuse = (why: string) => {
    throw new NoArticle(why);
  };
  if (key === '') refuse('has no name.');
  if (!/^[a-z]{2,3}$/.test(language)) {
    refuse('does not say its language: write `language: de` above the text, or put it into de/.');
  }
  if (title === '') refuse('has no title: write one above the text, or begin with a heading.');
  if (title.length > articleLimits.title) refuse('has a title of more than 200 characters.');
  if (body === '') refuse('has no text.');
  if (body.length > articleLimits.body) refuse('has more than 50,000 characters.');
  if (tags.length > articleLimits.tags || tags.some((it) => it.length > articleLimits.tag)) {
    refuse('has more than 30 keywords, or one of more than 64 characters.');
  }
  if (url !== undefined && !isWebAddress(url)) refuse('has a url that is no web address.');
}

export const isWebAddress = (url: string): boolean =>
  url.length <= articleLimits.url && /^https?:$/.test(URL.parse(url)?.protocol ?? '');

type Said = Record<string, unknown>;

/** What stands between two lines of dashes at the very beginning is YAML. */
function partsOf(content: string): { said: Said; text: string } {
  const text = content.replaceAll(/\r\n?/g, '\n');
  const above = /^---[ \t]*\n([\s\S]*?)\n?---[ \t]*(?:\n|$)/.exec(text);
  if (!above) return { said: {}, text };
  return { said: saidIn(above[1] ?? ''), text: text.slice(above[0].length) };
}

function saidIn(yaml: string): Said {
  let read: unknown;
  try {
    // No references: a few lines of them stand for gigabytes.
    read = parse(yaml, { maxAliasCount: 0, logLevel: 'error' });
  } catch {
    throw new NoArticle('has lines above the text that cannot be read: they must be YAML.');
  }
  return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Said) : {};
}

function wordsAt(said: Said, ...names: string[]): string | undefined {
  const value = names.map((name) => said[name]).find((it) => it !== undefined && it !== null);
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const words = String(value).trim();
  return words === '' ? undefined : words;
}

/** A list, or words parted by commas. */
function listAt(said: Said, ...names: string[]): string[] {
  const value = names.map((name) => said[name]).find((it) => it !== undefined && it !== null);
  const given: unknown[] = Array.isArray(value)
    ? value
    : (wordsAt(said, ...names) ?? '').split(',');
  const words = given
    .filter((it) => typeof it === 'string' || typeof it === 'number')
    .map((it) => String(it).trim())
    .filter((it) => it !== '');
  return [...new Set(words)];
}

function placeOf(path: string): { key: string; language?: string } {
  const parts = path
    .replaceAll('\\', '/')
    .split('/')
    .filter((it) => it !== '' && it !== '.');
  const name = (parts.pop() ?? '').replace(/\.(?:md|markdown)$/i, '');
  const ofName = /^(.+)\.([a-z]{2})$/i.exec(name);
  const folder = parts.findIndex((it) => /^[a-z]{2}$/i.test(it));
  const language = ofName?.[2] ?? parts[folder];
  const steps = [...parts.filter((_, index) => index !== folder), ofName?.[1] ?? name];
  const key = steps
    .map((step) =>
      step
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
        .replaceAll(/^-|-$/g, ''),
    )
    .filter((step) => step !== '')
    .join('/');
  return { key, ...(language !== undefined && { language }) };
}
