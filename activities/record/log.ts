/** The event log of one conversation. */
import type { ConversationEvent, Recorded } from '../../domain/conversation/events.ts';
import type { Actor } from '../../domain/conversation/state.ts';
import { json, type Queryable } from '../../runtime/rows.ts';

/** Appends `entries`, the last of which gets `version`. The conversation's row is locked. */
export async function appendEvents(
  db: Queryable,
  conversationId: string,
  entries: readonly Recorded[],
  version: number,
): Promise<void> {
  if (entries.length === 0) return;
  const first = version - entries.length + 1;
  await db.query({
    name: 'append-events',
    text: `insert into events (conversation_id, version, type, data, actor, cause, at)
           select $1, e.* from unnest($2::int[], $3::text[], $4::jsonb[], $5::jsonb[], $6::text[], $7::timestamptz[]) e`,
    values: [
      conversationId,
      entries.map((_, index) => first + index),
      entries.map(({ event }) => event.type),
      entries.map(({ event: { type: _, ...data } }) => json(data)),
      entries.map(({ actor }) => json(actor)),
      entries.map(({ cause }) => cause),
      entries.map(({ at }) => new Date(at)),
    ],
  });
}

interface Row {
  version: number;
  type: string;
  data: Record<string, unknown>;
  actor: Actor;
  cause: string;
  at: Date;
}

/** All of them, in the order of their versions, the last of which is `version`. */
export async function loadLog(
  db: Queryable,
  conversationId: string,
): Promise<{ events: Recorded[]; version: number }> {
  const { rows } = await db.query<Row>({
    name: 'load-events',
    text: `select version, type, data, actor, cause, at from events where conversation_id = $1 order by version`,
    values: [conversationId],
  });
  const events = rows.map(({ type, data, actor, cause, at }) => ({
    cause,
    at: at.getTime(),
    actor,
    event: { type, ...data } as ConversationEvent,
  }));
  return { events, version: rows.at(-1)?.version ?? 0 };
}

export const loadEvents = async (db: Queryable, conversationId: string): Promise<Recorded[]> =>
  (await loadLog(db, conversationId)).events;
