import { Temporal } from 'temporal-polyfill';

/** A stretch `[from, to)` of instants (ms) in which a zone's clocks are `offset` ms ahead of UTC. */
export interface OffsetSpan {
  from: number;
  to: number;
  offset: number;
}

/** The zone's offsets from `from` until `until`, in order, without gaps; reads only as far as it is asked. */
export function* offsetsBetween(
  timezone: string,
  from: number,
  until: number,
): Generator<OffsetSpan> {
  const last = Math.floor(until / BLOCK);
  for (let block = Math.floor(from / BLOCK); block <= last; block++) {
    for (const span of offsetsOfBlock(timezone, block)) {
      const clipped = { ...span, from: Math.max(span.from, from), to: Math.min(span.to, until) };
      if (clipped.from < clipped.to) yield clipped;
    }
  }
}

/** Roughly a year: long enough to be worth remembering, short enough to hold few changes of clocks. */
const BLOCK = 365 * 86_400_000;
const MOST_BLOCKS = 2_000;
/** Looking up changes of clocks is slow (0.3 ms each) and its answers never change. */
const remembered = new Map<string, readonly OffsetSpan[]>();

function offsetsOfBlock(timezone: string, block: number): readonly OffsetSpan[] {
  const key = `${timezone} ${String(block)}`;
  const known = remembered.get(key);
  if (known) return known;
  if (remembered.size >= MOST_BLOCKS) remembered.clear();
  const found = readOffsets(timezone, block * BLOCK, (block + 1) * BLOCK);
  remembered.set(key, found);
  return found;
}

function readOffsets(timezone: string, from: number, until: number): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timezone);
  while (at.epochMilliseconds < until) {
    const next = at.getTimeZoneTransition('next');
    const to = Math.min(next?.epochMilliseconds ?? until, until);
    spans.push({ from: at.epochMilliseconds, to, offset: at.offsetNanoseconds / 1_000_000 });
    if (!next) break;
    at = next;
  }
  return spans;
}
