/** What is known around a conversation: who must not be named to a model, and where what it writes may lead. */
import type { Pool } from 'pg';
import type { Known } from '../../domain/assist/redaction.ts';
import type { AssistSettings } from '../../domain/assist/settings.ts';
import { ownHosts } from './own-hosts.ts';

export interface Background {
  conversationId: string;
  settings: AssistSettings;
  known: Known;
  hosts: string[];
  /** The customer's own, as they are kept. */
  addresses: string[];
}

interface Row {
  names: string[] | null;
  handles: string[] | null;
  points: string[] | null;
  agents: string[] | null;
}

const text = `
  with mine as (
    select distinct o.id, o.name, o.handle
      from conversations c join customers cu on cu.id = c.customer_id
      join customers o on o.id = cu.id or o.person_id = cu.person_id
     where c.id = $1 or c.merged_into = $1
  )
  select (select array_agg(name) from mine where name <> '') as names,
         (select array_agg(handle) from mine where handle <> '') as handles,
         (select array_agg(p.value) from contact_points p where p.customer_id in (select id from mine)) as points,
         (select array_agg(name) from (select name from agents where deactivated_at is null order by created_at limit 300) it) as agents`;

export async function readBackground(
  pool: Pool,
  conversationId: string,
  settings: AssistSettings,
): Promise<Background> {
  const { rows } = await pool.query<Row>({
    name: 'assist-background',
    text,
    values: [conversationId],
  });
  const row = rows[0];
  const points = row?.points ?? [];
  return {
    conversationId,
    settings,
    known: {
      names: [...(row?.names ?? []), ...(row?.agents ?? [])],
      // A number or an id in a CRM is found as it is kept, whatever it looks like.
      handles: [...(row?.handles ?? []), ...points],
    },
    hosts: [...settings.allowedHosts, ...(await ownHosts(pool))],
    addresses: points.filter((it) => it.includes('@')),
  };
}
