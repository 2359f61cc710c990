/** How far Bluesky was asked, as text between two questions. */
import { z } from 'zod';
import { digest } from '../keys.ts';

/** Newest first lists have no place to go on from: what was seen since a little before the newest is remembered. */
const Mark = z.object({
  /** The newest time that was seen, ms. */
  at: z.number(),
  /** Short digests of what was seen since `at` less the overlap. */
  seen: z.array(z.string()),
});
export type Mark = z.infer<typeof Mark>;

const Cursor = z.object({
  v: z.literal(1),
  /** Where the chat's log goes on; undefined: this app password has no chat. */
  log: z.string().optional(),
  notices: Mark,
  /** When they were last asked for, ms. */
  noticesAskedAt: z.number(),
  /** More came than was read at once: from this page down to that time (ms) there are others. */
  gap: z.object({ page: z.string(), until: z.number() }).optional(),
  own: Mark,
  ownAskedAt: z.number(),
});
export type Cursor = z.infer<typeof Cursor>;

/** undefined where there is none that can be read: then it begins with now. */
export function readCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  try {
    return Cursor.safeParse(JSON.parse(text)).data;
  } catch {
    // Whatever lies there is not ours: beginning anew loses less than standing still.
    return undefined;
  }
}

export interface Dated {
  uri: string;
  /** ms since 1970; Infinity where it does not say. */
  at: number;
}

/** More in so short a time are told twice, and known by their keys then. */
const maxSeen = 200;

/** Those that were not seen before. */
export function unseen<Item extends Dated>(
  items: readonly Item[],
  { at, seen }: Mark,
  overlapMs: number,
): Item[] {
  const known = new Set(seen);
  return items.filter((item) => item.at > at - overlapMs && !known.has(short(item.uri)));
}

export function marked(items: readonly Dated[], before: Mark, overlapMs: number): Mark {
  if (items.length === 0) return before;
  const times = items.map((item) => item.at).filter(Number.isFinite);
  const at = times.reduce((newest, time) => Math.max(newest, time), before.at);
  const recent = items.filter((item) => item.at > at - overlapMs).map(({ uri }) => short(uri));
  return { at, seen: [...recent, ...before.seen].slice(0, maxSeen) };
}

const short = (uri: string): string => digest(uri).slice(0, 16);
