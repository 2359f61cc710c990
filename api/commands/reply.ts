/** A reply, written by hand or by a macro: on which thread it goes out, and against what it was written there. */
import type { Pool } from 'pg';
import type { Command } from '../../domain/conversation/items.ts';
import { CareError, invalid } from '../../domain/errors.ts';
import type { Caller } from '../authenticate.ts';
import type { ConversationRow } from '../reads/conversation.ts';
import { partsOf } from '../reads/parts-of-conversation.ts';
import { present } from '../reads/present.ts';
import { inParts, type Draft } from './drafts.ts';
import { requireMessageIn } from './lookups.ts';
import { refused } from './refused.ts';
import type { Wish } from './run.ts';
import { openTarget } from './target.ts';

interface Asked {
  conversationId: string;
  ifMatch: number | undefined;
  threadId?: string | undefined;
  lastSeenMessageId: string | undefined;
  isForced?: boolean;
}

type Reply = Extract<Command, { type: 'reply' }>;

/**
 * @param draftFor what is said, in the conversation whose thread it goes out on
 * @param how it is sent
 * @throws CareError stale_reply, merged, or naming the field
 */
export async function replyWish(
  pool: Pool,
  caller: Caller,
  messageId: string,
  asked: Asked,
  draftFor: (row: ConversationRow) => Promise<Draft>,
  how: Pick<Reply, 'andWait' | 'undoMs' | 'sendAt'> = {},
): Promise<Wish> {
  const { target, row, lastSeenMessageId } = await replyTarget(pool, caller, asked);
  const said = inParts(row.platform, row.source, await draftFor(row), messageId);
  return {
    target,
    ...said.wish,
    command: {
      type: 'reply',
      messageId,
      ...said.command,
      isHuman: caller.actor.type === 'agent',
      ...present('isForced', asked.isForced),
      ...present('lastSeenMessageId', lastSeenMessageId),
      ...how,
    },
  };
}

/**
 * The survivor's own workflow knows what happened on all threads; that of a merged thread only its own. For a reply
 * there the rest is looked up here.
 */
async function replyTarget(pool: Pool, caller: Caller, asked: Asked) {
  const { conversationId, ifMatch, threadId, lastSeenMessageId, isForced } = asked;
  const whole = await openTarget(pool, caller, conversationId, ifMatch);
  const survivor = whole.row.merged_into;
  if (survivor !== null) {
    throw new CareError('merged', 'This conversation is part of another one now: answer there.', {
      members: { conversationId: survivor },
    });
  }
  if (lastSeenMessageId !== undefined) {
    await requireMessageIn(pool, conversationId, lastSeenMessageId, 'lastSeenMessageId');
  }
  const { threads } = whole.row;
  const thread =
    threadId === undefined ? threads[0] : threads.find((it) => it.thread_id === threadId);
  if (!thread) throw invalid('threadId', 'is not a thread of this conversation');
  if (thread.conversation_id === conversationId) return { ...whole, lastSeenMessageId };
  const { target, row } = await openTarget(pool, caller, thread.conversation_id, undefined);
  if (lastSeenMessageId === undefined) return { target, row, lastSeenMessageId };
  if (!isForced) await requireNoNews(pool, caller, conversationId, lastSeenMessageId);
  return { target, row, lastSeenMessageId: await seenThere(pool, row.id, lastSeenMessageId) };
}

/** As the workflow has it of its own thread (domain/conversation/commands.ts). */
async function requireNoNews(
  pool: Pool,
  { actor }: Caller,
  conversationId: string,
  lastSeenMessageId: string,
): Promise<void> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'news-since',
    text: `select m.id from messages m join messages seen on seen.id = $2
            where m.conversation_id = any(${partsOf('$1::uuid')})
              and (m.recorded_at, m.ordinal) > (seen.recorded_at, seen.ordinal) and m.id <> seen.id
              and (m.direction = 'inbound'
                   or m.direction = 'outbound' and m.sender_id is distinct from $3 and m.delivery_status <> 'cancelled'
                      and not (m.metadata->>'scheduled' is not null and m.delivery_status in ('queued', 'held')))
            order by m.recorded_at, m.ordinal limit 20`,
    values: [conversationId, lastSeenMessageId, actor.id ?? null],
  });
  if (rows.length === 0) return;
  throw await refused(pool, {
    code: 'stale_reply',
    message: 'The conversation went on while this was written.',
    newMessageIds: rows.map(({ id }) => id),
  });
}

/** The last message of that thread which who saw the other one has seen too. */
async function seenThere(
  pool: Pool,
  conversationId: string,
  lastSeenMessageId: string,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'seen-in-thread',
    text: `select m.id from messages m join messages seen on seen.id = $2
            where m.conversation_id = $1 and (m.recorded_at, m.ordinal) <= (seen.recorded_at, seen.ordinal)
            order by m.recorded_at desc, m.ordinal desc limit 1`,
    values: [conversationId, lastSeenMessageId],
  });
  return rows[0]?.id;
}
