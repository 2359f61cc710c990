import type { Post } from '../model.ts';
import type { FeedPlatform, Scene, WebhookDraft } from '../platform.ts';
import type { World } from '../world.ts';
import { accountAsPerson, usernameOf } from './people.ts';

/** One item of `changes[]`. What becomes of a comment later, nobody is told. */
export const instagramFeed: FeedPlatform = {
  newPostId: (world) => newId(world, '1790', 'instagram-media'),
  newCommentId: (world) => newId(world, '1780', 'instagram-comment'),
  tellsMentionsInComments: true,
  isFlat: true,

  said(scene) {
    const { comment, post, account } = scene;
    if (comment.source === 'mention') {
      // What the account says below others' media is not told.
      return comment.author === account.externalId ? undefined : mention(scene);
    }
    return post.author === account.externalId ? said(scene) : undefined;
  },
  edited: () => undefined,
  removed: () => undefined,
  hidden: () => undefined,
};

export const permalink = (mediaId: string) => `https://www.instagram.com/p/${mediaId}/`;

/** Beyond what numbers hold exactly. */
const newId = (world: World, prefix: string, series: string) =>
  `${prefix}${String(world.nextNumber(series)).padStart(13, '0')}`;

function said(scene: Scene): WebhookDraft {
  const { comment, account, customer } = scene;
  const isOwn = comment.author === account.externalId;
  const from = isOwn
    ? accountAsPerson(account)
    : { id: comment.author, username: customer && usernameOf(customer) };
  return draft(scene, isOwn ? 'own_comment' : 'comment', 'comments', {
    id: comment.id,
    from,
    text: comment.text,
    media: { id: comment.postId, media_product_type: 'FEED' },
    ...(comment.parentId !== undefined && { parent_id: comment.parentId }),
  });
}

/** Neither words nor author: those are to be asked for. */
function mention(scene: Scene): WebhookDraft {
  const { comment, post } = scene;
  const place = isCaption(comment.id, post) ? {} : { comment_id: comment.id };
  return draft(scene, 'comment', 'mentions', { media_id: post.id, ...place });
}

export const isCaption = (commentId: string, post: Post) => commentId === post.id;

const draft = (
  { comment }: Scene,
  kind: 'comment' | 'own_comment',
  field: string,
  value: object,
): WebhookDraft => ({
  ...{ kind, field, key: comment.id, sentAt: comment.at, text: comment.text },
  ...{ platformMessageId: comment.id, payload: { field, value } },
});
