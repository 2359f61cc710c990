/** The event log of a conversation, as people read it. */
import type { Pool } from 'pg';
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import type { Actor } from '../../domain/conversation/state.ts';
import { isUuid } from '../../runtime/ids.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import type { TimelineJson } from '../schemas/message.ts';
import { iso, present } from './present.ts';
import { sentenceOf, type Names } from './timeline-text.ts';

/** A row of the log. */
export interface EventRow {
  version: number;
  type: string;
  data: Record<string, unknown>;
  actor: Actor;
  at: Date;
}

export async function listTimeline(
  pool: Pool,
  conversationId: string,
  page: { order: 'asc' | 'desc'; cursor?: string | undefined; limit: number },
) {
  const name = `timeline:${page.order}`;
  const after = decodeCursor(name, page.cursor);
  const than = page.order === 'asc' ? '>' : '<';
  const { rows } = await pool.query<EventRow>(
    `select version, type, data, actor, at from events
      where conversation_id = $1 ${after ? `and version ${than} $3::int` : ''}
      order by version ${page.order} limit $2`,
    [conversationId, page.limit + 1, ...(after ? [after.value] : [])],
  );
  const names = await namesIn(pool, [conversationId], rows);
  return pageOf(
    rows,
    page.limit,
    (row) => toEntry(row, names.in(conversationId)),
    (row) => encodeCursor(name, String(row.version), ''),
  );
}

export function toEntry({ version, type, data, actor, at }: EventRow, names: Names): TimelineJson {
  // The log holds what the workflow wrote: an event of ours.
  const event = { type, ...data } as ConversationEvent;
  return {
    version,
    at: iso(at),
    type,
    actor: {
      type: actor.type,
      ...present('id', actor.id),
      ...present('name', nameOfActor(actor, names)),
    },
    data,
    text: sentenceOf(event, nameOfActor(actor, names), names),
  };
}

function nameOfActor(actor: Actor, names: Names): string | undefined {
  switch (actor.type) {
    case 'agent':
      return actor.id === undefined ? 'An agent' : (names.get(actor.id) ?? 'An agent');
    case 'customer':
      return names.get('customer') ?? 'The customer';
    case 'platform':
      return undefined;
    case 'assistant':
      return 'the assistant';
    case 'system':
      return actor.id?.startsWith('token:') ? names.get(actor.id.slice(6)) : undefined;
  }
}

/** Every agent, team and token that the rows speak of, and the customers, in one question. */
export async function namesIn(
  pool: Pool,
  conversationIds: readonly string[],
  rows: readonly Pick<EventRow, 'actor' | 'data'>[],
): Promise<{ in: (conversationId: string) => Names }> {
  const ids = rows.flatMap(({ actor, data }) => [
    actor.id?.replace(/^token:/, ''),
    data['agentId'],
    data['preferredAgentId'],
    data['teamId'],
  ]);
  const { rows: found } = await pool.query<{ id: string; name: string }>(
    `select id, name from agents where id = any($1::uuid[])
     union all select id, name from teams where id = any($1::uuid[])
     union all select id, name from api_tokens where id = any($1::uuid[])
     union all select c.id, cu.name from conversations c join customers cu on cu.id = c.customer_id
       where c.id = any($2::uuid[]) and cu.name <> ''`,
    [[...new Set(ids.filter(isUuid))], conversationIds],
  );
  const names = new Map(found.map(({ id, name }) => [id, name]));
  return {
    in: (conversationId) => ({
      get: (id) => names.get(id === 'customer' ? conversationId : id),
    }),
  };
}
