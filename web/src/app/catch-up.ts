/** What the stream brings while something is being read may be missing from what was read: it is put in once more then. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { ChangeFrame } from '../../../api/live/frames.ts';

/** Kinds of keys that the stream's changes are put into. */
export const patched = ['conversations', 'conversation', 'messages', 'timeline'] as const;

/** No read takes longer, ms. */
const keptMs = 60_000;

/** @returns what every change is to be told to */
export function createCatchUp(
  queries: QueryClient,
  put: (change: ChangeFrame) => void,
): { hear: (change: ChangeFrame) => void; stop: () => void } {
  /** By query: how many changes had been heard when its read began. */
  const begun = new Map<string, number>();
  let heard: { change: ChangeFrame; number: number; at: number }[] = [];
  let last = 0;

  const stop = queries.getQueryCache().subscribe((event) => {
    const { queryHash } = event.query;
    const [kind] = event.query.queryKey as QueryKey;
    if (!patched.some((it) => it === kind)) return;
    if (event.type === 'removed') begun.delete(queryHash);
    if (event.type !== 'updated') return;
    if (event.action.type === 'fetch') begun.set(queryHash, last);
    if (event.action.type === 'error') begun.delete(queryHash);
    if (event.action.type !== 'success' || event.action.manual) return;
    const before = begun.get(queryHash);
    begun.delete(queryHash);
    if (before === undefined) return;
    for (const { change, number } of heard) if (number > before) put(change);
  });

  return {
    hear(change) {
      last += 1;
      const at = Date.now();
      heard = heard.filter((it) => at - it.at < keptMs);
      if (begun.size > 0) heard.push({ change, number: last, at });
    },
    stop,
  };
}
