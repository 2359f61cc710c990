/** Replies for later as one looks for them: what asks first, then day by day. */
import type { Text } from '../../lib/text.ts';
import { dayName, startOfDay } from '../../lib/time.ts';
import type { Scheduled } from '../../lib/types.ts';

export interface Group {
  id: string;
  title: string;
  entries: Scheduled[];
}

/** @param all in the order of their times */
export function groupsOf(
  all: readonly Scheduled[],
  { now, locale, t }: { now: number; locale: string; t: Text },
): Group[] {
  const held = all.filter(({ message }) => message.deliveryStatus === 'held');
  const groups: Group[] =
    held.length > 0 ? [{ id: 'held', title: t('askFirst'), entries: held }] : [];
  for (const entry of all) {
    if (entry.message.deliveryStatus === 'held') continue;
    // What is due any moment is today's.
    const at = Math.max(timeOf(entry), now);
    const id = String(startOfDay(at));
    const last = groups.at(-1);
    if (last?.id === id) last.entries.push(entry);
    else groups.push({ id, title: dayName(at, locale, now), entries: [entry] });
  }
  return groups;
}

export const timeOf = ({ message: { sendAt, timestamp } }: Scheduled): number =>
  Date.parse(sendAt ?? timestamp);
