import type { Pool } from 'pg';
import type { z } from 'zod';
import type { KnownTag } from '../schemas/tag.ts';
import { visibleTo, type Looker } from '../visibility.ts';
import { present } from './present.ts';

/** More different ones nobody picks from. */
const most = 1000;

/** Those of the catalogue first; what only the closed have is known no more. */
export async function listTags(pool: Pool, caller: Looker): Promise<z.input<typeof KnownTag>[]> {
  const values: unknown[] = [];
  const put = (it: unknown) => `$${String(values.push(it))}`;
  const { rows } = await pool.query<{
    id: string | null;
    name: string;
    colour: string | null;
    version: number | null;
    open_conversations: number;
  }>(
    `with used as (
       select tag, count(distinct c.id)::int as n
         from conversations c, unnest(c.tags) as tag where c.status <> 'closed' and ${visibleTo(caller, put)}
        group by 1)
     select t.id, coalesce(t.name, u.tag) as name, t.colour, t.version, coalesce(u.n, 0) as open_conversations
       from tags t full join used u on u.tag = t.name
      order by t.id is null, lower(coalesce(t.name, u.tag)), 2 limit ${String(most)}`,
    values,
  );
  return rows.map((row) => ({
    ...present('id', row.id),
    name: row.name,
    ...present('colour', row.colour),
    ...present('version', row.version),
    openConversations: row.open_conversations,
  }));
}
