import type { Account, Comment, Post } from '../model.ts';
import type { FeedPlatform, Platform, Scene } from '../platform.ts';
import { putPost } from '../world.ts';
import type { World } from '../world.ts';

/** What every comment begins as. */
export const fresh = {
  attachments: [],
  editCount: 0,
  isDeleted: false,
  isHidden: false,
  isLiked: false,
  isAnsweredPrivately: false,
} satisfies Partial<Comment>;

/** What there is to a comment, or undefined where there is none, or no longer. */
export function sceneOf(world: World, account: Account, commentId: string): Scene | undefined {
  const { platform, externalId } = account;
  const comment = world.comment(platform, externalId, commentId);
  const post = comment && world.post(platform, externalId, comment.postId);
  if (comment === undefined || post === undefined || comment.isDeleted) return undefined;
  const customer = world.customer(platform, comment.author);
  return { world, account, post, comment, ...(customer !== undefined && { customer }) };
}

/** Below which comment an answer to one stands. */
export const placeBelow = (feed: FeedPlatform, answered: Comment): string =>
  feed.isFlat === true ? (answered.parentId ?? answered.id) : answered.id;

/** The account publishes something. */
export function publish(world: World, feed: FeedPlatform, account: Account, text: string): Post {
  const { platform, externalId } = account;
  const post: Post = {
    id: feed.newPostId(world, account, externalId),
    ...{ platform, account: externalId, author: externalId, text, at: world.now() },
  };
  world.commit([putPost(post)]);
  return post;
}

/** What customers comment on when they do not say what: the account's newest post, or a first one. */
export function newestPost(world: World, feed: FeedPlatform, account: Account): Post {
  const own = [...world.tables.posts.values()].filter(
    (it) =>
      it.platform === account.platform &&
      it.account === account.externalId &&
      it.author === account.externalId,
  );
  return own.at(-1) ?? publish(world, feed, account, `News from ${account.name}`);
}

/** @throws where the platform has no public side */
export function feedOf(platform: Platform): FeedPlatform {
  if (platform.feed === undefined) throw new Error(`${platform.name} has nothing public`);
  return platform.feed;
}
