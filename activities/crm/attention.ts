/** A CRM that does not take what it is told: its administrators hear of it. */
import type { Pool } from 'pg';
import { hintLive, toldOfAudit, toldOfNotifications } from '../../runtime/changes.ts';
import { transaction } from '../../runtime/database.ts';
import { json } from '../../runtime/rows.ts';

export interface Trouble {
  /** False: it lets nobody in, and nothing is told to it before somebody has seen to that. */
  isLetIn: boolean;
  /** In its words; shown beside the connection. */
  problem?: string;
  publicUrl: string;
}

/** At most once an hour for each CRM, however much it does not take. No words of the CRM's, which may speak of customers. */
export async function tellAdmins(
  pool: Pool,
  connectionId: string,
  { isLetIn, problem, publicUrl }: Trouble,
): Promise<void> {
  await transaction(pool, async (client) => {
    // Whoever comes second waits here, and sees that it was told.
    const { rows } = await client.query<{ name: string; kind: string; status: string }>(
      'select name, kind, status from crm_connections where id = $1 for update',
      [connectionId],
    );
    const [connection] = rows;
    if (!connection) return;
    const { name, kind, status } = connection;
    if (!isLetIn && status === 'active') {
      await client.query(
        `update crm_connections set status = 'needs_attention', problem = $2, checked_at = now() where id = $1`,
        [connectionId, problem],
      );
      await client.query(
        toldOfAudit('insert into audit (actor, action, target, data) values ($1, $2, $3, $4)'),
        [
          json({ type: 'system', id: `crm:${connectionId}` }),
          'crm_connection.needs_attention',
          connectionId,
          json({ reason: 'unauthorized' }),
        ],
      );
    }
    await client.query(
      toldOfNotifications(`insert into notifications (id, recipient_id, kind, cause, data)
       select gen_random_uuid(), a.id, 'crm_needs_attention', $1 || to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24'), $2
         from agents a
        where a.role = 'admin' and a.deactivated_at is null
          and not exists (select from notifications n
                           where n.recipient_id = a.id and n.kind = 'crm_needs_attention'
                             and n.data->>'connectionId' = $3 and n.created_at > now() - interval '1 hour')
       on conflict (recipient_id, cause) do nothing`),
      [
        `crm/${connectionId}/`,
        json({
          ...{ connectionId, name, kind, reason: isLetIn ? 'refused' : 'unauthorized' },
          // What it did not take is told to it again from there.
          link: `${publicUrl}/settings/crm`,
        }),
        connectionId,
      ],
    );
  });
  hintLive(pool);
}
