/** The assistant's drafts that wait for a person. The conversation's workflow has the last word on whether one still does. */
import type { Pool } from 'pg';
import { isSwitchedOn } from '../../assist/answering/switched.ts';
import { CareError, invalid, notFound } from '../../domain/errors.ts';
import type { Caller } from '../authenticate.ts';
import { requireVisible } from '../visibility.ts';

/** @throws CareError not_found */
export async function conversationOfDraft(
  pool: Pool,
  caller: Caller,
  draftId: string,
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'conversation-of-answer-draft',
    text: `select conversation_id as id from answer_drafts where id = $1 and status <> 'prepared'`,
    values: [draftId],
  });
  const [found] = rows;
  if (!found) throw notFound('draft');
  await requireVisible(pool, caller, found.id, 'draft');
  return found.id;
}

/**
 * Switched off is off at once, though the conversation may hear of it a moment later.
 * @throws CareError overtaken, or naming the field
 */
export async function requireDraft(
  pool: Pool,
  conversationId: string,
  draftId: string | undefined,
): Promise<void> {
  if (draftId === undefined) return;
  const { rows } = await pool.query<{ isWaiting: boolean }>({
    name: 'require-answer-draft',
    text: `select d.status = 'waiting' and ${isSwitchedOn} as "isWaiting"
             from answer_drafts d join conversations c on c.id = d.conversation_id join accounts a on a.id = c.account_id
                  left join answer_policies p on p.id = d.policy_id
            where d.id = $1 and d.conversation_id = $2 and d.status <> 'prepared'`,
    values: [draftId, conversationId],
  });
  const [found] = rows;
  if (!found) throw invalid('draftId', 'is not of this conversation');
  if (found.isWaiting) return;
  throw new CareError('overtaken', 'That draft is not wanted any more.');
}
