/** What is done to what stands in public: its row, and the call (docs/decisions, 0010). */
import type { Pool, PoolClient } from 'pg';
import type { Moderation, Source } from '../channels/channel.ts';
import type { ModerationAction, ModerationEnd, ModerationWish } from '../domain/moderation.ts';
import { hintLive } from '../runtime/changes.ts';
import { transaction } from '../runtime/database.ts';
import { json, type Queryable } from '../runtime/rows.ts';
import type { ModerationActivities } from './types.ts';

interface Row {
  account_id: string;
  action: ModerationAction;
  platform_message_id: string | null;
  parent_id: string | null;
  kind: Source;
  post_id: string | null;
  customer_external_id: string;
  content: string | null;
}

/** What an account is to do, or undefined where the platform has no id for it. */
export async function readModeration(
  db: Queryable,
  id: string,
): Promise<{ accountId: string; wish: Moderation } | undefined> {
  const { rows } = await db.query<Row>({
    name: 'read-moderation',
    text: `select m.account_id, o.action, m.platform_message_id, m.metadata->>'parentId' as parent_id, t.kind, t.post_id,
                  t.customer_external_id, b.content
             from moderations o join messages m on m.id = o.message_id join threads t on t.id = m.thread_id
                  left join message_bodies b on b.message_id = o.id
            where o.id = $1`,
    values: [id],
  });
  const [row] = rows;
  if (!row?.platform_message_id) return undefined;
  const { post_id: postId, parent_id: parentId } = row;
  return {
    accountId: row.account_id,
    wish: {
      id,
      action: row.action,
      source: row.kind,
      platformMessageId: row.platform_message_id,
      customerExternalId: row.customer_external_id,
      ...(postId !== null && { about: { postId, ...(parentId !== null && { parentId }) } }),
      ...(row.content !== null && { content: row.content }),
    },
  };
}

/** `queued` → `calling`, for this attempt alone. False: it was called before, and its answer was lost. */
export async function beginCall(db: Queryable, id: string, attempt: number): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'begin-moderation-call',
    text: `update moderations set status = 'calling', retry_at = null
            where id = $1 and attempt = $2 and status = 'queued'`,
    values: [id, attempt],
  });
  return rowCount === 1;
}

/** The platform said "later", or its account is to be left alone: the next attempt begins then. */
export async function callAgainAt(
  db: Queryable,
  id: string,
  attempt: number,
  { at, failure }: { at: number; failure: unknown },
): Promise<void> {
  await db.query({
    name: 'end-moderation-call',
    text: `update moderations set status = 'queued', attempt = attempt + 1, retry_at = $3, failure = $4
            where id = $1 and attempt = $2 and status in ('queued', 'calling')`,
    values: [id, attempt, new Date(at), json(failure)],
  });
}

export const createModeration = ({ pool }: { pool: Pool }): ModerationActivities => ({
  async beginModeration(wish) {
    await pool.query({
      name: 'begin-moderation',
      text: `insert into moderations (id, conversation_id, message_id, action, actor, created_at)
             values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing`,
      values: [
        wish.moderationId,
        wish.conversationId,
        wish.messageId,
        wish.action,
        json(wish.actor),
        new Date(wish.at),
      ],
    });
  },

  async endModeration(wish, end) {
    await transaction(pool, (client) => finish(client, wish, end));
    hintLive(pool);
  },
});

/** Its row, what it changed, and its line in the log, all or nothing; done twice it is done once. */
async function finish(client: PoolClient, wish: ModerationWish, end: ModerationEnd): Promise<void> {
  const failure = end.kind === 'done' ? null : json(end.failure);
  // The conversation's row first, as everybody locks it; it gives out the versions.
  const { rows } = await client.query<{ version: number }>(
    'select version from conversations where id = $1 for update',
    [wish.conversationId],
  );
  const written = await client.query({
    name: 'end-moderation',
    text: `update moderations set status = $2, failure = $3, retry_at = null, done_at = now()
            where id = $1 and status in ('queued', 'calling')`,
    values: [wish.moderationId, end.kind, failure],
  });
  const [conversation] = rows;
  if (!conversation || written.rowCount === 0) return;
  if (end.kind === 'done') await change(client, wish);
  const { moderationId, messageId, action } = wish;
  const data = {
    ...{ moderationId, messageId, action, outcome: end.kind },
    ...(end.kind === 'done' ? {} : { failure: end.failure }),
  };
  await client.query({
    name: 'log-moderation',
    text: `with counted as (update conversations set version = $2 where id = $1)
           insert into events (conversation_id, version, type, data, actor, cause, at)
           values ($1, $2, 'moderated', $3, $4, $5, now())`,
    values: [
      wish.conversationId,
      conversation.version + 1,
      json(data),
      json(wish.actor),
      `moderation:${moderationId}`,
    ],
  });
}

/** What the desk shows of it from now on. */
async function change(client: PoolClient, wish: ModerationWish): Promise<void> {
  const { action, messageId, moderationId, conversationId } = wish;
  if (action === 'block' || action === 'unblock') {
    await client.query(
      `update customers cu set blocked_by_us_at = case when $2 then now() end
         from conversations c where c.id = $1 and cu.id = c.customer_id`,
      [conversationId, action === 'block'],
    );
    return;
  }
  await client.query('update messages set metadata = metadata || $2::jsonb where id = $1', [
    messageId,
    json(marks(action, new Date().toISOString())),
  ]);
  if (action !== 'edit_own') return;
  await client.query(
    `update message_bodies set content = (select content from message_bodies where message_id = $2)
      where message_id = $1`,
    [messageId, moderationId],
  );
}

function marks(
  action: Exclude<ModerationAction, 'block' | 'unblock'>,
  at: string,
): Record<string, string | null> {
  switch (action) {
    case 'hide':
      return { hiddenAt: at, shownAt: null };
    case 'spam':
      return { spamAt: at };
    case 'unhide':
      return { hiddenAt: null, shownAt: at };
    case 'like':
      return { likedAt: at };
    case 'unlike':
      return { likedAt: null };
    case 'delete':
    case 'delete_own':
      return { deletedAt: at };
    case 'edit_own':
      return { editedAt: at };
  }
}
