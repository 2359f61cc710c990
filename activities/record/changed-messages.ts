import type { ChannelEvent } from '../../channels/channel.ts';
import type { Conversation } from '../../domain/conversation/state.ts';
import { platformMessageUuid } from '../../runtime/ids.ts';
import { toldOfMessage } from '../../runtime/changes.ts';
import { json, plain, type Queryable } from '../../runtime/rows.ts';
import { letGoOfFiles } from './new-files.ts';
import { insertMessages } from './new-messages.ts';

type Change = Extract<ChannelEvent, { kind: 'edit' | 'unsend' | 'reaction' | 'hidden' }>;

const isChange = (event: ChannelEvent): event is Change =>
  ['edit', 'unsend', 'reaction', 'hidden'].includes(event.kind);

/**
 * An edit, unsend or reaction changes the message it is about; one that comes first leaves its mark for it. What is told
 * late does not undo what is newer, and what was taken back stays so.
 */
export async function changeMessage(
  db: Queryable,
  conversation: Conversation,
  event: ChannelEvent,
  at: number,
): Promise<void> {
  if (!isChange(event)) return;
  const messageId = await find(db, conversation, event, at);
  if (messageId === undefined) return;
  const when = new Date(event.platformAt ?? at).toISOString();
  const { names, marks } = marksOf(event, when);
  const { rowCount } = await db.query({
    name: 'change-message',
    text: toldOfMessage(`update messages set metadata = metadata || $2::jsonb
            where id = $1 and not exists (select from unnest($3::text[]) as n (name) where metadata->>name > $4)`),
    values: [messageId, json(marks), names, when],
  });
  if (rowCount === 0 || event.kind === 'reaction' || event.kind === 'hidden') return;
  // What a customer takes back is gone here too; that there was something stays. What we have said is on record.
  const { rowCount: bodies } = await db.query({
    name: 'change-body',
    text: `update message_bodies b set content = $2, attachments = case when $3 then '[]'::jsonb else b.attachments end
             from messages m where b.message_id = $1 and m.id = $1
              and case when $3 then m.direction = 'inbound' else m.metadata->>'unsentAt' is null end`,
    values: [messageId, event.kind === 'edit' ? plain(event.content) : '', event.kind === 'unsend'],
  });
  if (event.kind === 'unsend' && bodies !== 0) await letGoOfFiles(db, messageId);
}

/** What the message shows of it, and under which names lies when that was last told. */
function marksOf(event: Change, when: string): { names: string[]; marks: Record<string, unknown> } {
  switch (event.kind) {
    case 'edit':
      return { names: ['editedAt'], marks: { editedAt: when } };
    case 'unsend':
      return { names: ['unsentAt'], marks: { unsentAt: when } };
    case 'hidden': {
      const marks = event.isHidden
        ? { hiddenAt: when, shownAt: null }
        : { hiddenAt: null, shownAt: when };
      return { names: ['hiddenAt', 'shownAt'], marks };
    }
    case 'reaction':
      return { names: ['reactedAt'], marks: { reactions: event.reactions, reactedAt: when } };
  }
}

async function find(
  db: Queryable,
  conversation: Conversation,
  event: Change,
  at: number,
): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>({
    name: 'find-by-platform-id',
    text: 'select id from messages where thread_id = $1 and platform_message_id = $2',
    values: [conversation.threadId, event.platformMessageId],
  });
  if (rows[0]) return rows[0].id;
  if (event.kind === 'reaction' || event.kind === 'hidden') return undefined;
  const id = platformMessageUuid(conversation.threadId, event.platformMessageId);
  await insertMessages(db, conversation, [
    {
      id,
      direction: 'inbound',
      contentType: 'text',
      senderId: event.customer.externalId,
      senderType: 'customer',
      platformMessageId: event.platformMessageId,
      at: event.platformAt ?? at,
      deliveryStatus: 'delivered',
      metadata: {},
      body: { content: '', attachments: [] },
    },
  ]);
  return id;
}
