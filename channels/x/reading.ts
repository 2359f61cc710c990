/** What can be asked of X, page by page: posts, direct messages, people. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { goodOf, lenient, lenientList } from '../schema.ts';
import { isGone, valueOf } from './answers.ts';
import { callX, type XAnswer } from './client.ts';
import { Entities, Id, Time } from './payloads.ts';
import { Includes, readV2, type Post } from './posts.ts';

export const userFields = { 'user.fields': 'name,username,profile_image_url' };
const mediaFields = { 'media.fields': 'media_key,type,url,preview_image_url,variants' };

export const postFields = {
  'tweet.fields':
    'attachments,author_id,conversation_id,created_at,entities,in_reply_to_user_id,note_tweet,referenced_tweets',
  expansions: 'author_id,attachments.media_keys',
  ...userFields,
  ...mediaFields,
};

const directFields = {
  event_types: 'MessageCreate',
  'dm_event.fields':
    'attachments,created_at,dm_conversation_id,entities,event_type,id,sender_id,text',
  expansions: 'sender_id,attachments.media_keys',
  ...userFields,
  ...mediaFields,
};

const Meta = lenient(z.object({ next_token: lenient(z.string()) }));

const PostPage = z.object({
  data: lenient(z.array(z.unknown())),
  includes: lenient(Includes),
  meta: Meta,
});

const Direct = z.object({
  id: Id,
  sender_id: Id,
  created_at: Time,
  dm_conversation_id: lenient(z.string()),
  text: lenient(z.string()),
  entities: lenient(Entities),
  attachments: lenient(z.object({ media_keys: lenientList(z.string()) })),
});
export type Direct = z.infer<typeof Direct>;

const DirectPage = z.object({
  data: lenient(goodOf(Direct)),
  includes: lenient(Includes),
  meta: Meta,
});

export interface Page<Item> {
  items: Item[];
  includes: Includes;
  next?: string;
}

interface Question {
  path: string[];
  query?: Record<string, string>;
}

/** Newest first; reposts say nothing and are left out. */
export async function readPosts(
  account: ChannelAccount,
  question: Question,
  options: CallOptions,
): Promise<Page<Post>> {
  const answer = await ask(account, question, postFields, options);
  // Of several that were asked for, none is there any more.
  if (answer.status < 300 && isGone(answer)) return { items: [], includes: {} };
  const page = valueOf(answer, PostPage, options);
  const includes = page.includes ?? {};
  const items = (page.data ?? []).flatMap((value) => {
    const read = readV2(value, includes);
    return 'post' in read && !read.post.isRepost ? [read.post] : [];
  });
  return { items, includes, ...nextOf(page) };
}

/** Newest first, of the last 30 days: X has no older ones. */
export async function readDirects(
  account: ChannelAccount,
  question: Question,
  options: CallOptions,
): Promise<Page<Direct>> {
  const page = valueOf(await ask(account, question, directFields, options), DirectPage, options);
  return { items: page.data ?? [], includes: page.includes ?? {}, ...nextOf(page) };
}

const ask = (
  account: ChannelAccount,
  { path, query }: Question,
  fields: Record<string, string>,
  options: CallOptions,
): Promise<XAnswer> =>
  callX(account, { method: 'GET', path, query: { ...fields, ...query } }, options);

const nextOf = ({ meta }: { meta?: z.infer<typeof Meta> }) =>
  meta?.next_token === undefined ? {} : { next: meta.next_token };

/** As X takes times: whole seconds, none before the days of Snowflake. */
export const startTime = (at: number): { start_time: string } => ({
  start_time: new Date(Math.max(at, Date.parse('2010-11-06T00:00:00Z')))
    .toISOString()
    .replace(/\.\d+Z$/, 'Z'),
});

/** All pages up to the one for which `isEnough` holds, and no more than `maxPages`. */
export async function allPages<Item>(
  read: (query: Record<string, string>) => Promise<Page<Item>>,
  maxPages: number,
  isEnough: (items: Item[]) => boolean = () => false,
): Promise<Page<Item>[]> {
  const pages: Page<Item>[] = [];
  let token: string | undefined;
  while (pages.length < maxPages) {
    const page = await read({
      max_results: '100',
      ...(token !== undefined && { pagination_token: token }),
    });
    pages.push(page);
    if (page.next === undefined || page.next === token || isEnough(page.items)) break;
    token = page.next;
  }
  return pages;
}
