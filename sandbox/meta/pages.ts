import { GraphError } from './errors.ts';
import type { GraphRequest } from './request.ts';

/** One page of a list, with the cursors that lead on. */
export interface Paging {
  cursors: { before: string; after: string };
  next?: string;
}

/** Cuts a page out of `items`; `address` makes the link to the next one. */
export function cutPage<Item extends { id: string }>(
  items: readonly Item[],
  limit: number,
  after: string | undefined,
  address: (after: string) => string,
): { data: Item[]; paging?: Paging } {
  const start = after === undefined ? 0 : items.findIndex((it) => it.id === decode(after)) + 1;
  if (after !== undefined && start === 0) {
    throw new GraphError('(#100) Invalid cursor for this resource', 100);
  }
  const data = items.slice(start, start + limit);
  const [first, last] = [data[0], data.at(-1)];
  if (first === undefined || last === undefined) return { data };
  const cursors = { before: encode(first.id), after: encode(last.id) };
  const hasMore = start + limit < items.length;
  return { data, paging: { cursors, ...(hasMore && { next: address(cursors.after) }) } };
}

/** The page of a list that a call asks for, each item as it is shown. */
export function paged<Item extends { id: string }>(
  { request, url }: { request: GraphRequest; url: string },
  items: readonly Item[],
  show: (item: Item) => unknown,
) {
  const limit = readLimit(request.text('limit'), 25, 100);
  const link = (after: string) => linkTo(url, request, limit, after);
  const page = cutPage(items, limit, request.text('after'), link);
  return { ...page, data: page.data.map(show) };
}

export function readLimit(given: string | undefined, fallback: number, most: number): number {
  const limit = Number(given ?? fallback);
  if (Number.isInteger(limit) && limit > 0) return Math.min(limit, most);
  throw new GraphError('(#100) Param limit must be a positive number', 100);
}

/** The address of the next page: that of this call, with the parameters that shape the list. */
export function linkTo(url: string, request: GraphRequest, limit: number, after: string): string {
  const link = new URL(url);
  for (const name of ['access_token', 'appsecret_proof', 'platform', 'fields', 'user_id']) {
    const value = request.text(name);
    if (value !== undefined) link.searchParams.set(name, value);
  }
  link.searchParams.set('limit', String(limit));
  link.searchParams.set('after', after);
  return link.href;
}

const encode = (id: string) => Buffer.from(id).toString('base64url');
const decode = (cursor: string) => Buffer.from(cursor, 'base64url').toString('utf8');
