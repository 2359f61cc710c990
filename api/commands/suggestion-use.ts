/** What became of a suggestion that an agent sent, and how far from it they went. */
import type { Pool } from 'pg';
import { editDistance } from '../../domain/assist/edit-distance.ts';
import { invalid } from '../../domain/errors.ts';
import type { Caller } from '../authenticate.ts';
import { partsOf } from '../reads/parts-of-conversation.ts';

/** @throws CareError naming the field */
export async function requireSuggestion(
  pool: Pool,
  conversationId: string,
  suggestionId: string | undefined,
): Promise<void> {
  if (suggestionId === undefined) return;
  const { rowCount } = await pool.query(
    `select 1 from suggestions s join suggestion_rounds r on r.id = s.round_id
      where s.id = $1 and r.conversation_id = any(${partsOf('$2::uuid')})`,
    [suggestionId, conversationId],
  );
  if (rowCount === 0) throw invalid('suggestionId', 'is not of this conversation');
}

/** The first reply that came of it counts, unless it was called back. */
export async function noteUse(
  pool: Pool,
  caller: Caller,
  suggestionId: string,
  { messageId, content }: { messageId: string | undefined; content: string },
): Promise<void> {
  const { rows } = await pool.query<{ content: string; conversationId: string }>(
    `select s.content, r.conversation_id as "conversationId"
       from suggestions s join suggestion_rounds r on r.id = s.round_id where s.id = $1`,
    [suggestionId],
  );
  const [suggested] = rows;
  if (!suggested) return;
  await pool.query({
    name: 'note-suggestion-use',
    text: `with used as (
             update suggestions set verdict = 'used', used_message_id = $2, edit_distance = $3, decided_by = $4, decided_at = now()
              where id = $1 and not exists (
                select from messages m where m.id = used_message_id and m.delivery_status <> 'cancelled') returning id)
           insert into changes (kind, conversation_id) select 'assist', $5 from used`,
    values: [
      ...[suggestionId, messageId ?? null, editDistance(suggested.content, content)],
      ...[caller.agentId ?? null, suggested.conversationId],
    ],
  });
}
