/** Proposes an approved article as the answer to what a customer asks, where a policy lets it. The conversation decides. */
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { retrieve } from '../../assist/offline/retrieve.ts';
import type { AnswerMode } from '../../domain/assist/answer-policy.ts';
import { assistFacts, type AssistFacts } from './facts.ts';
import { wish } from './wish.ts';

interface Asked {
  messageId: string;
  text: string;
  language: string;
  policyId: string;
  mode: AnswerMode;
}

export const createAnswer =
  ({ pool, client }: { pool: Pool; client: Client }) =>
  async ({ conversationId }: { conversationId: string }): Promise<{ isAnswered: boolean }> => {
    const facts = await assistFacts(pool, conversationId);
    const asked = facts && !facts.isOver ? await askedOf(pool, conversationId) : undefined;
    if (!facts || !asked) return { isAnswered: false };
    const found = await articleFor(pool, facts, asked);
    if (!found) return { isAnswered: false };
    const { messageId: about, policyId, mode } = asked;
    const command = { type: 'answer', about, policyId, ...found } as const;
    const outcome = await wish(client, facts, command, about);
    return { isAnswered: outcome === 'done' && mode === 'send' };
  };

/** The newest message, where nobody has answered it and a policy is about it: one that sends before one that asks. */
async function askedOf(pool: Pool, conversationId: string): Promise<Asked | undefined> {
  const { rows } = await pool.query<Asked>({
    name: 'assist-asked',
    text: `with newest as (
             select m.id, m.direction, m.account_id from messages m
              where m.conversation_id = $1 and m.direction in ('inbound', 'outbound')
                and m.delivery_status not in ('failed', 'cancelled')
              order by m.recorded_at desc, m.ordinal desc limit 1)
           select newest.id as "messageId", b.content as text, t.language, p.id as "policyId", p.mode
             from newest join message_bodies b on b.message_id = newest.id join triages t on t.message_id = newest.id
                  join answer_policies p on p.account_id = newest.account_id and p.enabled and p.topic = any(t.topics)
            where newest.direction = 'inbound' and t.language is not null and t.suspicion is null
            order by p.mode = 'send' desc, p.created_at limit 1`,
    values: [conversationId],
  });
  return rows[0];
}

/** The surest article that is in the customer's language. Whether it is approved is not asked here: another would be second best. */
async function articleFor(
  pool: Pool,
  { conversationId, teamId }: AssistFacts,
  { text, language }: Asked,
): Promise<{ articleId: string; confidence: number } | undefined> {
  const found = await retrieve(pool, {
    ...{ text, language, teamId, conversationId, kinds: ['article'] },
    visible: () => 'false',
  });
  const best = found.find(({ isTranslationNeeded }) => !isTranslationNeeded);
  return best && { articleId: best.source.id, confidence: best.confidence };
}
