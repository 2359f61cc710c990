/** People, posts and direct messages as API v2 shows them. */
import type { Account, Attachment, Comment, Customer, Message, Post } from '../model.ts';
import type { World } from '../world.ts';
import { conversationId } from './ids.ts';
import { directMedia, linkJson, shownMedia, withLink } from './media.ts';

export const iso = (at: number): string => new Date(at).toISOString();

const handleOf = (name: string): string =>
  name.toLowerCase().replaceAll(/\W/g, '').slice(0, 15) || 'somebody';

/** Of the account itself, or of a customer (`fresh`: one whose first words these are). undefined: nobody on X. */
export function userOf(world: World, account: Account, id: string, fresh?: Customer) {
  const own = id === account.externalId;
  const customer = own ? undefined : fresh?.id === id ? fresh : world.customer('x', id);
  if (!own && customer === undefined) return undefined;
  const name = own ? account.name : (customer?.name ?? '');
  return {
    id,
    name,
    username: customer?.handle ?? handleOf(name),
    profile_image_url: `https://pbs.example/${id}_normal.jpg`,
    verified: false,
    protected: false,
  };
}

/** A post of the account's, or what a customer said: their own post, or an answer. */
export type Tweet = Pick<Post, 'id' | 'author' | 'text' | 'at'> & {
  rootId: string;
  parentId?: string;
  /** Whose post it answers. */
  answersTo?: string;
  attachments: Attachment[];
  /** Its ids, the newest last, where it was edited. */
  versions?: string[];
};

export function tweetOfPost({ id, author, text, at }: Post): Tweet {
  return { id, author, text, at, rootId: id, attachments: [] };
}

export function tweetOfComment(world: World, account: Account, it: Comment): Tweet {
  const { author, text, postId, attachments, versions = [it.id] } = it;
  const [id, at] = [versions.at(-1) ?? it.id, it.editedAt ?? it.at];
  const said = { id, author, text, at, attachments, versions };
  // What names the account is a post of its own.
  if (it.id === postId) return { ...said, rootId: postId };
  const parentId = it.parentId ?? postId;
  const parent =
    world.comment('x', account.externalId, parentId) ??
    world.post('x', account.externalId, parentId);
  return {
    ...{ ...said, rootId: postId, parentId },
    ...(parent !== undefined && { answersTo: parent.author }),
  };
}

/** undefined: no such post, or one that is deleted. */
export function tweetNamed(world: World, account: Account, id: string): Tweet | undefined {
  const comment = world.comment('x', account.externalId, firstIdOf(world, account, id));
  if (comment !== undefined) {
    return comment.isDeleted ? undefined : tweetOfComment(world, account, comment);
  }
  const post = world.post('x', account.externalId, id);
  return post && tweetOfPost(post);
}

/** A post goes by all of its ids; here it is kept by its first. */
export function firstIdOf(world: World, account: Account, id: string): string {
  if (world.comment('x', account.externalId, id)) return id;
  const edited = [...world.tables.comments.values()].find(
    (it) =>
      it.platform === 'x' &&
      it.account === account.externalId &&
      it.versions?.includes(id) === true,
  );
  return edited?.id ?? id;
}

/** With the fields that were asked for; without, only the first three. */
export function tweetJson(it: Tweet, asked: ReadonlySet<string>): Record<string, unknown> {
  const media = shownMedia(it.id, it.attachments);
  const optional: Record<string, unknown> = {
    author_id: it.author,
    created_at: iso(it.at),
    conversation_id: it.rootId,
    lang: 'und',
    ...(media.length > 0 && {
      attachments: { media_keys: media.map(({ key }) => key) },
      entities: { urls: media.map(linkJson) },
    }),
    ...(it.answersTo !== undefined && { in_reply_to_user_id: it.answersTo }),
    ...(it.parentId !== undefined && {
      referenced_tweets: [{ type: 'replied_to', id: it.parentId }],
    }),
  };
  const given = Object.entries(optional).filter(([name]) => asked.has(name));
  return {
    ...{
      id: it.id,
      text: withLink(it.text, media),
      edit_history_tweet_ids: it.versions ?? [it.id],
    },
    ...Object.fromEntries(given),
  };
}

export const allTweetFields: ReadonlySet<string> = new Set([
  ...['author_id', 'created_at', 'conversation_id', 'lang', 'attachments', 'entities'],
  ...['in_reply_to_user_id', 'referenced_tweets'],
]);

export function directJson(it: Message, asked: ReadonlySet<string>): Record<string, unknown> {
  const sender = it.direction === 'inbound' ? it.customer : it.account;
  const media = directMedia(it);
  const optional: Record<string, unknown> = {
    sender_id: sender,
    created_at: iso(it.at),
    dm_conversation_id: conversationId(it.account, it.customer),
    ...(media.length > 0 && {
      attachments: { media_keys: media.map(({ key }) => key) },
      entities: { urls: media.map(linkJson) },
    }),
  };
  const given = Object.entries(optional).filter(([name]) => asked.has(name));
  return {
    ...{ id: it.id, event_type: 'MessageCreate', text: withLink(it.text, media) },
    ...Object.fromEntries(given),
  };
}
