/** The queue and who may take from it, as they stand in the database. */
import type { Candidate, Skill, Strategy, Waiting } from '../domain/matching.ts';
import { settingsFrom } from '../domain/settings.ts';
import type { PoolClient } from 'pg';

/** So many of each kind are looked at in one pass: more than anybody has free hands for at once. */
const longestPass = 200;

/** A waiting conversation and the thread whose workflow it is. */
export interface Queued extends Waiting {
  threadId: string;
  platform: string;
  accountId: string;
}

interface WaitingRow {
  id: string;
  thread_id: string;
  platform: string;
  account_id: string;
  team_id: string | null;
  required_skills: Skill[];
  eligible: Waiting['eligible'];
  priority_rank: number;
  owed_by: Date | null;
  waiting_since: Date;
  preferred_agent_id: string | null;
  is_owners: boolean;
}

/**
 * Open, nobody's, and not claimed. Those with the same needs are of one kind, and the most urgent ones of each kind are
 * enough: however many wait for one team, another's are seen.
 */
export async function readQueue(client: PoolClient): Promise<Queued[]> {
  const { rows } = await client.query<WaitingRow>({
    name: 'matcher-waiting',
    text: `select * from (
             select c.preferred_agent_id is not null and not exists (
                      select from events e where e.conversation_id = c.id and e.type = 'assigned') as is_owners,
                    c.id, c.thread_id, c.platform, c.account_id, c.team_id, c.required_skills, c.eligible, c.priority_rank,
                    c.owed_by, c.waiting_since, c.preferred_agent_id,
                    row_number() over (partition by c.team_id, c.eligible, c.required_skills
                      order by c.priority_rank desc, c.owed_by nulls last, c.waiting_since) as place
               from conversations c
              where c.waiting_since is not null and c.status = 'open'
                and not exists (select from claims k where k.conversation_id = c.id)) waiting
            where place <= $1`,
    values: [longestPass],
  });
  return rows.map((row) => ({
    conversationId: row.id,
    requiredSkills: row.required_skills,
    eligible: row.eligible,
    priorityRank: row.priority_rank,
    waitingSince: row.waiting_since.getTime(),
    ...(row.team_id ? { teamId: row.team_id } : {}),
    ...(row.owed_by ? { dueAt: row.owed_by.getTime() } : {}),
    ...(row.preferred_agent_id ? { preferredAgentId: row.preferred_agent_id } : {}),
    ...(row.is_owners ? { isOwners: true } : {}),
    threadId: row.thread_id,
    platform: row.platform,
    accountId: row.account_id,
  }));
}

interface AgentRow {
  id: string;
  name: string;
  role: Candidate['role'];
  team_id: string | null;
  skills: Skill[];
  capacity: number;
  last_assigned_at: Date | null;
}

/** Agents who are online, and what they have in hand; counted again, under locks, for those who are chosen. */
export async function readCandidates(client: PoolClient): Promise<Candidate[]> {
  const { rows } = await client.query<AgentRow>({
    name: 'matcher-agents',
    text: `select id, name, role, team_id, skills, capacity, last_assigned_at from agents
            where availability = 'online' and deactivated_at is null and role <> 'viewer'`,
  });
  const loads = await client.query<{ agent_id: string; load: number }>({
    name: 'matcher-loads',
    text: 'select agent_id, count(*)::int as load from claims group by agent_id',
  });
  const loadOf = new Map(loads.rows.map(({ agent_id, load }) => [agent_id, load]));
  return rows.map((row) => ({
    agentId: row.id,
    name: row.name,
    role: row.role,
    skills: row.skills,
    capacity: row.capacity,
    load: loadOf.get(row.id) ?? 0,
    ...(row.team_id ? { teamId: row.team_id } : {}),
    ...(row.last_assigned_at ? { lastAssignedAt: row.last_assigned_at.getTime() } : {}),
  }));
}

/** Each team's way of choosing; the workspace's where there is no team. */
export async function readStrategies(client: PoolClient): Promise<(teamId?: string) => Strategy> {
  const teams = await client.query<{ id: string; routing_strategy: Strategy }>({
    name: 'matcher-teams',
    text: 'select id, routing_strategy from teams',
  });
  const settings = await client.query<{ data: unknown }>({
    name: 'matcher-settings',
    text: 'select data from settings where id = 1',
  });
  const byTeam = new Map(teams.rows.map((row) => [row.id, row.routing_strategy]));
  const { routingStrategy } = settingsFrom(settings.rows[0]?.data);
  return (teamId) => (teamId && byTeam.get(teamId)) || routingStrategy;
}
