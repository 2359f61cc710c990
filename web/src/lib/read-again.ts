/** What is said to have changed is read again where it is shown: at once, then once a second however much happens. */
import { hashKey, type Query, type QueryClient, type QueryKey } from '@tanstack/react-query';

const everyMs = 1_000;

/** By key that is being read, or was within the last second: whether somebody asked since. */
const resting = new WeakMap<QueryClient, Map<string, boolean>>();

/** Whoever asks is followed by a read that begins after the asking. */
export function readAgain(queries: QueryClient, queryKey: QueryKey): void {
  const asked = resting.get(queries) ?? new Map<string, boolean>();
  resting.set(queries, asked);
  const hash = hashKey(queryKey);
  if (asked.has(hash)) asked.set(hash, true);
  else void read(queries, queryKey, asked, hash);
}

async function read(
  queries: QueryClient,
  queryKey: QueryKey,
  asked: Map<string, boolean>,
  hash: string,
): Promise<void> {
  do {
    // A first read that is under way began before, and is not begun anew.
    asked.set(hash, queries.isFetching({ queryKey, predicate: isFirst }) > 0);
    // A read that takes longer is not cut short by the next: on a slow line nothing would ever arrive.
    await Promise.all([queries.invalidateQueries({ queryKey }), wait(everyMs)]);
  } while (asked.get(hash));
  asked.delete(hash);
}

const isFirst = ({ state }: Query): boolean => state.data === undefined;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
