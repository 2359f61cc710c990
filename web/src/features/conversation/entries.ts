/** What a thread shows, in order: days, messages in groups, what happened between them, and where the new begins. */
import type { Message, TimelineEntry } from '../../lib/types.ts';
import { startOfDay } from '../../lib/time.ts';

export type Entry =
  | { kind: 'day'; at: number }
  | { kind: 'new' }
  | { kind: 'message'; message: Message; isFirst: boolean; isLast: boolean }
  | { kind: 'events'; events: TimelineEntry[] };

/** What agents want to see between the words; the rest is in the full timeline. */
const telling = new Set([
  'assigned',
  'transferred',
  'status_changed',
  'priority_changed',
  'tier_changed',
  'escalated',
  'moved_to_private',
  'moderated',
  'contact_changed',
  'tags_changed',
  'skills_changed',
  'draft_withdrawn',
  'handed_over',
  'merged',
  'unmerged',
  'thread_joined',
  'thread_left',
  'requirement_relaxed',
]);

/** Of one writer, so close together that they read as one. */
const groupMs = 5 * 60_000;

/**
 * @param messages the oldest first
 * @param newFrom the first message that this agent had not seen when they opened it
 */
export function entriesOf(
  messages: readonly Message[],
  timeline: readonly TimelineEntry[],
  newFrom: string | undefined,
): Entry[] {
  const begin = messages[0] ? Date.parse(messages[0].timestamp) : -Infinity;
  const events = timeline.filter(({ type, at }) => telling.has(type) && Date.parse(at) >= begin);
  const all = [
    ...messages.map((message) => ({ at: Date.parse(message.timestamp), message })),
    ...events.map((event) => ({ at: Date.parse(event.at), event })),
  ].sort((a, b) => a.at - b.at);
  const entries: Entry[] = [];
  let day: number | undefined;
  for (const it of all) {
    const today = startOfDay(it.at);
    if (today !== day) entries.push({ kind: 'day', at: it.at });
    day = today;
    if ('event' in it) {
      const before = entries.at(-1);
      if (before?.kind === 'events') before.events.push(it.event);
      else entries.push({ kind: 'events', events: [it.event] });
      continue;
    }
    if (it.message.id === newFrom) entries.push({ kind: 'new' });
    const before = entries.at(-1);
    const follows = before?.kind === 'message' && belongTogether(before.message, it.message);
    if (follows) before.isLast = false;
    entries.push({ kind: 'message', message: it.message, isFirst: !follows, isLast: true });
  }
  return entries;
}

const belongTogether = (a: Message, b: Message): boolean =>
  a.direction === b.direction &&
  a.threadId === b.threadId &&
  a.senderId === b.senderId &&
  isSettled(a) &&
  Date.parse(b.timestamp) - Date.parse(a.timestamp) < groupMs;

/** What needs an eye or a hand keeps its own line below it. */
const isSettled = ({ direction, deliveryStatus }: Message): boolean =>
  direction !== 'outbound' || ['sent', 'delivered', 'read'].includes(deliveryStatus);
