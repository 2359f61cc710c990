/** One notification → its event. */
import type { About, ChannelEvent } from '../channel.ts';
import { digest, keyOf } from '../keys.ts';
import { ignored, malformed, unparsable, unsupported, type Outcome } from '../received.ts';
import { saidIn, type Said } from './content.ts';
import { Notification } from './payloads.ts';
import { commentNameOf, organizationUrn, postUrlOf } from './urns.ts';

export function outcomeOf(item: unknown): Outcome {
  const parsed = Notification.safeParse(item);
  if (!parsed.success) return malformed(parsed.error);
  const read = readers.get(parsed.data.action);
  return read ? read(parsed.data) : unsupported('a notification of an unknown action');
}

const readers: ReadonlyMap<string, (notification: Notification) => Outcome> = new Map([
  ['COMMENT', (it) => fromActivity(it, 'comment')],
  ['ADMIN_COMMENT', (it) => fromActivity(it, 'comment')],
  // On a post of our own it is a comment like any other: its edits and its deletion come without the mention.
  [
    'COMMENT_MENTION',
    (it) => fromActivity(it, isOurs(it, it.decoratedSourcePost?.owner) ? 'comment' : 'mention'),
  ],
  ['SHARE_MENTION', (it) => fromActivity(it, 'mention')],
  ['COMMENT_EDIT', fromEdit],
  ['COMMENT_DELETE', fromDeletion],
  ['LIKE', () => ignored('LIKE: nothing to answer')],
  ['SHARE', () => ignored('SHARE: nothing to answer')],
]);

/** What a notification is about, wherever LinkedIn says it. */
function activityOf({
  sourcePost,
  generatedActivity,
  decoratedGeneratedActivity: shown,
}: Notification) {
  const decorated = shown?.comment ?? shown?.share;
  const id = generatedActivity ?? decorated?.entity;
  const postId = sourcePost ?? decorated?.object ?? (id && (commentNameOf(id)?.post ?? id));
  const parentId = decorated?.parentComment;
  return { id, postId, parentId, owner: decorated?.owner, text: decorated?.text };
}

const isOurs = ({ organizationalEntity }: Notification, owner: string | undefined): boolean =>
  owner === organizationUrn(organizationalEntity);

function fromActivity(notification: Notification, source: 'comment' | 'mention'): Outcome {
  const { id, postId, parentId, owner, text = '' } = activityOf(notification);
  if (id === undefined || postId === undefined) return withoutActivity;
  const about = aboutOf(postId, parentId);
  const said = saidIn(text);
  const same = { dedupeKey: keyOf(id), platformMessageId: id };
  if (notification.action === 'ADMIN_COMMENT' || isOurs(notification, owner)) {
    if (!commentNameOf(id)) return ignored('a post of our own');
    const { placeholder: _, ...shown } = said;
    const base = unplaced(notification, source, parentId === undefined ? [id] : [id, parentId]);
    return { event: { kind: 'echo', ...base, ...same, about, ...shown } };
  }
  if (owner === undefined) return withoutOwner;
  const base = placed(notification, source, postId, owner);
  const shown = said.placeholder !== undefined && commentNameOf(id) ? withPicture(said, id) : said;
  return { event: { kind: 'message', ...base, ...same, about, ...shown } };
}

/** A comment without words is a picture, as a rule: it is looked up by the comment’s own name (file-source.ts). */
const withPicture = (said: Said, commentUrn: string): Said => ({
  ...said,
  contentType: 'image',
  attachments: [{ kind: 'image', fileId: commentUrn }],
});

/** Each edit is a notification of its own. */
function fromEdit(notification: Notification): Outcome {
  const { id, text } = activityOf(notification);
  if (id === undefined) return withoutActivity;
  if (text === undefined) return unparsable('decoratedGeneratedActivity: an edit without its text');
  const { notificationId, lastModifiedAt } = notification;
  const edition = notificationId ?? lastModifiedAt ?? digest(text);
  return changed(notification, id, {
    kind: 'edit',
    dedupeKey: keyOf(edition, id),
    platformMessageId: id,
    content: saidIn(text).content,
  });
}

/** May come without anything but the id. */
function fromDeletion(notification: Notification): Outcome {
  const { id } = activityOf(notification);
  return id === undefined
    ? withoutActivity
    : changed(notification, id, { kind: 'unsend', dedupeKey: keyOf(id), platformMessageId: id });
}

type Change =
  | Pick<
      Extract<ChannelEvent, { kind: 'edit' }>,
      'kind' | 'dedupeKey' | 'platformMessageId' | 'content'
    >
  | Pick<Extract<ChannelEvent, { kind: 'unsend' }>, 'kind' | 'dedupeKey' | 'platformMessageId'>;

function changed(notification: Notification, id: string, change: Change): Outcome {
  const { owner, postId, parentId } = activityOf(notification);
  const about = postId !== undefined && { about: aboutOf(postId, parentId) };
  const base =
    owner === undefined || postId === undefined || isOurs(notification, owner)
      ? unplaced(notification, 'comment', [id])
      : placed(notification, 'comment', postId, owner);
  return { event: { ...base, ...about, ...change } };
}

const baseOf = ({ organizationalEntity, lastModifiedAt }: Notification) => ({
  accountExternalId: organizationalEntity,
  ...(lastModifiedAt !== undefined && { platformAt: lastModifiedAt }),
});

const placed = (
  notification: Notification,
  source: 'comment' | 'mention',
  postId: string,
  owner: string,
) => ({
  ...baseOf(notification),
  source,
  threadKey: keyOf(source, postId, owner),
  customer: { externalId: owner },
});

const unplaced = (
  notification: Notification,
  source: 'comment' | 'mention',
  belongsWith: [string, ...string[]],
) => ({
  ...baseOf(notification),
  source,
  threadKey: keyOf('unplaced', belongsWith[0]),
  customer: { externalId: '' },
  belongsWith,
});

export function aboutOf(postId: string, parentId: string | undefined): About {
  const postUrl = postUrlOf(postId);
  return {
    postId,
    ...(postUrl !== undefined && { postUrl }),
    ...(parentId !== undefined && { parentId }),
  };
}

const withoutActivity = unparsable('generatedActivity: needed to tell what it is about');
const withoutOwner = unparsable('decoratedGeneratedActivity: needed to tell who wrote it');
