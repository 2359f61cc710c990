/** A reply, written by hand or by a macro: on which thread it goes out, and against what it was written there. */
import type { Pool } from 'pg';
import type { Command } from '../../domain/conversation/items.ts';
import { noticedAfterSeconds } from '../../domain/conversation/noticed.ts';
import { CareError, invalid } from '../../domain/errors.ts';
import type { Caller } from '../authenticate.ts';
import type { ConversationRow } from '../reads/conversation.ts';
import { present } from '../reads/present.ts';
import { inParts, type Draft } from './drafts.ts';
import { requireMessageIn } from './lookups.ts';
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
  how: Pick<Reply, 'andWait' | 'undoMs' | 'sendAt' | 'draftId'> = {},
): Promise<Wish> {
  const { target, row, seen } = await replyTarget(pool, caller, asked);
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
      ...seen,
      ...how,
    },
  };
}

/** A workflow knows its own thread: of several, what came on the others is looked up as the reply is recorded. */
async function replyTarget(pool: Pool, caller: Caller, asked: Asked) {
  const { conversationId, ifMatch, threadId, lastSeenMessageId } = asked;
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
  const isOwn = thread.conversation_id === conversationId;
  const { target, row } = isOwn
    ? whole
    : await openTarget(pool, caller, thread.conversation_id, undefined);
  return { target, row, seen: await seenOn(pool, row.id, threads.length > 1, asked) };
}

async function seenOn(
  pool: Pool,
  conversationId: string,
  isOneOfSeveral: boolean,
  { lastSeenMessageId, isForced }: Asked,
): Promise<Pick<Reply, 'lastSeenMessageId' | 'lastSeenOfAll'>> {
  if (lastSeenMessageId === undefined || isForced) return {};
  if (!isOneOfSeveral) return { lastSeenMessageId };
  // Where nothing was seen on its own thread, all of that is news.
  const seen = await seenThere(pool, conversationId, lastSeenMessageId);
  return { lastSeenMessageId: seen ?? lastSeenMessageId, lastSeenOfAll: lastSeenMessageId };
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
            where m.conversation_id = $1
              and ((m.recorded_at, m.ordinal) <= (seen.recorded_at, seen.ordinal)
                   -- Threads are recorded side by side: what stands above it on the screen has been there for a while.
                   or (m.timestamp, m.ordinal) <= (seen.timestamp, seen.ordinal) and m.recorded_at < now() - interval '${noticedAfterSeconds} seconds')
            order by m.recorded_at desc, m.ordinal desc limit 1`,
    values: [conversationId, lastSeenMessageId],
  });
  return rows[0]?.id;
}
