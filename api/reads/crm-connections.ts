import type { Pool } from 'pg';
import type { CrmConnection as ConnectionRow } from '../../prisma/client/client.ts';
import { credentialsOf } from '../../crm/connections.ts';
import type { CrmConnectionJson } from '../schemas/crm.ts';
import { iso, isoWhere, present } from './present.ts';

interface Standing {
  waiting: number;
  waitingSince: Date | null;
  refused: number;
  lastError: string | null;
}

const nothing: Standing = { waiting: 0, waitingSince: null, refused: 0, lastError: null };

/** How much each of them is still to be told. */
export async function standingsOf(
  pool: Pool,
  ids: readonly string[],
): Promise<(id: string) => Standing> {
  const { rows } = await pool.query<Standing & { id: string }>({
    name: 'crm-standings',
    text: `select connection_id as id, count(*) filter (where state = 'waiting')::int as waiting,
                  min(created_at) filter (where state = 'waiting') as "waitingSince",
                  count(*) filter (where state = 'refused' and done_at > now() - interval '30 days')::int as refused,
                  (array_agg(last_error order by seq desc) filter (where last_error is not null and state <> 'done'))[1] as "lastError"
             from crm_tasks where connection_id = any($1::uuid[]) and state <> 'done' group by 1`,
    values: [ids],
  });
  const byConnection = new Map(rows.map((row) => [row.id, row]));
  return (id) => byConnection.get(id) ?? nothing;
}

export function toConnection(
  row: ConnectionRow,
  { keys, publicUrl }: { keys: readonly Buffer[]; publicUrl: string },
  { waiting, waitingSince, refused, lastError }: Standing = nothing,
): CrmConnectionJson {
  return {
    id: row.id,
    kind: row.kind as CrmConnectionJson['kind'],
    name: row.name,
    ...present('baseUrl', row.baseUrl),
    status: row.status as CrmConnectionJson['status'],
    ...present('problem', row.problem),
    ...isoWhere('checkedAt', row.checkedAt),
    credentialNames: Object.keys(credentialsOf(keys, row.secrets)).sort(),
    fields: row.fields as CrmConnectionJson['fields'],
    webhookUrl: `${publicUrl}/webhooks/crm/${row.id}`,
    ...{ waiting, refused },
    ...isoWhere('waitingSince', waitingSince),
    ...present('lastError', lastError),
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}
