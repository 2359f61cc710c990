/** Posts as the desk needs them, from both of X's shapes: v2 (XAA, history) and v1.1 (AAA). */
import { z } from 'zod';
import { malformed, type Left } from '../received.ts';
import { lenient, lenientList } from '../schema.ts';
import { saidIn, type Said } from './content.ts';
import { Entities, Id, Media, Millis, Time, User } from './payloads.ts';

export interface Post {
  /** Its first: an edited post is a new one, which names those before it. */
  id: string;
  /** Of an edited one: its own id, and which edit it is. */
  edit?: { id: string; number: number };
  authorId: string;
  author?: User;
  said: Said;
  at?: number;
  /** The post that the tree of replies began with. */
  rootId: string;
  parentId?: string;
  /** Whose post it answers. */
  repliesTo?: string;
  /** What X calls its pictures and films, `<kind>_<media id>`; of v2 only. */
  mediaKeys?: string[];
  isRepost: boolean;
}

type Read = { post: Post } | Left;

const Reference = z.object({ type: z.string(), id: Id });
/** Oldest first, its own id among them. */
const History = lenientList(Id);
const Note = z.object({ text: z.string(), entities: lenient(Entities) });

/** `…_tweets` is being renamed to `…_posts` (OpenAPI description 2.167): either may come. */
const V2 = z.object({
  id: Id,
  edit_history_tweet_ids: History,
  edit_history_post_ids: History,
  author_id: Id,
  text: lenient(z.string()),
  note_tweet: lenient(Note),
  note_post: lenient(Note),
  created_at: lenient(Time),
  conversation_id: lenient(Id),
  in_reply_to_tweet_id: lenient(Id),
  in_reply_to_user_id: lenient(Id),
  referenced_tweets: lenientList(Reference),
  referenced_posts: lenientList(Reference),
  entities: lenient(Entities),
  attachments: lenient(z.object({ media_keys: lenientList(z.string()) })),
});

/** Beside a v2 answer or payload: what its ids stand for. */
export const Includes = z.object({ users: lenientList(User), media: lenientList(Media) });
export type Includes = z.infer<typeof Includes>;

export function readV2(value: unknown, includes: Includes): Read {
  const parsed = V2.safeParse(value);
  return parsed.success ? { post: postOfV2(parsed.data, includes) } : malformed(parsed.error);
}

function postOfV2(it: z.infer<typeof V2>, { users, media }: Includes): Post {
  const references = [...(it.referenced_tweets ?? []), ...(it.referenced_posts ?? [])];
  const parentId =
    it.in_reply_to_tweet_id ?? references.find(({ type }) => type === 'replied_to')?.id;
  const author = users?.find(({ id }) => id === it.author_id);
  // `text` ends where the short form does; what is longer has its whole in the note.
  const { text, entities } = it.note_tweet ?? it.note_post ?? it;
  const keys = it.attachments?.media_keys ?? [];
  const shown = (media ?? []).filter(
    ({ media_key: key }) => key !== undefined && keys.includes(key),
  );
  const versions = versionsOf(it.id, it.edit_history_tweet_ids ?? it.edit_history_post_ids);
  return {
    ...versions,
    authorId: it.author_id,
    ...(author && { author }),
    said: saidIn(text, [...(entities?.urls ?? []), ...(it.entities?.urls ?? [])], shown),
    ...(it.created_at !== undefined && { at: it.created_at }),
    rootId: rootOf(it.id, versions.id, it.conversation_id ?? parentId),
    ...(parentId !== undefined && { parentId }),
    ...(it.in_reply_to_user_id !== undefined && { repliesTo: it.in_reply_to_user_id }),
    ...(keys.length > 0 && { mediaKeys: keys }),
    isRepost: references.some(({ type }) => type === 'retweeted' || type === 'reposted'),
  };
}

/** By which id the desk knows a post, whatever its edit. */
function versionsOf(id: string, history: readonly string[] = []): Pick<Post, 'id' | 'edit'> {
  const number = history.indexOf(id);
  const [first] = history;
  return number < 1 || first === undefined ? { id } : { id: first, edit: { id, number } };
}

/** Whether a tree that begins with an edited post has its first or its last id is documented nowhere. */
const rootOf = (id: string, first: string, told: string | undefined): string =>
  told === undefined || told === id ? first : told;

const Words = {
  full_text: lenient(z.string()),
  entities: lenient(Entities),
  extended_entities: lenient(Entities),
};
const V1 = z.object({
  ...Words,
  id_str: Id,
  edit_history: lenient(z.object({ edit_tweet_ids: History })),
  user: User.refine(({ id_str: id }) => id !== undefined, 'no id_str'),
  text: lenient(z.string()),
  extended_tweet: lenient(z.object(Words)),
  created_at: lenient(Time),
  timestamp_ms: lenient(Millis),
  retweeted_status: lenient(z.object({})),
  conversation_id_str: lenient(Id),
  in_reply_to_status_id_str: lenient(Id),
  in_reply_to_user_id_str: lenient(Id),
});

export function readV1(value: unknown): Read {
  const parsed = V1.safeParse(value);
  return parsed.success ? { post: postOfV1(parsed.data) } : malformed(parsed.error);
}

/** v1.1 names the parent and not the root: a reply further down opens a thread of its own there. */
function postOfV1(it: z.infer<typeof V1>): Post {
  const whole = it.extended_tweet?.full_text === undefined ? it : it.extended_tweet;
  const parentId = it.in_reply_to_status_id_str;
  const media = whole.extended_entities?.media ?? whole.entities?.media;
  const at = it.timestamp_ms ?? it.created_at;
  const versions = versionsOf(it.id_str, it.edit_history?.edit_tweet_ids);
  return {
    ...versions,
    authorId: it.user.id_str ?? '',
    author: it.user,
    said: saidIn(whole.full_text ?? it.text, whole.entities?.urls, media),
    ...(at !== undefined && { at }),
    rootId: rootOf(it.id_str, versions.id, it.conversation_id_str ?? parentId),
    ...(parentId !== undefined && { parentId }),
    ...(it.in_reply_to_user_id_str !== undefined && { repliesTo: it.in_reply_to_user_id_str }),
    isRepost: it.retweeted_status !== undefined,
  };
}
