import { invalid } from './errors.ts';

/** A page of a list, newest first; tokens are opaque. @throws XError where max_results or the token is none */
export function cut<Item>(
  items: readonly Item[],
  query: URLSearchParams,
  { least, most, usual }: { least: number; most: number; usual: number },
): { items: Item[]; meta: Record<string, unknown> } {
  const given = query.get('max_results');
  const size = given === null ? usual : Number(given);
  if (!Number.isInteger(size) || size < least || size > most) {
    throw invalid(
      `The \`max_results\` query parameter value [${given ?? ''}] is not between ${String(least)} and ${String(most)}`,
    );
  }
  const token = query.get('pagination_token');
  const start = token === null ? 0 : Number(/^7140(\d+)z$/.exec(token)?.[1] ?? NaN);
  if (!Number.isInteger(start)) {
    throw invalid(`The \`pagination_token\` query parameter value [${token ?? ''}] is not valid`);
  }
  const page = items.slice(start, start + size);
  const hasMore = items.length > start + size;
  return {
    items: page,
    meta: {
      result_count: page.length,
      ...(hasMore && { next_token: `7140${String(start + size)}z` }),
    },
  };
}

/** A list of names parted by commas. */
export const fieldsIn = (query: URLSearchParams, name: string): ReadonlySet<string> =>
  new Set((query.get(name) ?? '').split(',').filter(Boolean));
