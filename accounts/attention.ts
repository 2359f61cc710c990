/** An account that its platform does not let in any more. */
import type { Pool } from 'pg';
import { hintLive, tellAudit, toldOfAudit, toldOfNotifications } from '../runtime/changes.ts';
import { transaction } from '../runtime/database.ts';

/** Marks it once, and tells the administrators once for each time. */
export async function markNeedsAttention(pool: Pool, accountId: string): Promise<void> {
  await transaction(pool, async (client) => {
    const { rows } = await client.query<{ name: string; platform: string; version: number }>(
      `update accounts set status = 'needs_attention', version = version + 1, updated_at = now()
        where id = $1 and status = 'active' returning name, platform, version`,
      [accountId],
    );
    const [account] = rows;
    if (!account) return;
    const { name, platform, version } = account;
    await client.query(
      toldOfAudit(
        `insert into audit (actor, action, target, data) values ('{"type":"platform"}', 'account.needs_attention', $1, $2)`,
      ),
      [accountId, JSON.stringify({ reason: 'token_dead' })],
    );
    await client.query(
      toldOfNotifications(`insert into notifications (id, recipient_id, kind, cause, data)
       select gen_random_uuid(), a.id, 'account_needs_attention', $1, $2 from agents a
        where a.role = 'admin' and a.deactivated_at is null on conflict (recipient_id, cause) do nothing`),
      [`account/${accountId}/${String(version)}`, JSON.stringify({ accountId, name, platform })],
    );
  });
  hintLive(pool);
}

/** It is let in again: what waited for it goes on. */
export async function markWorking(pool: Pool, accountId: string): Promise<void> {
  await pool.query(
    `with revived as (
       update accounts set status = 'active', version = version + 1, updated_at = now()
        where id = $1 and status = 'needs_attention' returning id
     ), noted as (
       insert into audit (actor, action, target)
       select '{"type":"platform"}', 'account.working', id::text from revived returning action, target
     )
     ${tellAudit('noted')}`,
    [accountId],
  );
}
