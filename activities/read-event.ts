import { channelOf } from '../channels/index.ts';
import type { ChannelEvent, PlatformName } from '../channels/channel.ts';
import { eventOf } from '../channels/told.ts';
import type { Queryable } from '../runtime/rows.ts';

export interface StoredEvent {
  id: number;
  event: ChannelEvent;
  receivedAt: Date;
}

interface Row {
  id: number;
  platform: PlatformName;
  raw: Buffer;
  received_at: Date;
  external_id: string;
}

/**
 * Inbox events as their platform's adapter reads them now. What one conversation tells another is no event of a platform's, and
 * is left out.
 * @throws when one cannot be read: the dispatcher has set such ones aside before, so that this is a bug
 */
export async function readEvents(
  db: Queryable,
  ids: readonly number[],
): Promise<Map<number, StoredEvent>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<Row>({
    name: 'read-events',
    text: `select e.id, a.platform, e.raw, e.received_at, a.external_id
             from inbox_events e join accounts a on a.id = e.account_id
            where e.id = any($1::bigint[]) and e.kind <> 'forwarded'`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, stored(row)]));
}

function stored(row: Row): StoredEvent {
  const event = eventOf(channelOf(row.platform), row.raw, row.external_id);
  if (!event) throw new Error(`inbox event ${row.id} can't be read any more`);
  return { id: row.id, event, receivedAt: row.received_at };
}
