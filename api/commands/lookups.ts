/** Every id in a body is looked up: it must be one of ours, and of the right kind. */
import type { Pool } from 'pg';
import { partsOf } from '../reads/parts-of-conversation.ts';
import { invalid } from '../../domain/errors.ts';
import type { SlaConfiguration, SlaPolicy } from '../../domain/sla.ts';

/** @param field by which the request names them */
export async function requireAgent(
  pool: Pool,
  agentId: string,
  field = 'agentId',
): Promise<{ name: string }> {
  const { rows } = await pool.query<{ name: string; role: string }>(
    'select name, role from agents where id = $1 and deactivated_at is null',
    [agentId],
  );
  const [agent] = rows;
  if (!agent) throw invalid(field, 'is not an active agent');
  if (agent.role === 'viewer') throw invalid(field, 'only looks on: a viewer answers nobody');
  return agent;
}

/** A team, and a snapshot of the policy that conversations get with it. */
export async function requireTeam(
  pool: Pool,
  teamId: string,
): Promise<{ name: string; policy: SlaPolicy | undefined }> {
  const { rows } = await pool.query<{
    name: string;
    policy_id: string | null;
    policy_name: string;
    config: SlaConfiguration;
  }>(
    `select t.name, p.id as policy_id, p.name as policy_name, p.config
       from teams t left join sla_policies p on p.id = t.sla_policy_id where t.id = $1`,
    [teamId],
  );
  const [team] = rows;
  if (!team) throw invalid('teamId', 'is not a team');
  const { name, policy_id, policy_name, config } = team;
  return {
    name,
    policy: policy_id === null ? undefined : { ...config, id: policy_id, name: policy_name },
  };
}

export async function requireMessageIn(
  pool: Pool,
  conversationId: string,
  messageId: string,
  field: string,
): Promise<void> {
  const { rowCount } = await pool.query(
    `select 1 from messages where id = $1 and conversation_id = any(${partsOf('$2::uuid')})`,
    [messageId, conversationId],
  );
  if (rowCount === 0) throw invalid(field, 'is not a message of this conversation');
}

/** When a customer's message came in (ms): where the clock would have started. */
export async function receivedAt(
  pool: Pool,
  conversationId: string,
  messageId: string,
): Promise<number> {
  const { rows } = await pool.query<{ at: Date }>(
    `select at from events
      where conversation_id = $1 and type = 'message_received' and data->>'messageId' = $2`,
    [conversationId, messageId],
  );
  const [event] = rows;
  if (!event) throw invalid('messageId', 'is not a customer’s message of this conversation');
  return event.at.getTime();
}
