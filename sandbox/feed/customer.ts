import type { Account, Attachment, Comment, Customer, Post, WebhookEvent } from '../model.ts';
import type { FeedPlatform, Liking, Scene, WebhookDraft } from '../platform.ts';
import { queueWebhook } from '../webhooks/queue.ts';
import { putComment, putCustomer, putPost } from '../world.ts';
import type { World, WorldChange } from '../world.ts';
import { fresh } from './scene.ts';

/** What a customer said or did in public, and the event that tells the desk. */
export interface PublicDone {
  platformMessageId: string;
  event?: WebhookEvent;
}

export interface Said {
  text: string;
  attachments: Attachment[];
  /** Backdated: said at this time (ms). */
  at?: number;
}

/** Below a post, or below a comment there; as a mention where the post is somebody else's. */
export function comment(
  { world, account, feed }: { world: World; account: Account; feed: FeedPlatform },
  customer: Customer,
  post: Post,
  {
    text,
    attachments,
    at,
    parentId,
    source = 'comment',
  }: Said & { parentId?: string; source?: 'comment' | 'mention' },
): PublicDone {
  const said: Comment = {
    ...fresh,
    id: feed.newCommentId(world, post, customer.id),
    ...{ platform: account.platform, account: account.externalId, source },
    ...{ postId: post.id, author: customer.id, text, attachments, at: at ?? world.now() },
    ...(parentId !== undefined && { parentId }),
  };
  const scene = { world, account, post, comment: said, customer };
  return tell(scene, feed.said(scene), [putCustomer(customer), putComment(said)]);
}

/** A post of the customer's own that names or reviews the account: it is post and comment at once. */
export function publishAbout(
  { world, account, feed }: { world: World; account: Account; feed: FeedPlatform },
  customer: Customer,
  {
    text,
    attachments,
    at,
    source,
    recommends,
    stars,
  }: Said & {
    source: 'mention' | 'review';
    recommends?: boolean;
    stars?: number;
  },
): PublicDone {
  const id = feed.newPostId(world, account, customer.id);
  const shared = { id, platform: account.platform, account: account.externalId };
  const when = at ?? world.now();
  const post: Post = { ...shared, author: customer.id, text, at: when };
  const said: Comment = {
    ...{ ...fresh, ...shared, source, postId: id, author: customer.id },
    ...{ text, attachments, at: when },
    ...(recommends !== undefined && { recommends }),
    ...(stars !== undefined && { stars }),
  };
  const scene = { world, account, post, comment: said, customer };
  return tell(scene, feed.said(scene), [putCustomer(customer), putPost(post), putComment(said)]);
}

export function editComment(scene: Scene, feed: FeedPlatform, text: string): PublicDone {
  const { comment: before, world } = scene;
  const edited: Comment = {
    ...{ ...before, text, editCount: before.editCount + 1, editedAt: world.now() },
    ...(feed.newVersionId && {
      versions: [...(before.versions ?? [before.id]), feed.newVersionId(world)],
    }),
  };
  const moved = { ...scene, comment: edited };
  return tell(moved, feed.edited(moved), [putComment(edited)]);
}

export function removeComment(scene: Scene, feed: FeedPlatform): PublicDone {
  const moved = { ...scene, comment: { ...scene.comment, isDeleted: true } };
  return tell(moved, feed.removed(moved), [putComment(moved.comment)]);
}

/** The platform may keep it or not: what counts here is that the account hears of it. */
export function like(
  { world, account, feed }: { world: World; account: Account; feed: FeedPlatform },
  { post, target, customer }: Pick<Liking, 'post' | 'target' | 'customer'>,
): PublicDone {
  const draft = feed.liked?.({ world, account, post, target, customer });
  const queued = queueWebhook(world, account, { customer: customer.id }, draft);
  world.commit([putCustomer(customer), ...queued.changes]);
  return { platformMessageId: target, ...(queued.event && { event: queued.event }) };
}

function tell(scene: Scene, draft: WebhookDraft | undefined, changes: WorldChange[]): PublicDone {
  const { world, account, comment: said } = scene;
  const queued = queueWebhook(world, account, { customer: said.author }, draft);
  world.commit([...changes, ...queued.changes]);
  return { platformMessageId: said.id, ...(queued.event && { event: queued.event }) };
}
