/** Agents' drafts follow what is said: what was sent is no draft any more, and what was called back is one again. */
import type { Recorded } from '../../domain/conversation/events.ts';
import type { Conversation } from '../../domain/conversation/state.ts';
import { toldOfDrafts } from '../../runtime/changes.ts';
import type { Queryable } from '../../runtime/rows.ts';

export async function writeDrafts(
  db: Queryable,
  { id, mergedInto }: Conversation,
  entries: readonly Recorded[],
): Promise<void> {
  // Where it is written: what is merged has no composer of its own.
  const conversationId = mergedInto?.conversationId ?? id;
  for (const entry of entries) {
    const kind = saidIn(entry);
    if (kind !== undefined) await clear(db, conversationId, kind, entry);
  }
  const calledBack = entries.flatMap(({ event, at }) =>
    event.type === 'reply_cancelled' && event.reason === 'by_hand'
      ? [{ messageId: event.messageId, at }]
      : [],
  );
  const [first] = calledBack;
  if (first)
    await bringBack(
      db,
      conversationId,
      calledBack.map(({ messageId }) => messageId),
      first.at,
    );
}

/** The draft that these words were. What is sent again, or by a private way, was none. */
function saidIn({ event, actor }: Recorded): 'reply' | 'note' | undefined {
  if (actor.type !== 'agent' || actor.id === undefined) return undefined;
  if (event.type === 'note_added') return 'note';
  const isWritten =
    event.type === 'reply_queued' &&
    event.sendAgainOf === undefined &&
    event.privateReplyTo === undefined;
  return isWritten ? 'reply' : undefined;
}

/** What was typed after the command was given is the next draft. */
const clear = (db: Queryable, conversationId: string, kind: string, { actor, at }: Recorded) =>
  db.query({
    name: 'clear-draft',
    text: toldOfDrafts(
      'delete from drafts where agent_id = $1 and conversation_id = $2 and kind = $3 and updated_at <= $4',
    ),
    values: [actor.id, conversationId, kind, new Date(at)],
  });

/** To who wrote it, unless they are writing something else by now. */
const bringBack = (
  db: Queryable,
  conversationId: string,
  messageIds: readonly string[],
  at: number,
) =>
  db.query({
    name: 'bring-back-draft',
    text: toldOfDrafts(`insert into drafts (agent_id, conversation_id, kind, content, file_ids, updated_at)
      with called as (
        select a.id as agent_id, $3::uuid as conversation_id, b.content, b.attachments,
               coalesce(m.metadata->'part'->>'of', m.id::text) as whole, (m.metadata->'part'->>'number')::int as number
          from messages m join agents a on m.sender_id = a.id::text join message_bodies b on b.message_id = m.id
         where m.id = any($1::uuid[])
      ), shown as (
        select whole, array_agg((x->>'deskFileId')::uuid order by number, n) as ids
          from called, jsonb_array_elements(attachments) with ordinality as e (x, n) where x ? 'deskFileId' group by whole
      )
      select agent_id, conversation_id, 'reply',
             coalesce(string_agg(content, E'\\n' order by number) filter (where content <> ''), ''),
             coalesce((select ids from shown where shown.whole = called.whole), '{}'), $2
        from called group by agent_id, conversation_id, whole
      on conflict do nothing`),
    values: [messageIds, new Date(at), conversationId],
  });
