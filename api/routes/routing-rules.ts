import { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import type { RoutingRule as RuleRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { audited, jsonOf } from '../audit.ts';
import { dense } from '../dense.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { present } from '../reads/present.ts';
import { requireReferences } from '../references.ts';
import {
  byId,
  id,
  language,
  name,
  page,
  priority,
  skill,
  skills,
  source,
  tag,
} from '../schemas/common.ts';

const RoutingRule = z
  .object({
    id,
    position: z.int(),
    name: z.string(),
    accountId: id.optional(),
    source: source.optional(),
    language: z.string().optional(),
    tags: z.array(z.string()),
    teamId: id.optional(),
    skills: z.array(skill),
    slaPolicyId: id.optional(),
    priority: priority.optional(),
  })
  .meta({
    id: 'RoutingRule',
    description:
      'The first, by position, all of whose conditions hold chooses team, skills, policy.',
  });

const fields = {
  position: z.int().min(0).max(1_000_000),
  name,
  accountId: id.nullable().optional(),
  source: source.nullable().optional(),
  language: language.nullable().optional(),
  tags: z.array(tag).max(50).optional(),
  teamId: id.nullable().optional(),
  skills: skills.optional(),
  slaPolicyId: id.nullable().optional(),
  priority: priority.nullable().optional(),
};

/** They are read as a whole and in order: more than this nobody oversees. */
const most = 500;
const facts = { tag: 'Routing' } as const;

export function routingRuleOperations({ prisma }: Parts): Operation[] {
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/routing-rules',
      id: 'listRoutingRules',
      summary: 'All rules in the order in which they are asked',
      permission: 'desk.read',
      answer: page(RoutingRule),
      async handle() {
        const rows = await prisma.routingRule.findMany({
          orderBy: [{ position: 'asc' }, { id: 'asc' }],
          take: most,
        });
        return { body: { data: rows.map(toRule), nextCursor: null } };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/routing-rules',
      id: 'createRoutingRule',
      summary: 'Add a rule',
      permission: 'routing.manage',
      status: 201,
      body: z.strictObject(fields),
      answer: RoutingRule,
      async handle({ body, caller }) {
        const rule = await audited(prisma, caller, 'routing_rule.created', async (tx) => {
          await requireReferences(tx, body);
          const result = await tx.routingRule.create({ data: { id: newId(), ...columnsOf(body) } });
          return { target: result.id, data: body, result };
        });
        return { body: toRule(rule) };
      },
    }),
    operation({
      ...facts,
      method: 'patch',
      path: '/routing-rules/{ruleId}',
      id: 'changeRoutingRule',
      summary: 'Change a rule; conversations that are there already stay where they are',
      permission: 'routing.manage',
      params: byId('ruleId'),
      body: z.strictObject(fields).partial(),
      answer: RoutingRule,
      async handle({ params: { ruleId }, body, caller }) {
        const rule = await audited(prisma, caller, 'routing_rule.changed', async (tx) => {
          const before = await tx.routingRule.findUnique({ where: { id: ruleId } });
          if (!before) throw notFound('routing rule');
          await requireReferences(tx, body);
          const result = await tx.routingRule.update({
            where: { id: ruleId },
            data: columnsOf(body),
          });
          return { target: ruleId, data: body, result };
        });
        return { body: toRule(rule) };
      },
    }),
    operation({
      ...facts,
      method: 'delete',
      path: '/routing-rules/{ruleId}',
      id: 'deleteRoutingRule',
      summary: 'Remove a rule',
      permission: 'routing.manage',
      status: 204,
      params: byId('ruleId'),
      async handle({ params: { ruleId }, caller }) {
        await audited(prisma, caller, 'routing_rule.deleted', async (tx) => {
          const before = await tx.routingRule.findUnique({ where: { id: ruleId } });
          if (!before) throw notFound('routing rule');
          await tx.routingRule.delete({ where: { id: ruleId } });
          return { target: ruleId, data: toRule(before), result: undefined };
        });
        return {};
      },
    }),
  ];
}

function columnsOf<T extends { skills?: z.output<typeof skills> | undefined }>(body: T) {
  const { skills: given, ...rest } = body;
  return { ...dense(rest), ...(given ? { skills: jsonOf(given) } : {}) };
}

const toRule = (row: RuleRow): z.input<typeof RoutingRule> => ({
  id: row.id,
  position: row.position,
  name: row.name,
  ...present('accountId', row.accountId),
  ...present('source', row.source as z.output<typeof source> | null),
  ...present('language', row.language),
  tags: row.tags,
  ...present('teamId', row.teamId),
  skills: row.skills as z.input<typeof skills>,
  ...present('slaPolicyId', row.slaPolicyId),
  ...present('priority', row.priority as z.output<typeof priority> | null),
});
