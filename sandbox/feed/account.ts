import type { Attachment, Comment, LedgerLine, ModerationAction } from '../model.ts';
import type { FeedPlatform, Scene, WebhookDraft } from '../platform.ts';
import { queueWebhook, webhookKey } from '../webhooks/queue.ts';
import { putComment } from '../world.ts';
import type { WorldChange } from '../world.ts';
import { fresh, placeBelow } from './scene.ts';

/**
 * The account answers a comment, or below a post: comment, ledger and the event of it are one commit. What somebody wrote
 * on the platform itself (`isElsewhere`) is in no ledger, as it did not come through the API.
 */
export function answer(
  scene: Pick<Scene, 'world' | 'account' | 'post'> & { comment?: Comment },
  feed: FeedPlatform,
  {
    text,
    attachments = [],
    isElsewhere = false,
    id,
    also = [],
  }: {
    text: string;
    attachments?: Attachment[];
    isElsewhere?: boolean;
    /** Where the account makes it itself. */
    id?: string;
    /** Kept in the same commit. */
    also?: readonly WorldChange[];
  },
): Comment {
  const { world, account, post, comment: answered } = scene;
  const said: Comment = {
    ...{
      ...fresh,
      id: id ?? feed.newCommentId(world, post, account.externalId),
      platform: account.platform,
    },
    ...{ account: account.externalId, source: answered?.source ?? 'comment', postId: post.id },
    // What is a post itself has no comment that it could be below.
    ...(answered !== undefined &&
      answered.id !== post.id && { parentId: placeBelow(feed, answered) }),
    ...{ author: account.externalId, text, attachments, at: world.now() },
  };
  const customer = answered?.author ?? post.author;
  const lines = isElsewhere
    ? []
    : [
        ledgerLine(scene, {
          ...{ customer, platformMessageId: said.id, text, attachments, postId: post.id },
          ...(answered !== undefined && { replyTo: answered.id }),
        }),
      ];
  const moved = { world, account, post, comment: said };
  commit(moved, feed.said(moved), [...also, putComment(said), ...lines]);
  return said;
}

/** What the account does to a comment; done again it is the same, and another line in the ledger. */
export function moderate(
  scene: Scene,
  feed: FeedPlatform,
  action: Exclude<ModerationAction, 'block' | 'unblock' | 'spam'>,
  text?: string,
): void {
  const { comment: before, world } = scene;
  const changed: Comment = { ...before, ...effects(before, world.now(), text)[action] };
  const moved = { ...scene, comment: changed };
  const line = ledgerLine(scene, {
    ...{ customer: before.author, platformMessageId: before.id, text: text ?? '' },
    ...{ attachments: [], postId: before.postId, action },
  });
  const draft = {
    ...{ hide: feed.hidden, unhide: feed.hidden, delete: feed.removed, edit: feed.edited },
    ...{ like: () => undefined, unlike: () => undefined },
  }[action](moved);
  commit(moved, draft, [putComment(changed), line]);
}

const effects = (before: Comment, at: number, text = before.text) => ({
  hide: { isHidden: true },
  unhide: { isHidden: false },
  delete: { isDeleted: true },
  edit: { text, editCount: before.editCount + 1, editedAt: at },
  like: { isLiked: true },
  unlike: { isLiked: false },
});

export function ledgerLine(
  { world, account }: Pick<Scene, 'world' | 'account'>,
  what: Omit<LedgerLine, 'seq' | 'at' | 'platform' | 'account'>,
): WorldChange {
  const seq = world.nextNumber('ledger');
  const { platform, externalId } = account;
  const line = { seq, at: world.now(), platform, account: externalId, ...what };
  return ['ledger', webhookKey(seq), line];
}

function commit(scene: Scene, draft: WebhookDraft | undefined, changes: WorldChange[]): void {
  const { world, account, comment } = scene;
  const queued = queueWebhook(world, account, { customer: comment.author }, draft);
  world.commit([...changes, ...queued.changes]);
}
