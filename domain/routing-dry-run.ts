/** What routing rules would have done to conversations that came in. */
import type { Skill } from './matching.ts';
import {
  chooseRoute,
  ruleFor,
  type RoutingDefaults,
  type RoutingFacts,
  type RoutingRule,
} from './routing-rules.ts';
import type { Priority } from './sla.ts';

/** Where a conversation went, or would go. */
export interface Routed {
  teamId?: string;
  skills: readonly Skill[];
  priority: Priority;
  slaPolicyId?: string;
}

export interface PastConversation {
  id: string;
  facts: RoutingFacts;
  /** The account's. */
  defaults: RoutingDefaults;
  was: Routed;
}

export interface Difference {
  conversationId: string;
  /** Absent: the account's defaults. */
  ruleId?: string;
  before: Routed;
  after: Routed;
}

export interface DryRun {
  /** By the rules' ids; what none takes goes by the account's defaults. */
  taken: Map<string, number>;
  byDefault: number;
  /** Those that would have gone another way, in the order of the conversations. */
  differences: Difference[];
}

/** @param policyOfTeam the policy that comes with a team, where neither rule nor account names one */
export function dryRun(
  past: readonly PastConversation[],
  rules: readonly RoutingRule[],
  policyOfTeam: ReadonlyMap<string, string>,
): DryRun {
  const taken = new Map(rules.map(({ id }) => [id, 0]));
  const differences: Difference[] = [];
  let byDefault = 0;
  for (const { id, facts, defaults, was } of past) {
    const rule = ruleFor(facts, rules);
    if (rule) taken.set(rule.id, (taken.get(rule.id) ?? 0) + 1);
    else byDefault += 1;
    const route = chooseRoute(facts, rules, defaults);
    const { teamId, skills, priority = 'medium' } = route;
    const slaPolicyId = route.slaPolicyId ?? (teamId && policyOfTeam.get(teamId));
    const after = {
      ...(teamId ? { teamId } : {}),
      skills,
      priority,
      ...(slaPolicyId ? { slaPolicyId } : {}),
    };
    if (isSame(was, after)) continue;
    differences.push({
      conversationId: id,
      ...(rule ? { ruleId: rule.id } : {}),
      before: was,
      after,
    });
  }
  return { taken, byDefault, differences };
}

const isSame = (one: Routed, other: Routed): boolean =>
  one.teamId === other.teamId &&
  one.priority === other.priority &&
  one.slaPolicyId === other.slaPolicyId &&
  skillsOf(one) === skillsOf(other);

/** Their order says nothing. */
const skillsOf = ({ skills }: Routed): string =>
  skills
    .map(({ kind, value, level }) => JSON.stringify([kind, value, level]))
    .sort()
    .join();
