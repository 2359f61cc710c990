/** How things stand this second. Read twice a second at most, for however many screens: what they ask for is parts of it. */
import type { Pool } from 'pg';
import type { z } from 'zod';
import type { Wallboard } from '../../schemas/report.ts';
import { iso, isoWhere, present } from '../present.ts';

type Board = z.input<typeof Wallboard>;
export type Availability = Board['agents'][number]['availability'];

/** Of one team and platform. */
interface Part {
  team_id: string | null;
  platform: string;
  waiting: number;
  oldest: Date | null;
  at_risk: number;
  breached: number;
  open: number;
  unassigned: number;
}

export interface Snapshot {
  at: Date;
  parts: Part[];
  teams: { id: string; name: string }[];
  agents: {
    id: string;
    name: string;
    team_id: string | null;
    availability: Availability;
    load: number;
    capacity: number;
    is_connected: boolean | null;
  }[];
}

export async function takeSnapshot(pool: Pool): Promise<Snapshot> {
  const parts = await pool.query<Part>({
    name: 'wallboard-parts',
    text: `select c.team_id, c.platform, count(*) filter (where c.waiting_since is not null)::int as waiting,
                  min(c.waiting_since) as oldest, count(*) filter (where c.sla->>'state' = 'warning')::int as at_risk,
                  count(*) filter (where c.sla->>'state' = 'breached')::int as breached,
                  count(*) filter (where c.status = 'open')::int as open,
                  count(*) filter (where c.status = 'open' and c.assigned_to is null)::int as unassigned
             from conversations c where c.status <> 'closed' group by 1, 2`,
  });
  const teams = await pool.query<Snapshot['teams'][number]>(
    'select id, name from teams order by name',
  );
  const agents = await pool.query<Snapshot['agents'][number]>({
    name: 'wallboard-agents',
    text: `select a.id, a.name, a.team_id, a.availability, a.capacity,
                  a.presence_at > now() - interval '90 seconds' as is_connected,
                  (select count(*)::int from claims c where c.agent_id = a.id) as load
             from agents a where a.deactivated_at is null and a.role <> 'viewer'
            order by a.name, a.id limit 1000`,
  });
  return { at: new Date(), parts: parts.rows, teams: teams.rows, agents: agents.rows };
}

export function boardOf(
  { at, parts, teams, agents }: Snapshot,
  asked: { teamId?: string | undefined; platform?: readonly string[] | undefined },
): Board {
  const { teamId, platform } = asked;
  const isOf = (team: string | null) => teamId === undefined || (team ?? 'none') === teamId;
  const shown = parts.filter(
    (part) => isOf(part.team_id) && (platform === undefined || platform.includes(part.platform)),
  );
  const nobodys = shown.filter(({ team_id }) => team_id === null);
  return {
    at: iso(at),
    ...sum(shown),
    agents: agents
      .filter(({ team_id }) => isOf(team_id))
      .map((agent) => ({
        agentId: agent.id,
        name: agent.name,
        ...present('teamId', agent.team_id),
        availability: agent.availability,
        load: agent.load,
        capacity: agent.capacity,
        ...present('isConnected', agent.is_connected),
      })),
    teams: [
      ...teams
        .filter(({ id }) => isOf(id))
        .map(({ id, name }) => ({
          teamId: id,
          name,
          ...sum(shown.filter(({ team_id }) => team_id === id)),
        })),
      ...(nobodys.length > 0 ? [{ name: '', ...sum(nobodys) }] : []),
    ],
    platforms: [...Map.groupBy(shown, (part) => part.platform)]
      .map(([name, its]) => ({ platform: name, ...sum(its) }))
      .sort((a, b) => (a.platform < b.platform ? -1 : 1)),
  };
}

function sum(parts: readonly Part[]) {
  const of = (key: 'waiting' | 'at_risk' | 'breached' | 'open' | 'unassigned') =>
    parts.reduce((total, part) => total + part[key], 0);
  const oldest = parts.flatMap(({ oldest: it }) => it?.getTime() ?? []);
  return {
    waiting: of('waiting'),
    ...isoWhere('oldestWaitingSince', oldest.length > 0 ? new Date(Math.min(...oldest)) : null),
    atRisk: of('at_risk'),
    breached: of('breached'),
    open: of('open'),
    unassigned: of('unassigned'),
  };
}
