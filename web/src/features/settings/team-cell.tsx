import { nameOf, useTeams } from '../../lib/desk.ts';

export function TeamCell({ teamId, none = '–' }: { teamId: string | undefined; none?: string }) {
  const teams = useTeams();
  return <td>{nameOf(teams, teamId) ?? <span className="faint">{none}</span>}</td>;
}
