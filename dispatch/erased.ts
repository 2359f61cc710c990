/** What somebody wrote before they were erased came again: it goes no further (docs/erasure.md). */
import type { PoolClient } from 'pg';
import type { Channel, PlatformName } from '../channels/channel.ts';
import { erasedAmong } from '../ingest/erased-identities.ts';
import { eventIn, type LockedThread, type WaitingEvent } from './waiting-events.ts';

/** @returns what is left */
export async function withoutErased(
  client: PoolClient,
  {
    channels,
    secretKeys,
  }: {
    channels: Partial<Record<PlatformName, Channel>>;
    secretKeys: readonly Buffer[];
  },
  threads: readonly LockedThread[],
  waiting: Map<string, WaitingEvent[]>,
): Promise<Map<string, WaitingEvent[]>> {
  const counterparts = threads.map((thread) => ({
    ...{ thread, accountId: thread.accountId, externalId: thread.customerExternalId },
  }));
  const erased = await erasedAmong(client, secretKeys, counterparts);
  if (erased.size === 0) return waiting;
  const old = [...erased].flatMap(([{ thread }, at]) =>
    (waiting.get(thread.threadId) ?? []).filter((row) => {
      const said = eventIn(channels, thread, row)?.platformAt;
      return said !== undefined && said <= at;
    }),
  );
  if (old.length === 0) return waiting;
  const ids = new Set(old.map(({ id }) => id));
  await client.query('delete from inbox_events where id = any($1::bigint[])', [[...ids]]);
  return new Map(
    [...waiting].map(([threadId, rows]) => [threadId, rows.filter(({ id }) => !ids.has(id))]),
  );
}
