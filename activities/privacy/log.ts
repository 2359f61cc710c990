/** The log keeps what happened: the read model is still its fold. Words of people in it, and the platform's ids, are taken out of both. */
import type { Pool } from 'pg';
import { scrubbedEvent } from '../../domain/privacy/scrub.ts';
import { transaction } from '../../runtime/database.ts';
import { json } from '../../runtime/rows.ts';
import type { Scope } from './scope.ts';

const atOnce = 500;

interface Entry {
  id: number;
  data: unknown;
}

export async function* scrubLog(
  pool: Pool,
  { conversationIds }: Scope,
  isTheirs: (text: string) => boolean,
): AsyncGenerator<Record<string, number>> {
  for (const conversationId of conversationIds) {
    let after = 0;
    for (;;) {
      const { rows } = await pool.query<Entry>({
        name: 'erasure-log',
        text: `select id, data from events where conversation_id = $1 and id > $2 order by id limit $3`,
        values: [conversationId, after, atOnce],
      });
      const changed = rows.flatMap(({ id, data }) => {
        const clean = scrubbedEvent(data, isTheirs);
        return json(clean) === json(data) ? [] : [{ id, data: clean }];
      });
      await rewrite(pool, changed);
      yield { events: changed.length };
      after = rows.at(-1)?.id ?? after;
      if (rows.length < atOnce) break;
    }
    await retag(pool, conversationId, isTheirs);
  }
}

async function rewrite(pool: Pool, changed: readonly Entry[]): Promise<void> {
  if (changed.length === 0) return;
  await pool.query({
    name: 'erasure-rewrite',
    text: `update events e set data = n.data from unnest($1::bigint[], $2::jsonb[]) as n (id, data) where e.id = n.id`,
    values: [changed.map(({ id }) => id), changed.map(({ data }) => json(data))],
  });
}

/** As the log has them now. */
const retag = (pool: Pool, conversationId: string, isTheirs: (text: string) => boolean) =>
  transaction(pool, async (client) => {
    const { rows } = await client.query<{ tags: string[] }>(
      'select tags from conversations where id = $1 for update',
      [conversationId],
    );
    await client.query(
      `update conversations set tags = $2, metadata = '{}' where id = $1 and (tags <> $2 or metadata <> '{}')`,
      [conversationId, (rows[0]?.tags ?? []).filter((tag) => !isTheirs(tag))],
    );
  });
