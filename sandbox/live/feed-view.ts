import type { Account, Comment, Post } from '../model.ts';
import type { World } from '../world.ts';
import { pictureOf } from './pictures.ts';

const mostPosts = 12;
const mostComments = 60;

/** What stands in public about an account: its posts, and others' that name or review it, the newest first. */
export function feedView(world: World, account: Account) {
  const posts = [...world.tables.posts.values()]
    .filter((it) => it.platform === account.platform && it.account === account.externalId)
    .slice(-mostPosts)
    .toReversed();
  return { posts: posts.map((it) => shownPost(world, account, it)) };
}

function shownPost(world: World, account: Account, post: Post) {
  const said = world.commentsUnder(post);
  const own = said.find(({ id }) => id === post.id);
  return {
    id: post.id,
    ...authorOf(world, account, post.author),
    text: own?.text ?? post.text,
    at: post.at,
    ...(own && stateOf(own)),
    ...(own?.source === 'review' && {
      review: { stars: own.stars ?? (own.recommends === false ? 1 : 5) },
    }),
    comments: said
      .filter(({ id }) => id !== post.id)
      .slice(-mostComments)
      .map((it) => ({
        id: it.id,
        ...authorOf(world, account, it.author),
        text: it.text,
        at: it.at,
        ...stateOf(it),
        ...(it.parentId !== undefined && { parentId: it.parentId }),
      })),
  };
}

const stateOf = (it: Comment) => ({
  source: it.source,
  pictures: it.isDeleted ? [] : it.attachments.map(pictureOf),
  isEdited: it.editCount > 0,
  isDeleted: it.isDeleted,
  isHidden: it.isHidden,
  isLikedByAccount: it.isLiked,
});

function authorOf(world: World, account: Account, id: string) {
  const isAccount = id === account.externalId;
  const customer = world.customer(account.platform, id);
  return {
    authorId: id,
    author: isAccount ? account.name : (customer?.name ?? 'Somebody'),
    isAccount,
  };
}
