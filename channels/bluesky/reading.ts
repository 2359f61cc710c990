/** Lists that Bluesky gives, page by page. @throws ChannelError, NoAnswer */
import { TID } from '@atproto/common-web';
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { goodOf, lenient } from '../schema.ts';
import { isUsableId } from '../text.ts';
import { valueOf } from './answers.ts';
import { callBluesky, type Call } from './client.ts';
import { partsOf } from './content.ts';
import { Convo, ChatMessage, PostRecord, PostView, StoredRecord } from './payloads.ts';

const Page = z.string().refine(isUsableId);

const get = (
  account: ChannelAccount,
  nsid: string,
  query: NonNullable<Call['query']>,
  options: CallOptions,
  isChat = false,
) => callBluesky(account, { method: 'GET', nsid, query, isChat }, options);

const paged = (page: string | undefined) => (page === undefined ? {} : { cursor: page });

const Notifications = z.object({ cursor: lenient(Page), notifications: z.array(z.unknown()) });

/** Newest first: what was written to the account, or named or quoted it. */
export async function listNotifications(
  account: ChannelAccount,
  page: string | undefined,
  options: CallOptions,
): Promise<z.infer<typeof Notifications>> {
  const query = { limit: '100', reasons: ['mention', 'reply', 'quote'], ...paged(page) };
  const nsid = 'app.bsky.notification.listNotifications';
  return valueOf(await get(account, nsid, query, options), Notifications, options);
}

/** So many posts may be asked for at once (lexicon of getPosts). */
const postsAtOnce = 25;

/** As Bluesky shows them, unread; those that are gone are missing. */
export async function viewsOf(
  account: ChannelAccount,
  uris: readonly string[],
  options: CallOptions,
): Promise<unknown[]> {
  const views: unknown[] = [];
  for (let at = 0; at < uris.length; at += postsAtOnce) {
    const query = { uris: uris.slice(at, at + postsAtOnce) };
    const answer = await get(account, 'app.bsky.feed.getPosts', query, options);
    views.push(...valueOf(answer, z.object({ posts: z.array(z.unknown()) }), options).posts);
  }
  return views;
}

export async function postsOf(
  account: ChannelAccount,
  uris: readonly string[],
  options: CallOptions,
): Promise<PostView[]> {
  return goodOf(PostView).parse(await viewsOf(account, uris, options));
}

const Records = z.object({ cursor: lenient(Page), records: goodOf(StoredRecord) });

export interface OwnRecord {
  uri: string;
  /** By its key, ms since 1970. */
  at: number;
  record: StoredRecord;
  post: PostRecord;
}

const maxRecordPages = 5;

/** The account's own answers, newest first, since a time (ms). */
export async function ownRecords(
  account: ChannelAccount,
  since: number,
  options: CallOptions,
): Promise<OwnRecord[]> {
  const found: OwnRecord[] = [];
  let page: string | undefined;
  for (let pages = 0; pages < maxRecordPages; pages += 1) {
    const query = {
      ...{ repo: account.externalId, collection: 'app.bsky.feed.post', limit: '100' },
      ...paged(page),
    };
    const answer = await get(account, 'com.atproto.repo.listRecords', query, options);
    const { cursor, records } = valueOf(answer, Records, options);
    for (const record of records) {
      const post = PostRecord.safeParse(record.value).data;
      const at = timeInKey(partsOf(record.uri)?.rkey ?? '');
      if (at === undefined || !post?.reply) continue;
      if (at > since) found.push({ uri: record.uri, at, record, post });
    }
    const isThrough = records.some(({ uri }) => {
      const at = timeInKey(partsOf(uri)?.rkey ?? '');
      return at !== undefined && at <= since;
    });
    if (isThrough || cursor === undefined || cursor === page) break;
    page = cursor;
  }
  return found;
}

/** Keys of records are made from the time (atproto.com, TID). */
const timeInKey = (rkey: string): number | undefined =>
  /^[2-7a-z]{13}$/.test(rkey) ? Math.floor(TID.fromStr(rkey).timestamp() / 1000) : undefined;

const Convos = z.object({ cursor: lenient(Page), convos: goodOf(Convo) });

/** Those with the newest messages first. */
export async function listConvos(
  account: ChannelAccount,
  page: string | undefined,
  options: CallOptions,
): Promise<z.infer<typeof Convos>> {
  const query = { limit: '100', ...paged(page) };
  return valueOf(
    await get(account, 'chat.bsky.convo.listConvos', query, options, true),
    Convos,
    options,
  );
}

const Messages = z.object({ cursor: lenient(Page), messages: z.array(z.unknown()) });

/** Newest first; deleted ones and what the service itself says are left out. */
export async function chatMessages(
  account: ChannelAccount,
  convoId: string,
  page: string | undefined,
  options: CallOptions,
): Promise<{ messages: ChatMessage[]; next?: string }> {
  const query = { convoId, limit: '100', ...paged(page) };
  const answer = await get(account, 'chat.bsky.convo.getMessages', query, options, true);
  const { cursor, messages } = valueOf(answer, Messages, options);
  return {
    messages: goodOf(ChatMessage)
      .parse(messages)
      .filter(({ $type }) => $type === undefined || $type.endsWith('#messageView')),
    ...(cursor !== undefined && { next: cursor }),
  };
}
