/** What X's webhooks tell: in the shape of the X Activity API, or in that of the older Account Activity API. */
import type { Account, Customer, Message } from '../model.ts';
import type { FeedPlatform, Scene, Setting, WebhookDraft } from '../platform.ts';
import type { World } from '../world.ts';
import type { Activity } from './activities.ts';
import { appOf } from './apps.ts';
import { snowflake } from './ids.ts';
import { directMedia, linkJson, mediaJson, olderMedia, shownMedia, withLink } from './media.ts';
import { allTweetFields, tweetJson, tweetOfComment, userOf } from './objects.ts';

/** One event in both shapes. */
interface Told {
  activity: Activity;
  payload: unknown;
  includes?: unknown;
  /** Beside `for_user_id`. */
  older: Record<string, unknown>;
}

/** Ids are opaque, and may be negative. */
const eventUuid = (world: World): string => {
  const number = world.nextNumber('x-event', 5_934_540_941);
  return String(number % 2 === 0 ? number : -number);
};

function bodyOf(world: World, account: Account, told: Told): unknown {
  const app = appOf(world, account);
  const { activity, payload, includes, older } = told;
  if (app.events === 'aaa') return { for_user_id: account.externalId, ...older };
  const tag = app.subscriptions.find(({ eventType }) => eventType === activity)?.tag ?? '';
  return {
    data: {
      ...{ event_uuid: eventUuid(world), filter: { user_id: account.externalId } },
      ...{ event_type: activity, tag, payload },
      ...(includes !== undefined && { includes }),
    },
  };
}

/** By v1.1's names. */
const olderUser = (world: World, account: Account, id: string, fresh?: Customer) => {
  const user = userOf(world, account, id, fresh);
  return {
    ...{ id, id_str: id, name: user?.name ?? '', screen_name: user?.username ?? '' },
    profile_image_url_https: user?.profile_image_url,
  };
};

export function direct(
  { world, account, chat, customer }: Setting,
  message: Message,
  activity: 'dm.received' | 'dm.sent',
): WebhookDraft {
  const [sender, recipient] =
    activity === 'dm.sent'
      ? [account.externalId, chat.customer]
      : [chat.customer, account.externalId];
  const media = directMedia(message);
  const item = {
    ...{ type: 'message_create', id: message.id, created_timestamp: String(message.at) },
    message_create: {
      target: { recipient_id: recipient },
      sender_id: sender,
      message_data: {
        text: withLink(message.text, media),
        entities: { hashtags: [], symbols: [], user_mentions: [], urls: media.map(linkJson) },
        ...(media[0] && { attachment: { type: 'media', media: olderMedia(media[0]) } }),
      },
    },
  };
  const users = (show: (id: string) => unknown) =>
    Object.fromEntries([sender, recipient].map((id) => [id, show(id)]));
  const payload = {
    direct_message_events: [item],
    users: users((id) => ({ data: userOf(world, account, id, customer) })),
  };
  const older = {
    direct_message_events: [item],
    users: users((id) => olderUser(world, account, id, customer)),
  };
  return {
    ...{ kind: activity === 'dm.sent' ? 'echo' : 'message', field: activity, key: message.id },
    ...{ sentAt: message.at, text: message.text, platformMessageId: message.id },
    payload: bodyOf(world, account, { activity, payload, older }),
  };
}

/** The customer has read all of the account's messages up to its newest. */
export function directsRead({ world, account, chat }: Setting): WebhookDraft | undefined {
  const last = world
    .messagesIn(chat)
    .findLast(({ direction, at }) => direction === 'outbound' && at <= chat.readUpTo);
  if (last === undefined) return undefined;
  const payload = {
    direct_message_mark_read_events: [
      {
        ...{ created_timestamp: String(chat.readUpTo), sender_id: chat.customer },
        ...{ target: { recipient_id: account.externalId }, last_read_event_id: last.id },
      },
    ],
    users: {},
  };
  return {
    ...{
      kind: 'read',
      field: 'dm.read',
      key: `${chat.customer}/${last.id}`,
      sentAt: chat.readUpTo,
    },
    payload: bodyOf(world, account, { activity: 'dm.read', payload, older: payload }),
  };
}

