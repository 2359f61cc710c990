/** Ids in bodies must be of something that exists; the field that is wrong is named. */
import { invalid } from '../domain/errors.ts';
import type { Transaction } from './audit.ts';

interface References {
  teamId?: string | null | undefined;
  slaPolicyId?: string | null | undefined;
  accountId?: string | null | undefined;
  agentId?: string | null | undefined;
}

/** @param within what the fields are part of, e.g. `filter.` */
export async function requireReferences(
  tx: Transaction,
  references: References,
  within = '',
): Promise<void> {
  const { teamId, slaPolicyId, accountId, agentId } = references;
  if (teamId && !(await tx.team.findUnique({ where: { id: teamId } }))) {
    throw invalid(`${within}teamId`, 'is not a team');
  }
  if (slaPolicyId && !(await tx.slaPolicy.findUnique({ where: { id: slaPolicyId } }))) {
    throw invalid(`${within}slaPolicyId`, 'is not an SLA policy');
  }
  if (accountId && !(await tx.account.findUnique({ where: { id: accountId } }))) {
    throw invalid(`${within}accountId`, 'is not an account');
  }
  if (agentId && !(await tx.agent.findUnique({ where: { id: agentId } }))) {
    throw invalid(`${within}agentId`, 'is not an agent');
  }
}
