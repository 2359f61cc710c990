import type { Pool } from 'pg';
import { notFound } from '../../domain/errors.ts';
import type { Skill } from '../../domain/matching.ts';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import type { Role } from '../permissions.ts';
import type { AgentJson } from '../schemas/agent.ts';
import { iso, isoWhere, present } from './present.ts';

interface AgentRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  team_id: string | null;
  skills: Skill[];
  capacity: number;
  load: number;
  availability: AgentJson['availability'];
  availability_at: Date;
  presence_at: Date | null;
  last_assigned_at: Date | null;
  deactivated_at: Date | null;
  version: number;
  created_at: Date;
}

/** The load is counted, never kept. */
const select = `select a.id, a.name, a.email, a.role, a.team_id, a.skills, a.capacity, a.availability,
    a.availability_at, a.presence_at, a.last_assigned_at, a.deactivated_at, a.version, a.created_at,
    (select count(*)::int from claims c where c.agent_id = a.id) as load
  from agents a`;

export async function findAgent(pool: Pool, id: string): Promise<AgentJson> {
  const [agent] = await findAgents(pool, [id]);
  if (!agent) throw notFound('agent');
  return agent;
}

export async function findAgents(pool: Pool, ids: readonly string[]): Promise<AgentJson[]> {
  const { rows } = await pool.query<AgentRow>(`${select} where a.id = any($1::uuid[])`, [ids]);
  return rows.map(toAgent);
}

export async function listAgents(
  pool: Pool,
  query: {
    teamId?: string | undefined;
    availability?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  },
) {
  const after = decodeCursor('name', query.cursor);
  const { rows } = await pool.query<AgentRow>(
    `${select}
      where ($1::text is null or coalesce(a.team_id::text, 'none') = $1)
        and ($2::text is null or a.availability = $2)
        and ($3::uuid is null or (a.name, a.id) > ($4::text, $3::uuid))
      order by a.name, a.id limit $5`,
    [
      query.teamId ?? null,
      query.availability ?? null,
      after?.id ?? null,
      after?.value ?? null,
      query.limit + 1,
    ],
  );
  return pageOf(rows, query.limit, toAgent, ({ id, name }) => encodeCursor('name', name, id));
}

const toAgent = (row: AgentRow): AgentJson => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  ...present('teamId', row.team_id),
  skills: row.skills,
  capacity: row.capacity,
  load: row.load,
  availability: row.availability,
  availabilityAt: iso(row.availability_at),
  ...isoWhere('presenceAt', row.presence_at),
  ...isoWhere('lastAssignedAt', row.last_assigned_at),
  active: row.deactivated_at === null,
  version: row.version,
  createdAt: iso(row.created_at),
});
