import type { Comment } from '../model.ts';
import type { FeedPlatform, Scene, WebhookDraft } from '../platform.ts';

/** One item of `changes[]`; times are whole seconds there. */
export const facebookFeed: FeedPlatform = {
  newPostId: (world, account, author) =>
    `${author === account.externalId ? account.externalId : author}_${world.nextNumber('facebook-post', 900)}`,
  newCommentId: (world, post) =>
    `${post.id.split('_')[1] ?? post.id}_${world.nextNumber('facebook-comment', 501)}`,

  said(scene) {
    const { comment } = scene;
    if (comment.source === 'mention' && isPost(comment)) return mention(scene);
    if (comment.source === 'review' && isPost(comment)) return review(scene, 'add');
    return change(scene, 'add', comment.at, {
      message: comment.text,
      ...(comment.attachments[0]?.url !== undefined && { photo: comment.attachments[0].url }),
      post: {
        id: comment.postId,
        status_type: 'mobile_status_update',
        is_published: true,
        updated_time: new Date(comment.at).toISOString().replace('.000Z', '+0000'),
        permalink_url: permalink(comment.postId),
        promotion_status: 'inactive',
      },
    });
  },
  edited(scene) {
    const { comment } = scene;
    if (comment.source === 'review' && isPost(comment)) return review(scene, 'edited');
    return change(scene, 'edited', comment.editedAt ?? comment.at, { message: comment.text });
  },
  removed(scene) {
    const { comment, world } = scene;
    if (comment.source === 'review' && isPost(comment)) return review(scene, 'remove');
    return change(scene, 'remove', world.now(), {});
  },
  hidden: (scene) =>
    change(scene, scene.comment.isHidden ? 'hide' : 'unhide', scene.world.now(), {}),
};

export const permalink = (postId: string) =>
  `https://www.facebook.com/${postId.replace('_', '/posts/')}`;

const isPost = (comment: Comment) => comment.id === comment.postId;
const seconds = (ms: number) => Math.floor(ms / 1000);
const kinds = {
  add: 'comment',
  edited: 'comment_edit',
  remove: 'comment_remove',
  hide: 'comment_hide',
  unhide: 'comment_hide',
} as const;

function change(scene: Scene, verb: keyof typeof kinds, at: number, more: object): WebhookDraft {
  const { comment, account, customer } = scene;
  const isOwn = comment.author === account.externalId;
  const from = { id: comment.author, name: isOwn ? account.name : (customer?.name ?? '') };
  return {
    kind: isOwn && verb === 'add' ? 'own_comment' : kinds[verb],
    field: 'feed',
    key: `${comment.id}/${verb}/${comment.editCount}/${at}`,
    sentAt: at,
    text: comment.text,
    platformMessageId: comment.id,
    payload: {
      field: 'feed',
      value: {
        item: 'comment',
        verb,
        comment_id: comment.id,
        post_id: comment.postId,
        parent_id: comment.parentId ?? comment.postId,
        from,
        created_time: seconds(at),
        ...more,
      },
    },
  };
}

function mention({ comment, customer }: Scene): WebhookDraft {
  return draft(comment, 'mention', {
    item: 'post',
    verb: 'add',
    post_id: comment.postId,
    sender_id: comment.author,
    sender_name: customer?.name,
    message: comment.text,
    created_time: seconds(comment.at),
  });
}

function review({ comment, customer }: Scene, verb: 'add' | 'edited' | 'remove'): WebhookDraft {
  return draft(comment, 'ratings', {
    item: 'rating',
    verb,
    reviewer_id: comment.author,
    reviewer_name: customer?.name,
    ...(verb !== 'remove' && {
      review_text: comment.text,
      recommendation_type: isContent(comment) ? 'POSITIVE' : 'NEGATIVE',
      ...(comment.stars !== undefined && { rating: comment.stars }),
    }),
    open_graph_story_id: comment.postId,
    created_time: seconds(comment.editedAt ?? comment.at),
  });
}

const isContent = ({ recommends, stars = 5 }: Comment) => recommends ?? stars > 2;

const draft = (comment: Comment, field: string, value: object): WebhookDraft => ({
  kind: 'comment',
  field,
  key: `${comment.id}/${comment.editCount}/${comment.isDeleted}`,
  sentAt: comment.at,
  text: comment.text,
  platformMessageId: comment.id,
  payload: { field, value },
});
