/** What a public conversation is about: as it was last seen, asked for anew when that is a while ago. */
import { channelOf } from '../../channels/index.ts';
import { notFound } from '../../domain/errors.ts';
import { newId } from '../../runtime/ids.ts';
import type { Parts } from '../parts.ts';
import type { PostJson } from '../schemas/channel.ts';
import { visibleTo, type Looker } from '../visibility.ts';
import { findConversation, type ConversationRow } from './conversation.ts';
import { iso, isoWhere, present } from './present.ts';

const freshMs = 10 * 60_000;
/** Somebody waits for the page: what takes longer is shown as it was. */
const askMs = 3_000;
const shownComments = 50;

interface Kept {
  text: string;
  url: string | null;
  thumbnail_url: string | null;
  author_name: string | null;
  posted_at: Date | null;
  fetched_at: Date;
  gone_at: Date | null;
}

/** @throws CareError not_found: the conversation is not public */
export async function postOf(
  parts: Parts,
  caller: Looker,
  conversationId: string,
): Promise<PostJson> {
  const row = await findConversation(parts.pool, caller, conversationId);
  if (row.post_id === null) throw notFound('post');
  const kept = await readKept(parts, row, row.post_id);
  const isFresh = kept !== undefined && Date.now() - kept.fetched_at.getTime() < freshMs;
  const fetched = isFresh ? true : await refresh(parts, row, row.post_id);
  const shown = isFresh ? kept : await readKept(parts, row, row.post_id);
  return {
    id: row.post_id,
    text: shown?.text ?? '',
    ...present('url', shown?.url ?? row.post_url),
    ...present('thumbnailUrl', shown?.thumbnail_url),
    ...present('authorName', shown?.author_name),
    ...isoWhere('at', shown?.posted_at ?? null),
    ...isoWhere('fetchedAt', shown?.fetched_at ?? null),
    isGone: (shown?.gone_at ?? null) !== null,
    isStale: !fetched,
    comments: await commentsBelow(parts, caller, row, row.post_id),
  };
}

async function readKept(
  { pool }: Parts,
  { account_id }: ConversationRow,
  postId: string,
): Promise<Kept | undefined> {
  const { rows } = await pool.query<Kept>({
    name: 'post-by-id',
    text: `select text, url, thumbnail_url, author_name, posted_at, fetched_at, gone_at
             from posts where account_id = $1 and external_id = $2`,
    values: [account_id, postId],
  });
  return rows[0];
}

/** @returns whether the platform answered; what a deleted post was stays, marked as gone */
async function refresh(
  { pool, accounts, logger }: Parts,
  { account_id: accountId }: ConversationRow,
  postId: string,
): Promise<boolean> {
  const account = await accounts.byId(accountId);
  const channel = account && channelOf(account.platform);
  if (!account || !channel?.capabilities.posts) return false;
  try {
    const deadline = Date.now() + askMs;
    const post = await channel.fetchPost(account, postId, { deadline });
    await pool.query(
      `insert into posts (id, account_id, external_id, text, url, thumbnail_url, author_name, posted_at, fetched_at, gone_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, now(), case when $9 then now() end)
       on conflict (account_id, external_id) do update set fetched_at = now(),
         text = case when $9 then posts.text else excluded.text end,
         url = coalesce(excluded.url, posts.url),
         thumbnail_url = case when $9 then posts.thumbnail_url else excluded.thumbnail_url end,
         author_name = coalesce(excluded.author_name, posts.author_name),
         posted_at = coalesce(excluded.posted_at, posts.posted_at),
         gone_at = case when $9 then coalesce(posts.gone_at, now()) end`,
      [
        ...[newId(), accountId, postId, post?.text ?? '', post?.url ?? null],
        ...[post?.thumbnailUrl ?? null, post?.authorName ?? null],
        post?.at === undefined ? null : new Date(post.at),
        post === undefined,
      ],
    );
    return true;
  } catch (error) {
    logger.warn({ err: error, accountId }, 'a post cannot be asked for');
    return false;
  }
}

async function commentsBelow(
  { readPool }: Parts,
  caller: Looker,
  { account_id: accountId }: ConversationRow,
  postId: string,
): Promise<PostJson['comments']> {
  const values: unknown[] = [accountId, postId, shownComments];
  const visible = visibleTo(caller, (value) => `$${String(values.push(value))}`);
  const { rows } = await readPool.query<{
    id: string;
    conversation_id: string;
    name: string;
    content: string | null;
    parent: string | null;
    timestamp: Date;
  }>({
    text: `select m.id, m.conversation_id, coalesce(cu.name, '') as name, b.content, m.metadata->>'parentId' as parent,
                  m.timestamp
             from threads t join messages m on m.thread_id = t.id
                  join conversations c on c.id = m.conversation_id
                  left join customers cu on cu.id = c.customer_id
                  left join message_bodies b on b.message_id = m.id
            where t.account_id = $1 and t.post_id = $2 and m.direction = 'inbound' and ${visible}
            order by m.timestamp desc, m.ordinal desc limit $3`,
    values,
  });
  return rows.reverse().map((row) => ({
    messageId: row.id,
    conversationId: row.conversation_id,
    customerName: row.name,
    content: row.content ?? '',
    ...present('parentId', row.parent),
    timestamp: iso(row.timestamp),
  }));
}
