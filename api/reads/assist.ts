/** What the assistant makes of a conversation, and of those that are merged into it. */
import { isSwitchedOn } from '../../assist/answering/switched.ts';
import { settingsFrom } from '../../domain/settings.ts';
import type { Parts } from '../parts.ts';
import type { AssistJson } from '../schemas/assist.ts';
import { iso, present } from './present.ts';

interface Row {
  is_on: boolean;
  data: unknown;
  triage: (Omit<NonNullable<AssistJson['triage']>, 'at'> & { at: string }) | null;
  round: (Omit<NonNullable<AssistJson['round']>, 'at'> & { at: string }) | null;
  summary: (Omit<NonNullable<AssistJson['summary']>, 'at'> & { at: string }) | null;
  draft: (Omit<NonNullable<AssistJson['draft']>, 'at'> & { at: string }) | null;
  proposals: AssistJson['proposals'] | null;
}

const text = `
  with parts as (select id from conversations where id = $1 or merged_into = $1)
  select a.assist_enabled as is_on, (select data from settings where id = 1) as data, (
    select json_strip_nulls(json_build_object('messageId', t.message_id, 'language', t.language, 'sentiment', t.sentiment,
             'urgency', t.urgency, 'topics', t.topics, 'reasons', t.reasons, 'suspicion', t.suspicion,
             'madeBy', t.made_by, 'at', t.created_at))
      from triages t join messages m on m.id = t.message_id
     where t.conversation_id in (select id from parts) order by m.timestamp desc, m.ordinal desc limit 1) as triage, (
    select json_strip_nulls(json_build_object('id', r.id, 'messageId', r.message_id, 'status', r.status, 'madeBy', r.made_by,
             'reason', r.reason, 'at', r.created_at, 'suggestions', coalesce((
               select json_agg(json_build_object('id', s.id, 'content', s.content, 'language', s.language,
                        'confidence', s.confidence, 'sources', s.sources, 'verdict', s.verdict) order by s.position)
                 from suggestions s where s.round_id = r.id), '[]')))
      from suggestion_rounds r where r.conversation_id = $1 order by r.created_at desc limit 1) as round, (
    select json_build_object('id', s.id, 'occasion', s.occasion, 'language', s.language, 'content', s.content,
                             'madeBy', s.made_by, 'at', s.created_at)
      from summaries s where s.conversation_id in (select id from parts) order by s.created_at desc limit 1) as summary, (
    select json_strip_nulls(json_build_object('id', d.id, 'messageId', d.message_id, 'topic', p.topic, 'content', d.content,
             'language', d.language, 'articleId', d.article_id, 'articleTitle', k.title, 'at', d.created_at))
      from answer_drafts d join answer_policies p on p.id = d.policy_id left join knowledge_articles k on k.id = d.article_id
     where d.conversation_id = $1 and d.status = 'waiting' and ${isSwitchedOn}
     order by d.created_at desc limit 1) as draft, (
    select json_agg(json_build_object('id', p.id, 'kind', p.kind, 'value', p.value, 'reasons', p.reasons)
                    order by p.created_at, p.id)
      from proposals p where p.conversation_id = $1 and p.status = 'open') as proposals
    from conversations c join accounts a on a.id = c.account_id where c.id = $1`;

/** Whether the caller may see the conversation has been asked before. */
export async function readAssist(
  { pool, model }: Pick<Parts, 'pool' | 'model'>,
  conversationId: string,
): Promise<AssistJson> {
  const { rows } = await pool.query<Row>({ name: 'read-assist', text, values: [conversationId] });
  const [row] = rows;
  const isEnabled = (row?.is_on ?? false) && settingsFrom(row?.data).aiAssistEnabled;
  return {
    isEnabled,
    ...present('triage', row?.triage && withInstant(row.triage)),
    ...present('round', row?.round && withInstant(row.round)),
    ...present('summary', row?.summary && withInstant(row.summary)),
    ...present('draft', row?.draft && withInstant(row.draft)),
    ...(isEnabled && model && { model: model.name }),
    proposals: row?.proposals ?? [],
  };
}

const withInstant = <T extends { at: string }>(it: T): T => ({ ...it, at: iso(new Date(it.at)) });
