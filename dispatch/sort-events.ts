/** What becomes of waiting events: to the workflow under a number, to the receipts, settled, parked, set aside. */
import type { PoolClient } from 'pg';
import type { Channel, PlatformName } from '../channels/channel.ts';
import type { InboundItem } from '../domain/conversation/items.ts';
import { insertDeadLetters, type NewDeadLetter } from '../ingest/dead-letters.ts';
import { fateOf, learnPlatformIds, ourMessages, type Echo, type OurMessage } from './echoes.ts';
import { forwardOf, itemOf, type Decisive } from './inbound-item.ts';
import { tooEarly } from './early.ts';
import { move, placeOf, placesOf, type Place } from './placing.ts';
import type { WaitingReceipt } from './receipt-rows.ts';
import { eventIn, type LockedThread, type WaitingEvent } from './waiting-events.ts';

/** What one thread has for its workflow, in order, and beside it. */
export interface ThreadWork {
  thread: LockedThread;
  items: InboundItem[];
  receipts: WaitingReceipt[];
}

export interface Sorted {
  /** Threads with something to do. */
  work: ThreadWork[];
  /** The numbers that were given to new events. */
  numbered: { id: number; seq: number }[];
  /** Need no workflow. */
  settled: number[];
  learned: { messageId: string; platformMessageId: string }[];
  letters: NewDeadLetter[];
  /** Came before what they belong to. */
  parked: number[];
  /** Belong to another thread than the one they came in. */
  moved: { id: number; threadId: string }[];
}

/** New events get the thread's next numbers in the order given; `lastSeq` of the threads moves along. */
export async function sortEvents(
  client: PoolClient,
  channels: Partial<Record<PlatformName, Channel>>,
  threads: readonly LockedThread[],
  waiting: Map<string, WaitingEvent[]>,
): Promise<Sorted> {
  const read = threads.map((thread) => ({
    thread,
    events: (waiting.get(thread.threadId) ?? []).map((row) => ({
      row,
      event: eventIn(channels, thread, row),
    })),
  }));
  const places = await placesOf(client, read);
  const echoes = read.flatMap(({ thread: { threadId }, events }) =>
    events.flatMap(({ event }) => (event?.kind === 'echo' ? [{ threadId, echo: event }] : [])),
  );
  const ours = echoes.length > 0 ? await ourMessages(client, echoes) : new Map<string, never>();
  const early = await tooEarly(client, read, Date.now());

  const sorted: Sorted = {
    ...{ work: [], numbered: [], settled: [], learned: [], letters: [], parked: [], moved: [] },
  };
  for (const { thread, events } of read) {
    const own: ThreadWork = { thread, items: [], receipts: [] };
    for (const { row, event } of events) {
      if (row.kind === 'forwarded') forward(sorted, own, row);
      else if (!event) setAside(sorted, thread, row);
      else if (thread.isUnplaced) {
        put(sorted, row, placeOf(places, thread.accountId, row, event.belongsWith, Date.now()));
      } else if (event.kind === 'receipt') own.receipts.push({ row, event });
      else if (event.kind === 'echo') {
        takeEcho(sorted, own, row, event, ours.get(thread.threadId) ?? []);
      } else if (row.seq === null && early.has(row.id)) sorted.parked.push(row.id);
      else number(sorted, own, row, event);
    }
    if (own.items.length + own.receipts.length > 0) sorted.work.push(own);
  }
  return sorted;
}

/** Writes down what needs no workflow. */
export async function settle(
  client: PoolClient,
  { settled, learned, letters, moved }: Sorted,
): Promise<void> {
  await insertDeadLetters(client, letters);
  await learnPlatformIds(client, learned);
  await move(client, moved);
  if (settled.length === 0) return;
  await client.query({
    name: 'dispatch-settle',
    text: 'update inbox_events set dispatched_at = now(), applied_at = now() where id = any($1::bigint[])',
    values: [settled],
  });
}

function put(sorted: Sorted, { id }: WaitingEvent, place: Place): void {
  if (place.is === 'there') sorted.moved.push({ id, threadId: place.threadId });
  else if (place.is === 'waits') sorted.parked.push(id);
  else sorted.settled.push(id);
}

function number(
  sorted: Sorted,
  { thread, items }: ThreadWork,
  row: WaitingEvent,
  event: Decisive,
  outboundId?: string,
): void {
  const seq = seqOf(sorted, thread, row);
  items.push(itemOf(row, seq, thread.threadId, event, outboundId));
}

/** What another conversation tells this one: in order among what its customer wrote. */
function forward(sorted: Sorted, { thread, items }: ThreadWork, row: WaitingEvent): void {
  items.push(forwardOf(row, seqOf(sorted, thread, row)));
}

function seqOf(sorted: Sorted, thread: LockedThread, { id, seq }: WaitingEvent): number {
  if (seq !== null) return seq;
  thread.lastSeq += 1;
  sorted.numbered.push({ id, seq: thread.lastSeq });
  return thread.lastSeq;
}

function takeEcho(
  sorted: Sorted,
  own: ThreadWork,
  row: WaitingEvent,
  echo: Echo,
  ours: readonly OurMessage[],
): void {
  const fate = fateOf(echo, ours, Date.now());
  if (fate.is === 'known') {
    sorted.settled.push(row.id);
    if (fate.learns) {
      sorted.learned.push({ messageId: fate.learns, platformMessageId: echo.platformMessageId });
    }
  } else if (fate.is === 'parked' && row.seq === null) sorted.parked.push(row.id);
  else number(sorted, own, row, echo, fate.outboundId);
}

/** It was read when it came, and now it can't be: listed, so that somebody can try again. */
function setAside(sorted: Sorted, { platform, accountId }: LockedThread, row: WaitingEvent) {
  sorted.settled.push(row.id);
  sorted.letters.push({
    platform,
    accountId,
    reason: 'failed_to_apply',
    detail: `the ${row.kind} can't be read any more`,
    raw: row.raw,
  });
}
