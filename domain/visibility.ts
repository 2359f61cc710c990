/** Which conversations somebody sees: a workspace may limit agents to those of their team. */

export type TeamVisibility = 'all' | 'own_team';

/** What somebody sees: everything, or what is of their team, of no team, or assigned to themselves. */
export type Scope = 'all' | { agentId: string; teamId: string | null };

export interface Belonging {
  teamId: string | null;
  assignedTo: string | null;
}

interface Looker {
  role: string;
  /** Absent: an integration, which is nobody's colleague. */
  agentId?: string;
  teamId: string | null;
}

export function scopeOf(visibility: TeamVisibility, { role, agentId, teamId }: Looker): Scope {
  const isLimited = role === 'viewer' || role === 'agent';
  if (visibility === 'all' || !isLimited || agentId === undefined) return 'all';
  return { agentId, teamId };
}

export function isVisible(scope: Scope, { teamId, assignedTo }: Belonging): boolean {
  return (
    scope === 'all' || teamId === null || teamId === scope.teamId || assignedTo === scope.agentId
  );
}
