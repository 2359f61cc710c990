/** "Asked 14 times, no article": questions without an answer, counted by what they are about. */
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { topicOf, wantsArticle } from '../../domain/assist/gaps.ts';
import { readQuestion } from '../../domain/assist/question.ts';
import { newId } from '../../runtime/ids.ts';

export interface UnansweredQuestion {
  messageId: string;
  text: string;
  language: string;
  at: Date;
}

/** So many messages are kept as examples; a message that is among them is not counted again. */
const examples = 20;

/** @returns whether it counts: praise wants no article, and a message asks once. */
export async function noteGap(
  pool: Pick<Pool, 'query'>,
  { messageId, text, language, at }: UnansweredQuestion,
): Promise<boolean> {
  const question = readQuestion(text, language);
  if (!wantsArticle(question)) return false;
  const topic = topicOf(question);
  const words = question.terms.map(({ name }) => name).sort();
  const key = topic.length > 0 ? topic.join(' ') : `#${hash(words.join(' '))}`;
  const { rowCount } = await pool.query(
    // Who looks at the gaps hears of it (docs/live.md).
    `with noted as (
     insert into knowledge_gaps as g
       (id, language, key, concepts, count, first_asked_at, last_asked_at, message_ids)
     values ($1, $2, $3, $4, 1, $5, $5, array[$6::uuid])
     on conflict (language, key) do update
        set count = g.count + 1, last_asked_at = greatest(g.last_asked_at, excluded.last_asked_at),
            message_ids = (excluded.message_ids || g.message_ids)[1:$7]
      where not g.message_ids @> excluded.message_ids
     returning id)
     insert into changes (kind, data) select 'knowledge.gap', jsonb_build_object('target', id) from noted`,
    [newId(), language, key, topic, at, messageId, examples],
  );
  return rowCount === 1;
}

/** What a customer wrote does not go into the table, so that it need not be erased from there. */
const hash = (words: string) => createHash('sha256').update(words).digest('hex').slice(0, 16);
