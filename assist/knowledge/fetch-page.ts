/** A page that somebody wants as an article: from a public address, as its site's robots.txt allows, on one site. */
import robotsParser from 'robots-parser';
import { FetchError, refused } from '../../files/fetch-error.ts';
import type { Fetcher, FileSource } from '../../files/fetch.ts';
import { headBytes, sniff } from '../../files/sniff.ts';
import { plain } from '../../runtime/rows.ts';
import { articleLimits } from './article-file.ts';
import { readPageApart } from './page-thread.ts';
import { cut, type PageText } from './page.ts';

export interface PageLimits {
  maxBytes: number;
  withinMs: number;
}

/** Enough for the longest of help pages, and little enough to be read at once. */
export const pageLimits: PageLimits = { maxBytes: 1_000_000, withinMs: 15_000 };

const agent = 'Careline';

/** Not by its own types, which say that the function is a member of what is imported. */
const rulesOf = robotsParser as unknown as (
  url: string,
  rules: string,
) => { isAllowed(url: string, agent: string): boolean | undefined };

interface Asked {
  url: string;
  /** Origins on the desk's own network that its operator trusts. */
  trustedOrigins?: readonly string[];
}

/** @throws FetchError */
export async function fetchPage(fetcher: Fetcher, asked: Asked): Promise<PageText> {
  const url = URL.parse(asked.url);
  if (!url || !/^https?:$/.test(url.protocol)) throw refused('address_invalid');
  url.hash = '';
  const isTrusted = asked.trustedOrigins?.includes(url.origin) === true;
  const source = {
    isOnOneSite: true,
    ...(isTrusted && { trustedOrigin: url.origin }),
  };
  if (!(await mayBeRead(fetcher, url, source))) throw refused('robots');
  const bytes = await fetcher.fetch({ url: url.href, ...source }, gather);
  if ((await sniff(bytes.subarray(0, headBytes))) !== 'application/octet-stream') {
    throw refused('no_page');
  }
  const text = decoded(bytes);
  const read = isHtml(text) ? await readPageApart(text, url.href) : plainPage(url, text);
  if (!read || read.body === '') throw refused('no_text');
  return read;
}

/** A site that says nothing allows it; one that can't be asked is not read (RFC 9309). */
async function mayBeRead(
  fetcher: Fetcher,
  url: URL,
  source: Pick<FileSource, 'isOnOneSite' | 'trustedOrigin'>,
): Promise<boolean> {
  const robots = new URL('/robots.txt', url).href;
  try {
    const rules = await fetcher.fetch({ url: robots, ...source }, gather);
    return rulesOf(robots, rules.toString('utf8')).isAllowed(url.href, agent) ?? true;
  } catch (error) {
    if (error instanceof FetchError && error.kind === 'failed') return true;
    throw error;
  }
}

async function gather(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** As the page itself says, near its beginning; most say UTF-8, or nothing. */
function decoded(bytes: Buffer): string {
  const head = bytes.subarray(0, 1_024).toString('latin1');
  const [, label = 'utf-8'] = /<meta[^>]+charset=["']?([\w-]{2,40})/i.exec(head) ?? [];
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}

const isHtml = (text: string): boolean =>
  /<(?:!doctype html|html|head|body|main|article|p|div)[\s>]/i.test(text.slice(0, 20_000));

/** A Markdown file, or any text. */
function plainPage(url: URL, text: string): PageText {
  const heading = /^\s*#[ \t]+([^\n]+)(?:\n|$)/.exec(text);
  const title =
    heading?.[1]?.trim() ?? url.pathname.split('/').findLast((it) => it !== '') ?? url.host;
  return {
    title: title.slice(0, articleLimits.title),
    ...cut(plain(text.slice(heading?.[0].length ?? 0)).trim()),
  };
}
