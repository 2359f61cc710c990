/** Brings people in where the customer's words ask for them, and takes back drafts that are not wanted any more. */
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { wantsPerson } from '../../domain/assist/wants-person.ts';
import { readSaid } from '../answering/said.ts';
import { isSwitchedOn } from '../../assist/answering/switched.ts';
import type { AssistFacts } from './facts.ts';
import { wish } from './wish.ts';

/** Only where there could be automatic answers: else nobody is kept waiting by a machine. */
export async function handOverWhereAsked(
  pool: Pool,
  client: Client,
  facts: AssistFacts,
  messageId: string,
): Promise<void> {
  if (facts.answerTopics.length === 0) return;
  const reason = wantsPerson(await readSaid(pool, facts.conversationId));
  if (reason) await wish(client, facts, { type: 'hand_over', reason }, messageId);
}

/** Switched off while it waited. */
export async function dropUnwanted(
  pool: Pool,
  client: Client,
  conversationId: string,
): Promise<void> {
  const { rows } = await pool.query<{ draftId: string; threadId: string; platform: string }>({
    name: 'assist-unwanted-drafts',
    text: `select d.id as "draftId", c.thread_id as "threadId", c.platform
             from answer_drafts d join conversations c on c.id = d.conversation_id join accounts a on a.id = c.account_id
                  left join answer_policies p on p.id = d.policy_id
            where d.conversation_id = $1 and d.status = 'waiting' and not ${isSwitchedOn}`,
    values: [conversationId],
  });
  for (const { draftId, ...whom } of rows) {
    const command = { type: 'drop_draft', draftId } as const;
    await wish(client, { conversationId, ...whom }, command, draftId, { type: 'system' });
  }
}
