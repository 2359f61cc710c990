/** What the first message says of who should answer it: by rules, within the activity that opens, so that nothing waits for it. */
import { likelyLanguage } from '../domain/assist/likely-language.ts';
import { reading } from '../domain/assist/reading.ts';
import { sentimentOf } from '../domain/assist/sentiment.ts';
import { skillsFor, type Present, type ReadForRouting } from '../domain/assist/skills.ts';
import { topicsOf } from '../domain/assist/topics.ts';
import type { Queryable } from '../runtime/rows.ts';
import type { RouteFound } from './route.ts';

/** @returns nothing where the words say nothing */
export function readFirst(content: string): ReadForRouting | undefined {
  if (content.trim() === '') return undefined;
  try {
    const language = likelyLanguage(content);
    const message = reading(content, language);
    const { topics } = topicsOf(message, sentimentOf(message, undefined));
    return { language, topics };
  } catch {
    // No reading is worth a conversation that cannot begin.
    return undefined;
  }
}

/** The route with what the reading adds to it. */
export async function withSkills(
  db: Queryable,
  route: RouteFound,
  read: ReadForRouting,
): Promise<RouteFound> {
  const more = skillsFor(read, route.requiredSkills, await presentIn(db, route.teamId));
  if (more.length === 0) return route;
  const words = more.map(({ value }) => value).join(' and ');
  return {
    ...route,
    requiredSkills: [...route.requiredSkills, ...more],
    why: `${route.why}; the message asks for ${words}`,
  };
}

/** Who may be given it: supervisors only take what nobody else can. */
export async function presentIn(db: Queryable, teamId: string | undefined): Promise<Present[]> {
  const { rows } = await db.query<Present>({
    name: 'first-reading-present',
    text: `select skills, capacity > (select count(*) from claims where agent_id = agents.id) as "hasRoom"
             from agents
            where availability = 'online' and deactivated_at is null and role in ('agent', 'admin')
              and ($1::uuid is null or team_id = $1)`,
    values: [teamId ?? null],
  });
  return rows;
}
