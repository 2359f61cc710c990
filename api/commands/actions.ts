/** What can be done to a conversation without saying anything, as commands: one by one, in a macro, or to many at once. */
import type { Pool } from 'pg';
import type { Command, ResolveReason } from '../../domain/conversation/items.ts';
import { invalid } from '../../domain/errors.ts';
import type { Priority } from '../../domain/sla.ts';
import type { Caller } from '../authenticate.ts';
import { requireAgent, requireTeam } from './lookups.ts';

export type Action =
  | { type: 'assign'; agentId: string | null }
  | { type: 'transfer'; teamId: string }
  | { type: 'priority'; priority: Priority }
  | { type: 'tags'; add: string[]; remove: string[] }
  /** So many hours, or until the customer writes. */
  | { type: 'snooze'; hours?: number | undefined }
  | { type: 'pending' }
  | { type: 'resolve'; reason?: ResolveReason | undefined }
  | { type: 'reopen' };

/** @throws CareError naming the id that is none of ours */
export async function commandOf(pool: Pool, caller: Caller, action: Action): Promise<Command> {
  switch (action.type) {
    case 'assign':
      return assignment(pool, action.agentId === 'me' ? ownId(caller) : action.agentId);
    case 'transfer':
      return transfer(pool, action.teamId);
    case 'snooze':
      return {
        type: 'snooze',
        ...(action.hours === undefined ? {} : { until: Date.now() + action.hours * 3_600_000 }),
      };
    case 'resolve':
      return { type: 'resolve', ...(action.reason ? { reason: action.reason } : {}) };
    default:
      return action;
  }
}

function ownId({ agentId }: Caller): string {
  if (agentId !== undefined) return agentId;
  throw invalid('agentId', 'must name an agent: a token that is nobody’s takes no conversations');
}

export async function assignment(
  pool: Pool,
  agentId: string | null,
): Promise<Extract<Command, { type: 'assign' }>> {
  if (agentId === null) return { type: 'assign', agentId };
  const { name } = await requireAgent(pool, agentId);
  return { type: 'assign', agentId, agentName: name };
}

export async function transfer(
  pool: Pool,
  teamId: string,
): Promise<Extract<Command, { type: 'transfer' }>> {
  const { name, policy } = await requireTeam(pool, teamId);
  return { type: 'transfer', teamId, teamName: name, ...(policy ? { policy } : {}) };
}
