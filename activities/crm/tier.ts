/** A customer's tier was not known, or was another one: what that promises holds from now on (design.md, rule 14). */
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { promiseTo } from '../../domain/crm/settings.ts';
import { settingsFrom } from '../../domain/settings.ts';
import type { SlaConfiguration } from '../../domain/sla.ts';
import { wish } from '../assist/wish.ts';

interface Live {
  conversationId: string;
  threadId: string;
  platform: string;
  policyId: string | null;
}

/** @param of all of the person's that are going on, or the one that has just begun */
export async function tellTier(
  { pool, client }: { pool: Pool; client: Client },
  tier: string,
  of: { members: readonly string[]; conversationId?: string },
  cause: string,
): Promise<void> {
  const { rows } = await pool.query<{ data: unknown }>('select data from settings where id = 1');
  const { slaPolicyId, priority } = promiseTo(settingsFrom(rows[0]?.data).crm, tier);
  if (slaPolicyId === undefined && priority === undefined) return;
  const policy = slaPolicyId === undefined ? undefined : await policyById(pool, slaPolicyId);
  for (const live of await liveOf(pool, of)) {
    const command = {
      ...{ type: 'tier' as const, tier },
      ...(policy && policy.id !== live.policyId && { policy }),
      ...(priority && { priority }),
    };
    await wish(client, live, command, `${cause}/${live.conversationId}`, { type: 'system' });
  }
}

async function policyById(pool: Pool, id: string) {
  const { rows } = await pool.query<{ name: string; config: SlaConfiguration }>(
    'select name, config from sla_policies where id = $1',
    [id],
  );
  const [row] = rows;
  return row && { id, name: row.name, ...row.config };
}

async function liveOf(
  pool: Pool,
  { members, conversationId }: { members: readonly string[]; conversationId?: string },
): Promise<Live[]> {
  const { rows } = await pool.query<Live>({
    name: 'crm-live-conversations',
    text: `select id as "conversationId", thread_id as "threadId", platform, sla->>'policyId' as "policyId"
             from conversations
            where customer_id = any($1::uuid[]) and status in ('open', 'pending', 'snoozed') and merged_into is null
              and ($2::uuid is null or id = $2)
            order by created_at`,
    values: [members, conversationId ?? null],
  });
  return rows;
}
