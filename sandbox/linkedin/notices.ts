/** What LinkedIn tells an organization: one notification each, pushed where it subscribed, kept for those who pull. */
import type { Comment } from '../model.ts';
import type { FeedPlatform, Liking, Scene, WebhookDraft } from '../platform.ts';
import type { World } from '../world.ts';
import {
  activityOf,
  actorUrn,
  commentOf,
  memberUrn,
  newComment,
  newNotification,
  newShare,
  notificationType,
  organizationUrn,
  shortUrn,
} from './names.ts';

export const linkedinFeed: FeedPlatform = {
  newPostId: (world) => newShare(world),
  newCommentId: newComment,

  said(scene) {
    const { comment, account } = scene;
    if (isPost(comment)) return mention(scene);
    if (isElsewhere(scene)) return mentionInComment(scene);
    const isOwn = comment.author === account.externalId;
    return notice(scene, isOwn ? 'own_comment' : 'comment', isOwn ? 'ADMIN_COMMENT' : 'COMMENT', {
      at: comment.at,
      generatedActivity: shortUrn(comment),
      decoratedGeneratedActivity: { comment: decorated(scene) },
    });
  },
  edited(scene) {
    const { comment } = scene;
    if (isPost(comment) || isElsewhere(scene)) return undefined;
    return notice(scene, 'comment_edit', 'COMMENT_EDIT', {
      at: comment.editedAt ?? comment.at,
      generatedActivity: shortUrn(comment),
      decoratedGeneratedActivity: { comment: decorated(scene) },
    });
  },
  /** Without a word of what it said. */
  removed(scene) {
    const { comment, world } = scene;
    if (isPost(comment) || isElsewhere(scene)) return undefined;
    return notice(scene, 'comment_remove', 'COMMENT_DELETE', {
      at: world.now(),
      generatedActivity: shortUrn(comment),
    });
  },
  hidden: () => undefined,
  liked(liking) {
    const { target, customer, world } = liking;
    const liked = commentOf(target) ?? activityOf(target);
    return notice(liking, 'reaction', 'LIKE', {
      at: world.now(),
      generatedActivity: `urn:li:like:(${customer.id},${liked})`,
    });
  },
};

const isPost = (comment: Comment) => comment.id === comment.postId;
/** Under somebody else's post nobody tells the organization of comments. */
const isElsewhere = ({ post, account }: Scene) => post.author !== account.externalId;

const decorated = ({ comment, account, post }: Scene) => ({
  owner: actorUrn(account, comment.author),
  text: comment.text,
  entity: comment.id,
  object: activityOf(post.id),
});

/** A post of somebody else's that names the organization. */
function mention(scene: Scene): WebhookDraft {
  const { comment, account } = scene;
  const { decoratedSourcePost: _own, ...draft } = payloadOf(scene, 'SHARE_MENTION', {
    at: comment.at,
    generatedActivity: comment.id,
    decoratedGeneratedActivity: {
      share: {
        owner: comment.author,
        text: naming(account.name, organizationUrn(account), comment.text),
        entity: comment.id,
        mediaCategory: 'NONE',
      },
    },
  });
  return drafted(scene, 'comment', draft, comment);
}

/** A comment elsewhere that names the organization is told to those who pull, not by webhook. */
function mentionInComment(scene: Scene): WebhookDraft | undefined {
  const { comment, account } = scene;
  if (comment.author === account.externalId) return undefined;
  if (!comment.text.includes(account.name)) return undefined;
  const payload = payloadOf(scene, 'COMMENT_MENTION', {
    at: comment.at,
    generatedActivity: shortUrn(comment),
    decoratedGeneratedActivity: { comment: decorated(scene) },
  });
  return { ...drafted(scene, 'comment', payload, comment), field: 'not pushed' };
}

interface Told {
  at: number;
  generatedActivity: string;
  decoratedGeneratedActivity?: object;
}
type Where = Pick<Scene, 'world' | 'account' | 'post'> & { comment?: Comment };

const notice = (
  where: Scene | Liking,
  kind: WebhookDraft['kind'],
  action: string,
  told: Told,
): WebhookDraft =>
  drafted(
    where,
    kind,
    payloadOf(where, action, told),
    'comment' in where ? where.comment : undefined,
  );

function payloadOf({ world, account, post }: Where, action: string, told: Told) {
  const { at, ...activity } = told;
  return {
    notificationId: newNotification(world),
    organizationalEntity: organizationUrn(account),
    action,
    sourcePost: activityOf(post.id),
    decoratedSourcePost: {
      owner: actorUrn(account, post.author),
      mediaCategory: 'NONE',
      text: post.text,
      entity: post.id,
    },
    lastModifiedAt: at,
    ...activity,
    subscriber: memberUrn(account),
  };
}

function drafted(
  { account }: { world: World; account: Scene['account'] },
  kind: WebhookDraft['kind'],
  payload: Record<string, unknown> & { notificationId: string; lastModifiedAt: number },
  comment: Comment | undefined,
): WebhookDraft {
  const { notificationId, lastModifiedAt: at } = payload;
  const { externalId } = account;
  return {
    kind,
    field: notificationType,
    key: notificationId,
    sentAt: at,
    ...(comment && { text: comment.text, platformMessageId: comment.id }),
    payload,
    kept: ['linkedinNotifications', notificationId, { account: externalId, at, payload }],
  };
}

/** Posts name others as `@[Name](urn)`. */
export function naming(name: string, urn: string, text: string): string {
  const named = `@[${name}](${urn})`;
  if (text.includes(named)) return text;
  return text.includes(`@${name}`) ? text.replace(`@${name}`, named) : `${named} ${text}`;
}
