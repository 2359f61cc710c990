import type { PrismaClient, RoutingRule as RuleRow } from '../../prisma/client/client.ts';
import type { z } from 'zod';
import { mostRules, type RoutingRule } from '../schemas/routing.ts';
import { present } from './present.ts';

type RuleJson = z.output<typeof RoutingRule>;

/** In the order in which they are asked. */
export async function listRules(prisma: Pick<PrismaClient, 'routingRule'>): Promise<RuleJson[]> {
  const rows = await prisma.routingRule.findMany({
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
    take: mostRules,
  });
  return rows.map(toRule);
}

export const toRule = (row: RuleRow): RuleJson => ({
  id: row.id,
  position: row.position,
  name: row.name,
  ...present('accountId', row.accountId),
  ...present('source', row.source as RuleJson['source'] | null),
  ...present('language', row.language),
  tags: row.tags,
  ...present('teamId', row.teamId),
  // Checked when it was written.
  skills: row.skills as RuleJson['skills'],
  ...present('slaPolicyId', row.slaPolicyId),
  ...present('priority', row.priority as RuleJson['priority'] | null),
});
