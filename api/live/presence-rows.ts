/** What presence asks of the database, and the sign of life that it leaves there. */
import type { Pool } from 'pg';
import type { TypingIn } from '../../ingest/sort-body.ts';
import type { AgentJson } from '../schemas/agent.ts';

export interface AgentFacts {
  id: string;
  name: string;
  availability: AgentJson['availability'];
}

/** Those named, or everybody who is in service. */
export async function agentFacts(pool: Pool, ids?: readonly string[]): Promise<AgentFacts[]> {
  const { rows } = await pool.query<AgentFacts>({
    name: 'presence-agents',
    text: `select id, name, availability from agents
            where id = any($1::uuid[]) or ($1 is null and deactivated_at is null) order by name, id`,
    values: [ids ?? null],
  });
  return rows;
}

/** The conversations in which they type. */
export async function customersIn(pool: Pool, typing: readonly TypingIn[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'presence-customers',
    text: `select c.id from unnest($1::uuid[], $2::text[]) as typing (account_id, key)
             join threads t using (account_id, key) join conversations c on c.thread_id = t.id
            where c.status <> 'closed'`,
    values: [typing.map(({ accountId }) => accountId), typing.map(({ threadKey }) => threadKey)],
  });
  return rows.map(({ id }) => id);
}

/** An open connection is a sign of life (design.md, rule 16), noted twice a minute at most. */
export async function showSignsOfLife(pool: Pool, agentIds: readonly string[]): Promise<void> {
  if (agentIds.length === 0) return;
  await pool.query({
    name: 'presence-alive',
    text: `update agents set presence_at = now()
            where id = any($1::uuid[]) and deactivated_at is null
              and (presence_at is null or presence_at < now() - interval '25 seconds')`,
    values: [agentIds],
  });
}
