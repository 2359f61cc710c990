/** Reactions, and what is told of hiding, before the message that they are about: without it they would mean nothing. */
import type { PoolClient } from 'pg';
import type { ChannelEvent } from '../channels/channel.ts';
import type { LockedThread, WaitingEvent } from './waiting-events.ts';

/** The message may be on its way, or its reply being sent, ms; after that it is one that the desk never had. */
const patienceMs = 60_000;

interface Read {
  thread: LockedThread;
  events: { row: WaitingEvent; event: ChannelEvent | undefined }[];
}

/** Ids of the events that wait for their message. One that comes in front of them is there in time. */
export async function tooEarly(
  client: PoolClient,
  read: readonly Read[],
  now: number,
): Promise<Set<number>> {
  const asked = read.flatMap(({ thread: { threadId }, events }) =>
    events.flatMap(({ row, event }, index) => {
      if (event?.kind !== 'reaction' && event?.kind !== 'hidden') return [];
      if (now - row.receivedAt.getTime() > patienceMs) return [];
      const { platformMessageId } = event;
      const isInFront = events
        .slice(0, index)
        .some(
          ({ event: other }) =>
            (other?.kind === 'message' || other?.kind === 'echo') &&
            other.platformMessageId === platformMessageId,
        );
      return isInFront ? [] : [{ id: row.id, threadId, platformMessageId }];
    }),
  );
  if (asked.length === 0) return new Set();
  const { rows } = await client.query<{ id: number }>({
    name: 'dispatch-too-early',
    text: `select a.id from unnest($1::bigint[], $2::uuid[], $3::text[]) as a (id, thread_id, platform_id)
            where not exists (select from messages m
                               where m.thread_id = a.thread_id and m.platform_message_id = a.platform_id)`,
    values: [
      asked.map(({ id }) => id),
      asked.map(({ threadId }) => threadId),
      asked.map(({ platformMessageId }) => platformMessageId),
    ],
  });
  return new Set(rows.map(({ id }) => id));
}
