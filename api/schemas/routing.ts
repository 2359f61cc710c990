import { z } from 'zod';
import { id, language, name, priority, skill, skills, source, tag } from './common.ts';

export const RoutingRule = z
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

export const ruleFields = {
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
export const mostRules = 500;

/** In the order of the list, whatever their positions. */
export const ProposedRule = z.strictObject({
  ...ruleFields,
  position: ruleFields.position.optional(),
  id: id.optional().meta({ description: 'Of a rule that is there already.' }),
});
export type ProposedRule = z.output<typeof ProposedRule>;

const Routed = z.object({
  teamId: id.optional(),
  skills: z.array(skill),
  priority,
  slaPolicyId: id.optional(),
});

export const DryRun = z
  .object({
    conversations: z.int().meta({ description: 'How many were looked at.' }),
    isPartial: z.boolean().meta({ description: 'There were more: the newest were looked at.' }),
    rules: z.array(z.object({ id: id.optional(), name: z.string(), takes: z.int() })),
    byDefault: z.int().meta({ description: 'What no rule takes: by their accounts’ defaults.' }),
    changed: z.int().meta({ description: 'Would have gone another way than they did.' }),
    samples: z.array(
      z.object({
        conversationId: id,
        rule: z.string().optional().meta({ description: 'Absent: the account’s defaults.' }),
        before: Routed,
        after: Routed,
      }),
    ),
  })
  .meta({ id: 'RoutingDryRun' });
