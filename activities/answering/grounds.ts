/** Looks up how things stand for an automatic answer, and lays its words ready: those of the article, under its label. */
import type { Pool } from 'pg';
import { partsOf } from '../../channels/parts.ts';
import { channelOf } from '../../channels/index.ts';
import type { PlatformName, Source } from '../../channels/channel.ts';
import { answerLabel, withLabel } from '../../domain/assist/answer-label.ts';
import type { AnswerPolicy } from '../../domain/assist/answer-policy.ts';
import { plainOf } from '../../domain/assist/plain.ts';
import { wantsPerson } from '../../domain/assist/wants-person.ts';
import { isOpenAt } from '../../domain/business-hours.ts';
import type { AnswerGrounds } from '../../domain/conversation/may-answer.ts';
import { settingsFrom } from '../../domain/settings.ts';
import { uuidFrom } from '../../runtime/ids.ts';
import { plain } from '../../runtime/rows.ts';
import type { AnswerGroundsInput, ConversationActivities } from '../types.ts';
import { readSaid } from './said.ts';
import { isSwitchedOn } from '../../assist/answering/switched.ts';

interface Row {
  isSwitchedOn: boolean;
  policy: AnswerPolicy | null;
  settings: unknown;
  platform: PlatformName;
  source: Source;
  topics: string[] | null;
  isSuspicious: boolean;
  language: string | null;
  article: { language: string; version: number; body: string; isApproved: boolean } | null;
}

export const createAnswerGrounds =
  ({ pool }: { pool: Pool }): ConversationActivities['answerGrounds'] =>
  async (input) => {
    const row = await standing(pool, input);
    if (!row) return nothing;
    const said = await readSaid(pool, input.conversationId);
    const person = wantsPerson(said);
    const { policy, article, topics, language } = row;
    const messageId =
      policy && article?.isApproved ? await layReady(pool, input, row, policy, article) : undefined;
    return {
      ...{ isSwitchedOn: row.isSwitchedOn, topics: topics ?? [] },
      // What was not read yet may be anything.
      isSuspicious: row.isSuspicious || topics === null,
      isOpen: isOpen(input),
      counts: settingsFrom(row.settings).botAnswersCount,
      ...(policy && { policy }),
      ...(person && { wantsPerson: person }),
      ...(article && {
        article: {
          ...{ version: article.version, isApproved: article.isApproved },
          isInTheirLanguage: language !== null && primary(language) === primary(article.language),
        },
      }),
      ...(messageId !== undefined && { messageId }),
    };
  };

const nothing: AnswerGrounds = {
  ...{ isSwitchedOn: false, topics: [], isSuspicious: true, isOpen: false },
  counts: false,
};

const primary = (language: string): string => language.toLowerCase().split('-')[0] ?? '';

/** As the clocks of its promises read it. */
function isOpen({ slaPolicy, at }: AnswerGroundsInput): boolean {
  return isOpenAt(at, slaPolicy.businessHoursOnly ? slaPolicy.businessHours : undefined);
}

async function standing(
  pool: Pool,
  { conversationId, about, policyId, articleId }: AnswerGroundsInput,
): Promise<Row | undefined> {
  const { rows } = await pool.query<Row>({
    name: 'answer-grounds',
    text: `select ${isSwitchedOn} as "isSwitchedOn", c.platform, c.source, (select data from settings where id = 1) as settings,
                  case when p.id is not null then json_build_object('id', p.id, 'topic', p.topic, 'hours', p.hours,
                    'minConfidence', p.min_confidence, 'mostAnswers', p.most_answers, 'mode', p.mode) end as policy,
                  t.topics, t.suspicion is not null as "isSuspicious", t.language,
                  case when k.id is not null then json_build_object('language', k.language, 'version', k.version, 'body', k.body,
                    'isApproved', k.status = 'published' and k.approved_for_answers
                                  and (k.team_id is null or k.team_id = c.team_id)) end as article
             from conversations c join accounts a on a.id = c.account_id
                  left join answer_policies p on p.id = $3 and p.account_id = a.id
                  left join triages t on t.message_id = $2 and t.conversation_id = c.id
                  left join knowledge_articles k on k.id = $4
            where c.id = $1`,
    values: [conversationId, about, policyId, articleId],
  });
  return rows[0];
}

/**
 * One message for a message and a policy, however often it is asked. What went out stays as it was said.
 * @returns undefined: the platform would not take it as one
 */
async function layReady(
  pool: Pool,
  { conversationId, about, articleId }: AnswerGroundsInput,
  { platform, source, settings }: Row,
  { id: policyId, mode }: AnswerPolicy,
  { language, version, body }: NonNullable<Row['article']>,
): Promise<string | undefined> {
  const words = plain(plainOf(body));
  const { answerLabels } = settingsFrom(settings).assist;
  const isDraft = mode === 'draft_for_approval';
  const content = isDraft ? words : withLabel(words, answerLabel(language, answerLabels));
  if (words === '' || !goesAsOne(platform, source, content)) return undefined;
  const id = uuidFrom('automatic', conversationId, about, policyId);
  if (isDraft) {
    await pool.query({
      name: 'answer-draft-ready',
      text: `insert into answer_drafts as d (id, conversation_id, message_id, policy_id, article_id, article_version, language, content)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (id) do update set article_id = excluded.article_id, article_version = excluded.article_version,
                language = excluded.language, content = excluded.content where d.status = 'prepared'`,
      values: [id, conversationId, about, policyId, articleId, version, language, content],
    });
  } else {
    await pool.query({
      name: 'answer-words-ready',
      text: `insert into message_bodies as b (message_id, content) values ($1, $2)
             on conflict (message_id) do update set content = excluded.content
              where not exists (select from messages m where m.id = b.message_id)`,
      values: [id, content],
    });
  }
  return id;
}

function goesAsOne(platform: PlatformName, source: Source, content: string): boolean {
  const capabilities = channelOf(platform)?.capabilities;
  if (!capabilities?.text[source]) return false;
  return partsOf(capabilities, source, { content, attachments: [] }).length === 1;
}
