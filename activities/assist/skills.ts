/** The skills that a conversation in the queue could ask for and does not: for people to decide, as it has been routed by then. */
import type { Pool } from 'pg';
import { skillsFor } from '../../domain/assist/skills.ts';
import type { Triage } from '../../domain/assist/triage.ts';
import type { WishedChange } from '../../domain/assist/wishes.ts';
import type { Skill } from '../../domain/matching.ts';
import { presentIn } from '../first-reading.ts';
import type { AssistFacts } from './facts.ts';

/** Nothing once somebody has it, has moved it to another team, or has decided about skills before. */
export async function skillProposal(
  pool: Pool,
  { conversationId, teamId, settings }: AssistFacts,
  { language, topics, reasons }: Triage,
): Promise<WishedChange | undefined> {
  if (settings.skills === 'off') return undefined;
  const { rows } = await pool.query<{ asked: Skill[] }>({
    name: 'assist-skills',
    text: `select c.required_skills as asked from conversations c
            where c.id = $1 and c.status = 'open' and c.waiting_since is not null
              and not exists (select from proposals p where p.conversation_id = c.id and p.kind = 'skills' and p.status <> 'open')
              and not exists (select from events e where e.conversation_id = c.id and e.type in ('transferred', 'skills_changed'))`,
    values: [conversationId],
  });
  const [waiting] = rows;
  if (!waiting) return undefined;
  const present = await presentIn(pool, teamId ?? undefined);
  const more = skillsFor({ language, topics }, waiting.asked, present);
  if (more.length === 0) return undefined;
  const value = [...waiting.asked, ...more];
  return { kind: 'skills', value, reasons: reasons.topics };
}
