import { higher, promiseTo } from '../domain/crm/settings.ts';
import type { Skill } from '../domain/matching.ts';
import { chooseRoute, type RoutingRule } from '../domain/routing-rules.ts';
import { settingsFrom } from '../domain/settings.ts';
import type { Priority, SlaConfiguration, SlaPolicy } from '../domain/sla.ts';
import type { Source } from '../domain/conversation/state.ts';
import type { Queryable } from '../runtime/rows.ts';

/** Kept where a desk has no settings yet: a quarter of an hour, half an hour, a day, round the clock. */
const builtInPolicy: SlaPolicy = {
  name: 'built in',
  firstResponseMinutes: 15,
  nextResponseMinutes: 30,
  resolutionHours: 24,
  businessHoursOnly: false,
};

export interface RouteFound {
  teamId?: string;
  requiredSkills: Skill[];
  priority: Priority;
  policy: SlaPolicy;
  why: string;
}

interface Facts {
  accountId: string;
  source: Source;
  language?: string | undefined;
  /** Of the customer, as the CRM calls it. */
  tier?: string | undefined;
}

interface AccountRow {
  team_id: string | null;
  sla_policy_id: string | null;
  skills: Skill[];
  defaults: SlaConfiguration | null;
  settings: unknown;
}

/** Team, skills and policy for a new conversation, by the rules in their order and the account's defaults. */
export async function routeFor(db: Queryable, facts: Facts): Promise<RouteFound> {
  const account = await accountOf(db, facts.accountId);
  const route = chooseRoute(
    {
      accountId: facts.accountId,
      source: facts.source,
      tags: [],
      ...(facts.language ? { language: facts.language } : {}),
    },
    await rules(db),
    {
      skills: account.skills,
      ...(account.team_id ? { teamId: account.team_id } : {}),
      ...(account.sla_policy_id ? { slaPolicyId: account.sla_policy_id } : {}),
    },
  );
  const promise = promiseTo(settingsFrom(account.settings).crm, facts.tier);
  const policy = await policyOf(db, promise.slaPolicyId ?? route.slaPolicyId, route.teamId);
  return {
    ...(route.teamId ? { teamId: route.teamId } : {}),
    requiredSkills: route.skills,
    priority: higher(route.priority ?? 'medium', promise.priority),
    policy: policy ?? (account.defaults ? { name: 'default', ...account.defaults } : builtInPolicy),
    why: Object.keys(promise).length > 0 ? `${route.why}, tier ${facts.tier ?? ''}` : route.why,
  };
}

async function accountOf(db: Queryable, id: string): Promise<AccountRow> {
  const { rows } = await db.query<AccountRow>({
    name: 'route-account',
    text: `select team_id, sla_policy_id, skills,
                  (select data->'slaDefaults' from settings where id = 1) as defaults,
                  (select data from settings where id = 1) as settings
             from accounts where id = $1`,
    values: [id],
  });
  const [row] = rows;
  if (!row) throw new Error(`account ${id} is not in the database`);
  return row;
}

async function rules(db: Queryable): Promise<RoutingRule[]> {
  const { rows } = await db.query<Record<string, unknown>>({
    name: 'routing-rules',
    text: `select id, position, name, account_id as "accountId", source, language, tags, team_id as "teamId", skills,
                  sla_policy_id as "slaPolicyId", priority
             from routing_rules order by position, id`,
  });
  return rows.map(
    (row) =>
      Object.fromEntries(
        Object.entries(row).filter(([, value]) => value !== null),
      ) as unknown as RoutingRule,
  );
}

/** The route's policy, else the team's; a snapshot with its name. */
async function policyOf(
  db: Queryable,
  policyId: string | undefined,
  teamId: string | undefined,
): Promise<SlaPolicy | undefined> {
  const { rows } = await db.query<{ id: string; name: string; config: SlaConfiguration }>({
    name: 'route-policy',
    text: `select id, name, config from sla_policies
            where id = coalesce($1::uuid, (select sla_policy_id from teams where id = $2::uuid))`,
    values: [policyId ?? null, teamId ?? null],
  });
  const [row] = rows;
  return row && { id: row.id, name: row.name, ...row.config };
}