export function directTyped({ world, account, chat }: Setting): WebhookDraft {
  const at = world.now();
  const payload = {
    direct_message_indicate_typing_events: [
      {
        ...{ created_timestamp: String(at), sender_id: chat.customer },
        target: { recipient_id: account.externalId },
      },
    ],
    users: {},
  };
  const activity = 'dm.indicate_typing';
  return {
    ...{ kind: 'typing', field: activity, key: `${chat.customer}/${String(at)}`, sentAt: at },
    payload: bodyOf(world, account, { activity, payload, older: payload }),
  };
}

/** An answer below the account's post is a reply; what names the account elsewhere a mention; its own post is told too. */
function activityOf(
  { account, comment, customer }: Scene,
  answersTo: string | undefined,
): Activity {
  if (customer === undefined) return 'post.create';
  return comment.id !== comment.postId && answersTo === account.externalId
    ? 'post.reply.create'
    : 'post.mention.create';
}

function said(scene: Scene): WebhookDraft {
  const { world, account, comment, customer } = scene;
  const tweet = tweetOfComment(world, account, comment);
  const activity = activityOf(scene, tweet.answersTo);
  const user = userOf(world, account, comment.author, customer);
  const media = shownMedia(tweet.id, tweet.attachments);
  const text = withLink(tweet.text, media);
  const older = {
    user_has_blocked: false,
    tweet_create_events: [
      {
        ...{ id_str: tweet.id, text, truncated: false, timestamp_ms: String(tweet.at) },
        ...(tweet.versions && {
          edit_history: { initial_tweet_id: comment.id, edit_tweet_ids: tweet.versions },
        }),
        ...{
          created_at: v1Time(tweet.at),
          user: olderUser(world, account, comment.author, customer),
        },
        in_reply_to_status_id_str: tweet.parentId ?? null,
        in_reply_to_user_id_str: tweet.answersTo ?? null,
        entities: { hashtags: [], symbols: [], urls: [], user_mentions: [] },
        ...(media.length > 0 && { extended_entities: { media: media.map(olderMedia) } }),
      },
    ],
  };
  return {
    ...{ kind: comment.author === account.externalId ? 'own_comment' : 'comment', field: activity },
    ...{ key: tweet.id, sentAt: tweet.at, text: comment.text, platformMessageId: comment.id },
    payload: bodyOf(world, account, {
      activity,
      payload: {
        ...tweetJson(tweet, allTweetFields),
        ...(tweet.parentId !== undefined && { in_reply_to_tweet_id: tweet.parentId }),
      },
      includes: {
        ...{ users: user ? [{ data: user }] : [], tweets: [] },
        ...(media.length > 0 && { media: media.map(mediaJson) }),
      },
      older,
    }),
  };
}

/** `Mon Nov 23 08:00:00 +0000 2026` */
const v1Time = (at: number): string => {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(at)
    .toUTCString()
    .split(' ');
  return `${day.replace(',', '')} ${month} ${date} ${time} +0000 ${year}`;
};

/** X tells of deleted posts of the account's own only: what a customer deletes is found by looking. */
function removed({ world, account, comment }: Scene): WebhookDraft | undefined {
  if (comment.author !== account.externalId) return undefined;
  const { externalId } = account;
  const older = {
    tweet_delete_events: [
      { status: { id: comment.id, user_id: externalId }, timestamp_ms: String(world.now()) },
    ],
  };
  const payload = { id: comment.id, author_id: externalId };
  return {
    ...{ kind: 'comment_remove', field: 'post.delete', key: comment.id, sentAt: world.now() },
    platformMessageId: comment.id,
    payload: bodyOf(world, account, { activity: 'post.delete', payload, older }),
  };
}

const newId = (world: World): string => snowflake(world.now(), world.nextNumber('x-id'));

export const xFeed: FeedPlatform = {
  newPostId: newId,
  newCommentId: newId,
  said,
  // An edited post is a new one, told as such: its history names those before it.
  newVersionId: newId,
  edited: (scene) => ({ ...said(scene), kind: 'comment_edit' }),
  removed,
  hidden: () => undefined,
};

export const newDirectId = newId;
