/** Ids in bodies must be of something that exists; the field that is wrong is named. */
import { invalid } from '../domain/errors.ts';
import type { Transaction } from './audit.ts';

interface References {
  teamId?: string | null | undefined;
  slaPolicyId?: string | null | undefined;
  accountId?: string | null | undefined;
  agentId?: string | null | undefined;
}

export async function requireReferences(tx: Transaction, references: References): Promise<void> {
  const { teamId, slaPolicyId, accountId, agentId } = references;
  if (teamId && !(await tx.team.findUnique({ where: { id: teamId } }))) {
    throw invalid('teamId', 'is not a team');
  }
  if (slaPolicyId && !(await tx.slaPolicy.findUnique({ where: { id: slaPolicyId } }))) {
    throw invalid('slaPolicyId', 'is not an SLA policy');
  }
  if (accountId && !(await tx.account.findUnique({ where: { id: accountId } }))) {
    throw invalid('accountId', 'is not an account');
  }
  if (agentId && !(await tx.agent.findUnique({ where: { id: agentId } }))) {
    throw invalid('agentId', 'is not an agent');
  }
}
