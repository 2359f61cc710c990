/** What the desk knows of a customer from the CRM when a conversation begins: its last card; nobody is asked. */
import type { Pool } from 'pg';
import { suits, type Skill } from '../../domain/matching.ts';
import { settingsFrom } from '../../domain/settings.ts';

export interface KnownToCrm {
  tier?: string;
  ownerEmail?: string;
}

export async function knownToCrm(pool: Pool, customerId: string): Promise<KnownToCrm> {
  const { rows } = await pool.query<{ tier: string | null; ownerEmail: string | null }>({
    name: 'crm-known',
    text: `select k.card->>'tier' as tier, k.card->'owner'->>'email' as "ownerEmail"
             from customers c join customers o on o.id = c.id or o.person_id = c.person_id
             join crm_contacts k on k.person_key = o.id join crm_connections n on n.id = k.connection_id
            where c.id = $1 and k.card is not null and n.status <> 'paused'
            order by n.kind = 'builtin', k.created_at, k.id limit 1`,
    values: [customerId],
  });
  const [row] = rows;
  return {
    ...(row?.tier && { tier: row.tier }),
    ...(row?.ownerEmail && { ownerEmail: row.ownerEmail }),
  };
}

/** The owner, where they are one of our agents and may be given it. Whether they are there the matcher sees. */
export async function ownerFor(
  pool: Pool,
  { ownerEmail }: KnownToCrm,
  route: { teamId?: string; requiredSkills: Skill[] },
): Promise<string | undefined> {
  if (ownerEmail === undefined) return undefined;
  const { rows } = await pool.query<{
    id: string;
    teamId: string | null;
    skills: Skill[];
    data: unknown;
  }>({
    name: 'crm-owner',
    text: `select id, team_id as "teamId", skills, (select data from settings where id = 1) as data from agents
            where lower(email) = lower($1) and role <> 'viewer' and deactivated_at is null limit 1`,
    values: [ownerEmail],
  });
  const [agent] = rows;
  if (!agent || !settingsFrom(agent.data).crm.ownerFirst) return undefined;
  const { id, teamId, skills } = agent;
  return suits(route, { skills, ...(teamId !== null && { teamId }) }) ? id : undefined;
}
