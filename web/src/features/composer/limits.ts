/** What may be sent here and now: by the platform's capabilities and the customer's last message. */
import type { Platform } from '../../lib/desk.ts';
import type { Conversation, Message, Source } from '../../lib/types.ts';

const hour = 3_600_000;

export type Window =
  | { state: 'none' }
  | { state: 'open'; until: number }
  /** A person may still answer until then. */
  | { state: 'human'; until: number }
  | { state: 'closed'; since: number };

/** @param messages the newest first */
export function windowOf(
  platform: Platform,
  source: Source,
  messages: readonly Message[],
  now: number,
): Window {
  const { windowHours, humanAgentDays } = platform;
  if (source !== 'dm' || windowHours === undefined) return { state: 'none' };
  const contacts = messages.flatMap(contactAt);
  if (contacts.length === 0) return { state: 'none' };
  const at = Math.max(...contacts);
  const until = at + windowHours * hour;
  if (now < until) return { state: 'open', until };
  const human = at + (humanAgentDays ?? 0) * 24 * hour;
  return now < human
    ? { state: 'human', until: human }
    : { state: 'closed', since: Math.max(until, human) };
}

/** When the customer wrote it, or reacted to it: either opens the window. */
function contactAt({ direction, timestamp, metadata }: Message): number[] {
  if (direction === 'inbound') return [Date.parse(timestamp)];
  const { reactions, reactedAt } = metadata;
  const isStanding = Array.isArray(reactions) && reactions.length > 0;
  return isStanding && typeof reactedAt === 'string' ? [Date.parse(reactedAt)] : [];
}

export type Thread = Conversation['threads'][number];

/** Where an answer goes: as one chose, else where the customer wrote last. */
export function threadOf(
  { threads }: Pick<Conversation, 'threads'>,
  messages: readonly Message[],
  chosen: string | undefined,
): Thread | undefined {
  const last = messages.find(({ direction }) => direction === 'inbound')?.threadId;
  return (
    threads.find(({ threadId }) => threadId === chosen) ??
    threads.find(({ threadId }) => threadId === last) ??
    threads[0]
  );
}

export interface Count {
  length: number;
  max: number;
  /** How many messages it will be. */
  parts: number;
}

const counting = () => import('../../../../channels/text-length.ts');

/** Loads what counts before one writes, so that it is there on a line that breaks. */
export function countAhead(): void {
  // Where that fails it is asked for again by the first letter.
  counting().catch(() => undefined);
}

/**
 * By the platform's own count.
 * @throws where what counts can't be loaded; the api counts all the same
 */
export async function countOf(
  platform: Platform,
  source: Conversation['metadata']['source'],
  content: string,
): Promise<Count | undefined> {
  const limit = platform.text[source];
  if (!limit) return undefined;
  const { lengthIn, splitText } = await counting();
  return {
    length: lengthIn(limit.unit, content),
    max: limit.max,
    parts: content.trim() === '' ? 1 : splitText(limit, content).length,
  };
}
