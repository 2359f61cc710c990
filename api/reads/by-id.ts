import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';

/** Ids of version 7 are in the order of creation: good enough an order for short lists, and stable. */
const order = 'id';

interface Find {
  where: { id?: { gt: string } };
  orderBy: { id: 'asc' };
  take: number;
}

/** A page of a table in the order of its ids. */
export async function listById<Row extends { id: string }, Item>(
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  find: (find: Find) => Promise<Row[]>,
  toItem: (row: Row) => Item,
) {
  const after = decodeCursor(order, cursor);
  const rows = await find({
    where: after ? { id: { gt: after.id } } : {},
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  return pageOf(rows, limit, toItem, ({ id }) => encodeCursor(order, '', id));
}
