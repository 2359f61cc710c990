/** Tries routing rules on what came in lately. */
import type { Pool } from 'pg';
import type { z } from 'zod';
import type { Skill } from '../../domain/matching.ts';
import { dryRun, type PastConversation, type Routed } from '../../domain/routing-dry-run.ts';
import type { RoutingRule } from '../../domain/routing-rules.ts';
import type { Priority } from '../../domain/sla.ts';
import { newId } from '../../runtime/ids.ts';
import type { DryRun, ProposedRule } from '../schemas/routing.ts';

/** More than this tells nothing new. */
const most = 20_000;
const mostSamples = 20;

export async function tryRules(
  pool: Pool,
  proposed: readonly ProposedRule[],
  days: number,
): Promise<z.input<typeof DryRun>> {
  const named = proposed.map((rule, index) => ({ given: rule, rule: toRule(rule, index) }));
  const past = await pastConversations(pool, days);
  const looked = past.slice(0, most);
  const rules = named.map(({ rule }) => rule);
  const { taken, byDefault, differences } = dryRun(looked, rules, await policiesOfTeams(pool));
  const names = new Map(rules.map(({ id, name }) => [id, name]));
  return {
    conversations: looked.length,
    isPartial: past.length > most,
    rules: named.map(({ given, rule }) => ({
      ...(given.id === undefined ? {} : { id: given.id }),
      name: rule.name,
      takes: taken.get(rule.id) ?? 0,
    })),
    byDefault,
    changed: differences.length,
    samples: differences.slice(0, mostSamples).map(({ ruleId, before, after, conversationId }) => ({
      conversationId,
      ...(ruleId === undefined ? {} : { rule: names.get(ruleId) }),
      before: routed(before),
      after: routed(after),
    })),
  };
}

const routed = ({ skills, ...rest }: Routed) => ({ ...rest, skills: skills as Skill[] });

/** The order of the list is theirs, and each has a name to be counted by. */
function toRule({ id: _id, ...rule }: ProposedRule, position: number): RoutingRule {
  const set = Object.entries(rule).filter(([, value]) => value !== null && value !== undefined);
  const given = Object.fromEntries(set) as Partial<RoutingRule>;
  return { tags: [], skills: [], ...given, name: rule.name, id: newId(), position };
}

interface Row {
  id: string;
  account_id: string;
  source: string;
  language: string | null;
  account_team_id: string | null;
  account_policy_id: string | null;
  account_skills: Skill[];
  /** The opened event. */
  opened: {
    teamId?: string;
    requiredSkills: Skill[];
    priority: Priority;
    policy?: { id?: string };
  };
}

/** The newest first, one more than are looked at. When they came in they had no tags. */
async function pastConversations(pool: Pool, days: number): Promise<PastConversation[]> {
  const { rows } = await pool.query<Row>(
    `select c.id, c.account_id, c.source, cu.language, a.team_id as account_team_id, a.skills as account_skills,
            a.sla_policy_id as account_policy_id, o.data as opened
       from conversations c join accounts a on a.id = c.account_id left join customers cu on cu.id = c.customer_id
            cross join lateral (
              select e.data from events e where e.conversation_id = c.id and e.type = 'opened' order by e.version limit 1) o
      where c.created_at > now() - $1 * interval '1 day'
      order by c.created_at desc limit $2`,
    [days, most + 1],
  );
  return rows.map((row) => ({
    id: row.id,
    facts: {
      accountId: row.account_id,
      source: row.source,
      tags: [],
      ...(row.language ? { language: row.language } : {}),
    },
    defaults: {
      skills: row.account_skills,
      ...(row.account_team_id ? { teamId: row.account_team_id } : {}),
      ...(row.account_policy_id ? { slaPolicyId: row.account_policy_id } : {}),
    },
    was: wasOf(row.opened),
  }));
}

const wasOf = ({ teamId, requiredSkills, priority, policy }: Row['opened']): Routed => ({
  ...(teamId ? { teamId } : {}),
  skills: requiredSkills,
  priority,
  ...(policy?.id ? { slaPolicyId: policy.id } : {}),
});

async function policiesOfTeams(pool: Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; policy: string }>(
    'select id, sla_policy_id as policy from teams where sla_policy_id is not null',
  );
  return new Map(rows.map(({ id, policy }) => [id, policy]));
}
