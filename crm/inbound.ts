/** What a CRM tells of its own accord: once each, and the cards that it is about are read anew. */
import type { Pool } from 'pg';
import { transaction } from '../runtime/database.ts';
import type { CrmChange } from './crm.ts';
import { cardTask, enqueue } from './outbox.ts';

export const takeChanges = (
  pool: Pool,
  connectionId: string,
  changes: readonly CrmChange[],
): Promise<void> =>
  transaction(pool, async (client) => {
    // In one order, so that two deliveries at once do not wait for each other both.
    const keys = [...new Set(changes.map(({ dedupeKey }) => dedupeKey))].sort();
    const { rows } = await client.query<{ key: string }>({
      name: 'crm-note-inbound',
      text: `insert into crm_inbound (connection_id, dedupe_key) select $1, * from unnest($2::text[])
             on conflict do nothing returning dedupe_key as key`,
      values: [connectionId, keys],
    });
    const fresh = new Set(rows.map(({ key }) => key));
    const news = changes.filter(({ dedupeKey }) => fresh.has(dedupeKey));
    for (const { kind, contactId, intoId } of news) {
      if (kind !== 'merged' || intoId === undefined) continue;
      await client.query(
        'update crm_contacts set external_id = $3 where connection_id = $1 and external_id = $2',
        [connectionId, contactId, intoId],
      );
    }
    const contactIds = news.map(({ contactId, intoId }) => intoId ?? contactId);
    const people = await client.query<{ key: string }>({
      name: 'crm-people-of',
      text: 'select person_key as key from crm_contacts where connection_id = $1 and external_id = any($2)',
      values: [connectionId, contactIds],
    });
    const tasks = [...new Set(people.rows.map(({ key }) => key))].map(cardTask);
    await enqueue(client, tasks, connectionId);
  });
