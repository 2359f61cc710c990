/** How a conversation stands, as far as the assistant must know. */
import type { Pool } from 'pg';
import type { AssistSettings } from '../../domain/assist/settings.ts';
import { settingsFrom } from '../../domain/settings.ts';
import type { Priority } from '../../domain/sla.ts';

export interface AssistFacts {
  conversationId: string;
  threadId: string;
  platform: string;
  priority: Priority;
  tags: string[];
  teamId: string | null;
  /** The customer's, as the platform says or as was read before. */
  language: string | null;
  isOver: boolean;
  /** Agents see their own team's conversations only. */
  areTeamsApart: boolean;
  settings: AssistSettings;
  /** What may be answered automatically, by some policy. */
  answerTopics: string[];
}

/** Undefined: the assistant is switched off for it, or it is not there. */
export async function assistFacts(
  pool: Pool,
  conversationId: string,
): Promise<AssistFacts | undefined> {
  const { rows } = await pool.query<
    Omit<AssistFacts, 'areTeamsApart' | 'settings'> & { isOn: boolean; data: unknown }
  >({
    name: 'assist-facts',
    text: `select c.id as "conversationId", c.thread_id as "threadId", c.platform, c.priority, c.tags, c.team_id as "teamId",
                  coalesce((select t.language from triages t where t.conversation_id = c.id and t.language is not null
                             order by t.created_at desc limit 1), cu.language) as language,
                  c.status in ('resolved', 'closed') as "isOver", a.assist_enabled as "isOn",
                  (select data from settings where id = 1) as data,
                  array(select p.topic from answer_policies p where p.account_id = a.id and p.enabled) as "answerTopics"
             from conversations c join accounts a on a.id = c.account_id left join customers cu on cu.id = c.customer_id
            where c.id = $1`,
    values: [conversationId],
  });
  const [row] = rows;
  if (!row) return undefined;
  const { isOn, data, ...facts } = row;
  const settings = settingsFrom(data);
  if (!isOn || !settings.aiAssistEnabled) return undefined;
  return {
    ...facts,
    areTeamsApart: settings.teamVisibility === 'own_team',
    settings: settings.assist,
  };
}
