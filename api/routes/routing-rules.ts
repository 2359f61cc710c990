import { z } from 'zod';
import { invalid, notFound } from '../../domain/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { audited, jsonOf } from '../audit.ts';
import { dense } from '../dense.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { tryRules } from '../reads/routing-dry-run.ts';
import { listRules, toRule } from '../reads/routing-rules.ts';
import { requireReferences } from '../references.ts';
import { byId, id, page, type skills } from '../schemas/common.ts';
import { DryRun, mostRules, ProposedRule, RoutingRule, ruleFields } from '../schemas/routing.ts';

const facts = { tag: 'Routing' } as const;

export function routingRuleOperations({ prisma, readPool }: Parts): Operation[] {
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/routing-rules',
      id: 'listRoutingRules',
      summary: 'All rules in the order in which they are asked',
      permission: 'desk.read',
      answer: page(RoutingRule),
      handle: async () => ({ body: { data: await listRules(prisma), nextCursor: null } }),
    }),
    operation({
      ...facts,
      method: 'put',
      path: '/routing-rules/order',
      id: 'orderRoutingRules',
      summary: 'Put all rules in an order',
      permission: 'routing.manage',
      body: z.strictObject({ ruleIds: z.array(id).max(mostRules) }),
      answer: page(RoutingRule),
      async handle({ body: { ruleIds }, caller }) {
        await audited(prisma, caller, 'routing_rules.ordered', async (tx) => {
          const rules = await listRules(tx);
          const known = new Set(rules.map((rule) => rule.id));
          const isWhole = new Set(ruleIds).size === known.size && ruleIds.length === known.size;
          if (!isWhole || !ruleIds.every((it) => known.has(it))) {
            throw invalid('ruleIds', 'must name each rule once');
          }
          for (const [index, ruleId] of ruleIds.entries()) {
            const position = (index + 1) * 10;
            await tx.routingRule.update({ where: { id: ruleId }, data: { position } });
          }
          return { target: 'routing-rules', data: { ruleIds }, result: undefined };
        });
        return { body: { data: await listRules(prisma), nextCursor: null } };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/routing-rules/dry-run',
      id: 'tryRoutingRules',
      summary: 'What rules would have done to the last days’ conversations; nothing is changed',
      permission: 'routing.manage',
      body: z.strictObject({
        rules: z.array(ProposedRule).max(mostRules).optional().meta({
          description: 'In their order; absent: the present ones.',
        }),
        days: z.int().min(1).max(60).default(7),
      }),
      answer: DryRun,
      async handle({ body: { rules, days } }) {
        for (const [index, rule] of (rules ?? []).entries()) {
          await requireReferences(prisma, rule, `rules[${String(index)}].`);
        }
        return { body: await tryRules(readPool, rules ?? (await listRules(prisma)), days) };
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
      body: z.strictObject(ruleFields),
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
      body: z.strictObject(ruleFields).partial(),
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
