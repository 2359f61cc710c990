/** Links and tags in a text: Bluesky keeps them beside it, at places counted in bytes of UTF-8. */
import { cleanText, webAddress } from '../text.ts';
import type { Facet } from './payloads.ts';

const maxLinks = 100;
const link = 'app.bsky.richtext.facet#link';

/** The words with their real addresses: apps shorten what they show, or show other words. */
export function wordsOf(text: string, facets: readonly Facet[] = []): string {
  const bytes = Buffer.from(text);
  const links = facets
    .flatMap(({ index: { byteStart, byteEnd }, features = [] }) => {
      const to = webAddress(features.find(({ $type }) => $type === link)?.uri);
      return to !== undefined && byteStart < byteEnd && byteEnd <= bytes.length
        ? [{ byteStart, byteEnd, to }]
        : [];
    })
    .slice(0, maxLinks)
    .sort((a, b) => a.byteStart - b.byteStart);
  let words = '';
  let at = 0;
  for (const { byteStart, byteEnd, to } of links) {
    if (byteStart < at) continue;
    const shown = bytes.toString('utf8', byteStart, byteEnd);
    words += bytes.toString('utf8', at, byteStart) + spelledOut(shown, to);
    at = byteEnd;
  }
  return cleanText(words + bytes.toString('utf8', at));
}

/** `example.com/a/lon…` stands for its address; other words keep it beside them. */
function spelledOut(shown: string, to: string): string {
  const plain = (address: string) => address.replace(/^https?:\/\//, '').replace(/\/$/, '');
  const start = plain(shown).replace(/(…|\.\.\.)$/, '');
  return start !== '' && plain(to).startsWith(start) ? to : `${shown} (${to})`;
}

interface NewFacet {
  index: { byteStart: number; byteEnd: number };
  features: ({ $type: string } & Record<string, string>)[];
}

// As Bluesky's own library finds them; names of people would have to be looked up, and who is answered is told anyway.
const address = /(^|\s|\()(https?:\/\/[^\s<>"]+)/gi;
const hashtag = /(^|\s)[#＃]([^\s\d\p{P}][^\s]{0,100})/gu;

/** What makes addresses and tags of a text of ours clickable. */
export function facetsOf(text: string): NewFacet[] {
  const byteAt = (index: number) => Buffer.byteLength(text.slice(0, index));
  const place = (start: number, length: number) => ({
    byteStart: byteAt(start),
    byteEnd: byteAt(start + length),
  });
  const links = [...text.matchAll(address)].flatMap(({ index, 1: lead = '', 2: found = '' }) => {
    // What ends a sentence, or closes a bracket that the address did not open, is no part of it.
    let uri = found.replace(/[.,;:!?]+$/, '');
    if (uri.endsWith(')') && !uri.includes('(')) uri = uri.slice(0, -1);
    if (!URL.canParse(uri)) return [];
    return [
      { index: place(index + lead.length, uri.length), features: [{ $type: link, uri }] },
    ] satisfies NewFacet[];
  });
  const tags = [...text.matchAll(hashtag)].flatMap(({ index, 1: lead = '', 2: found = '' }) => {
    const tag = found.replace(/\p{P}+$/u, '');
    if (tag === '' || tag.length > 64) return [];
    const features = [{ $type: 'app.bsky.richtext.facet#tag', tag }];
    return [{ index: place(index + lead.length, 1 + tag.length), features }] satisfies NewFacet[];
  });
  return [...links, ...tags];
}
