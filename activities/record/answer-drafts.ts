/** The assistant's drafts that wait for a person: what became of each. */
import type { Recorded } from '../../domain/conversation/events.ts';
import type { Queryable } from '../../runtime/rows.ts';

export async function writeAnswerDrafts(
  db: Queryable,
  conversationId: string,
  entries: readonly Recorded[],
): Promise<void> {
  for (const { event, actor, at } of entries) {
    const now = standingOf(event);
    if (!now) continue;
    await db.query({
      name: 'answer-draft-stands',
      text: `with changed as (
               update answer_drafts set status = $3, reason = $4, used_message_id = $5, decided_by = $6, decided_at = $7
                where id = $1 and conversation_id = $2 and status in ('prepared', 'waiting') returning id)
             insert into changes (kind, conversation_id) select 'assist', $2 from changed`,
      values: [
        ...[now.id, conversationId, now.status, now.reason ?? null, now.messageId ?? null],
        ...(now.status === 'waiting'
          ? [null, null]
          : [actor.type === 'agent' ? (actor.id ?? null) : null, new Date(at)]),
      ],
    });
  }
}

function standingOf(event: Recorded['event']) {
  switch (event.type) {
    case 'draft_proposed':
      return { id: event.draftId, status: 'waiting' };
    case 'draft_withdrawn':
      return { id: event.draftId, status: 'withdrawn', reason: event.reason };
    case 'reply_queued':
      return event.draftId === undefined
        ? undefined
        : { id: event.draftId, status: 'approved', messageId: event.messageId };
    default:
      return undefined;
  }
}
