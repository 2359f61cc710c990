/** Who wrote when in the past: the same for the same seed and day. */
import type { Source } from '../../../domain/conversation/state.ts';
import type { Goal } from '../../../sandbox/crowd/phrases/phrases.ts';
import type { PlatformName } from '../../../sandbox/model.ts';
import { createRandom, type Random } from '../../../sandbox/random.ts';
import { customersOn, type Customer } from './customers.ts';

export interface Planned {
  number: number;
  /** ms */
  at: number;
  customer: Customer;
  source: Source;
  goal: Goal;
  /** Of the same thread, the one before. */
  previous?: number;
}

const hour = 3_600_000;
const day = 24 * hour;
const days = 60;
/** What began later could not be over now. */
const latestMs = 4 * hour;
/** So long a conversation may take until it is closed, a reopening included. */
const longestMs = 9 * day;

/** By the hour of the day in UTC: the desk's customers are an hour or two ahead. */
const busy = [2, 1, 1, 1, 1, 2, 4, 7, 11, 17, 20, 16, 12, 11, 11, 12, 13, 15, 19, 22, 16, 9, 5, 3];
const weekendShare = 0.55;

const platforms: readonly (readonly [PlatformName, number, readonly Source[]])[] = [
  ['facebook', 25, ['dm', 'dm', 'dm', 'comment', 'comment', 'review']],
  ['instagram', 23, ['dm', 'dm', 'comment']],
  ['telegram', 18, ['dm']],
  ['x', 14, ['dm', 'dm', 'mention']],
  ['bluesky', 11, ['dm', 'mention']],
  ['linkedin', 9, ['comment']],
];
const goals: readonly Goal[] = [
  ...(['parcel', 'parcel', 'parcel', 'refund', 'refund', 'sizing', 'sizing'] as const),
  ...(['outage', 'praise', 'thanks'] as const),
];

export function planHistory(seed: number, now: number, count: number): Planned[] {
  const random = createRandom(`history/${String(seed)}`);
  const instants = Array.from({ length: count }, () => instant(random, now)).sort((a, b) => a - b);
  const places = platforms.map(([platform, weight, sources]) => ({
    ...{ platform, weight, sources },
    newcomers: customersOn(platform, random),
    /** Who has written in private, and when. */
    known: [] as Planned[],
  }));
  return instants.map((at, number) => {
    const { sources, newcomers, known } = weighted(random, places);
    const source = random.pick(sources);
    const waits = source === 'dm' ? known.findIndex((it) => it.at < at - longestMs) : -1;
    const [before] = waits >= 0 && random.isLucky(0.35) ? known.splice(waits, 1) : [];
    const planned: Planned = {
      ...{ number, at, source, goal: random.pick(goals) },
      customer: before?.customer ?? newcomers.next().value,
      ...(before ? { previous: before.number } : {}),
    };
    if (source === 'dm') known.push(planned);
    return planned;
  });
}

function instant(random: Random, now: number): number {
  const today = Math.floor(now / day) * day;
  for (;;) {
    const date = today - random.between(0, days - 1) * day;
    const at = date + busyHour(random) * hour + random.between(0, hour - 1);
    const isWeekend = [0, 6].includes(new Date(at).getUTCDay());
    const isIn = at < now - latestMs && at > now - days * day;
    if (isIn && (!isWeekend || random.isLucky(weekendShare))) return at;
  }
}

const busyHour = (random: Random) =>
  weighted(
    random,
    busy.map((weight, at) => ({ weight, at })),
  ).at;

function weighted<T extends { weight: number }>(random: Random, items: readonly T[]): T {
  let left = random.next() * items.reduce((sum, { weight }) => sum + weight, 0);
  for (const item of items) {
    left -= item.weight;
    if (left < 0) return item;
  }
  return random.pick(items);
}
