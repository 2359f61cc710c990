/** Where a page ended: what the next one is after, opaque to the caller. Stable while rows are added. */
import { z } from 'zod';
import { invalid } from '../domain/errors.ts';

const Cursor = z.tuple([z.string().max(30), z.string().max(400), z.string().max(100)]);

/** @param order names the order it belongs to: it is of no use in another */
export const encodeCursor = (order: string, value: string, id: string): string =>
  Buffer.from(JSON.stringify([order, value, id])).toString('base64url');

export function decodeCursor(
  order: string,
  cursor: string | undefined,
): { value: string; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const parsed = Cursor.safeParse(jsonOf(cursor));
  if (!parsed.success) throw invalid('cursor', 'is not one that a list gave');
  const [of, value, id] = parsed.data;
  if (of !== order) throw invalid('cursor', 'belongs to a list in another order');
  return { value, id };
}

/** One row more than asked for was read: it tells that there is a next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): { data: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
