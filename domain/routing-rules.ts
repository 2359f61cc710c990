import type { Skill } from './matching.ts';
import type { Priority } from './sla.ts';

/** What is known of a conversation when it arrives. */
export interface RoutingFacts {
  accountId: string;
  /** dm, comment, mention or review. */
  source: string;
  language?: string;
  tags: string[];
}

/** Where a conversation belongs and what it gets; what is not said stays open. */
export interface RoutingDefaults {
  teamId?: string;
  skills: Skill[];
  slaPolicyId?: string;
}

/** All the conditions it names must hold; one without conditions takes everything. */
export interface RoutingRule extends RoutingDefaults {
  id: string;
  /** Lower ones are asked first. */
  position: number;
  name: string;
  accountId?: string;
  source?: string;
  /** `pt` also takes `pt-BR`. */
  language?: string;
  /** All must be present. */
  tags: string[];
  priority?: Priority;
}

export interface Route extends RoutingDefaults {
  priority?: Priority;
  /** For the timeline, e.g. “rule “French refunds””. */
  why: string;
}

/** The first, by position, that holds. */
export const ruleFor = (
  facts: RoutingFacts,
  rules: readonly RoutingRule[],
): RoutingRule | undefined =>
  rules.toSorted(byPosition).find((candidate) => holds(candidate, facts));

/** The first rule that holds chooses; the account's defaults fill what it leaves open. Skills are only ever asked explicitly. */
export function chooseRoute(
  facts: RoutingFacts,
  rules: readonly RoutingRule[],
  defaults: RoutingDefaults,
): Route {
  const rule = ruleFor(facts, rules);
  const teamId = rule?.teamId ?? defaults.teamId;
  const slaPolicyId = rule?.slaPolicyId ?? defaults.slaPolicyId;
  const skills = rule?.skills.length ? rule.skills : defaults.skills;
  return {
    ...(teamId !== undefined && { teamId }),
    skills,
    ...(slaPolicyId !== undefined && { slaPolicyId }),
    ...(rule?.priority && { priority: rule.priority }),
    why: rule ? `rule “${rule.name}”` : "the account's default",
  };
}

function byPosition(a: RoutingRule, b: RoutingRule): number {
  return a.position - b.position || (a.id < b.id ? -1 : 1);
}

function holds(rule: RoutingRule, facts: RoutingFacts): boolean {
  const present = new Set(facts.tags.map((tag) => tag.toLowerCase()));
  return (
    (rule.accountId === undefined || rule.accountId === facts.accountId) &&
    (rule.source === undefined || rule.source === facts.source) &&
    (rule.language === undefined || isLanguage(rule.language, facts.language)) &&
    rule.tags.every((tag) => present.has(tag.toLowerCase()))
  );
}

function isLanguage(wanted: string, actual = ''): boolean {
  const [rule, fact] = [wanted.toLowerCase(), actual.toLowerCase()];
  return fact === rule || fact.startsWith(`${rule}-`);
}
