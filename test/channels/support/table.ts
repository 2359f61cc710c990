/** Every channel with real payloads of its own, for what must hold for all of them. */
import type { Channel } from '../../../channels/channel.ts';
import { bluesky } from '../../../channels/bluesky/index.ts';
import { facebook } from '../../../channels/facebook/index.ts';
import { instagram } from '../../../channels/instagram/index.ts';
import { linkedin } from '../../../channels/linkedin/index.ts';
import { telegram } from '../../../channels/telegram/index.ts';
import { x } from '../../../channels/x/index.ts';
import chat from '../bluesky/fixtures/chat.json' with { type: 'json' };
import convos from '../bluesky/fixtures/convos.json' with { type: 'json' };
import blueskyNotifications from '../bluesky/fixtures/notifications.json' with { type: 'json' };
import posts from '../bluesky/fixtures/posts.json' with { type: 'json' };
import records from '../bluesky/fixtures/records.json' with { type: 'json' };
import accountActivity from '../x/fixtures/account-activity.json' with { type: 'json' };
import activities from '../x/fixtures/activities.json' with { type: 'json' };
import changes from '../facebook/fixtures/changes.json' with { type: 'json' };
import messaging from '../facebook/fixtures/messaging.json' with { type: 'json' };
import instagramChanges from '../instagram/fixtures/changes.json' with { type: 'json' };
import instagramMessaging from '../instagram/fixtures/messaging.json' with { type: 'json' };
import notifications from '../linkedin/fixtures/notifications.json' with { type: 'json' };
import updates from '../telegram/fixtures/updates.json' with { type: 'json' };
import { json } from './soundness.ts';

export interface ChannelCase {
  name: string;
  channel: Channel;
  /** The account's external id in the payloads. */
  account: string;
  payloads: Record<string, unknown>;
  bodyOf: (...payloads: unknown[]) => Buffer;
  /** May a body hold several? */
  isBatched: boolean;
  /** Read from a log, in its order: nothing of it comes in another. */
  isLog?: boolean;
  /** Where in a payload the customer's words, an id and a time stand, as paths of one of them. */
  said: { payload: unknown; words: string[]; id: string[]; time: string[] };
}

const entry = (list: string, items: unknown[], id = '1100001') => ({
  id,
  time: 1795420800,
  [list]: items,
});
const instagramAccount = '17841400000000001';
const ofInstagram = (list: string, items: unknown[]) =>
  json({ object: 'instagram', entry: [entry(list, items, instagramAccount)] });

export const table: ChannelCase[] = [
  {
    name: 'facebook, messages',
    channel: facebook,
    account: '1100001',
    payloads: messaging,
    bodyOf: (...items) => json({ object: 'page', entry: [entry('messaging', items)] }),
    isBatched: true,
    said: {
      payload: messaging.text,
      ...{ words: ['message', 'text'], id: ['message', 'mid'], time: ['timestamp'] },
    },
  },
  {
    name: 'facebook, changes',
    channel: facebook,
    account: '1100001',
    payloads: changes,
    bodyOf: (...items) => json({ object: 'page', entry: [entry('changes', items)] }),
    isBatched: true,
    said: {
      payload: changes.comment,
      ...{
        words: ['value', 'message'],
        id: ['value', 'comment_id'],
        time: ['value', 'created_time'],
      },
    },
  },
  {
    name: 'instagram, messages',
    channel: instagram,
    account: instagramAccount,
    payloads: instagramMessaging,
    bodyOf: (...items) => ofInstagram('messaging', items),
    isBatched: true,
    said: {
      payload: instagramMessaging.text,
      ...{ words: ['message', 'text'], id: ['message', 'mid'], time: ['timestamp'] },
    },
  },
  {
    name: 'instagram, changes',
    channel: instagram,
    account: instagramAccount,
    payloads: instagramChanges,
    bodyOf: (...items) => ofInstagram('changes', items),
    isBatched: true,
    said: {
      payload: instagramChanges.withATime,
      ...{ words: ['value', 'text'], id: ['value', 'id'], time: ['value', 'timestamp'] },
    },
  },
  {
    name: 'telegram',
    channel: telegram,
    account: '9',
    payloads: updates,
    bodyOf: (update) => json(update),
    isBatched: false,
    said: {
      payload: updates.text,
      ...{ words: ['message', 'text'], id: ['message', 'message_id'], time: ['message', 'date'] },
    },
  },
  {
    name: 'linkedin',
    channel: linkedin,
    account: '5150',
    payloads: notifications,
    bodyOf: (...items) =>
      json({ type: 'ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS', notifications: items }),
    isBatched: true,
    said: {
      payload: notifications.comment,
      words: ['decoratedGeneratedActivity', 'comment', 'text'],
      ...{ id: ['generatedActivity'], time: ['lastModifiedAt'] },
    },
  },
  {
    name: 'x, activities',
    channel: x,
    account: '111',
    payloads: activities,
    bodyOf: (activity) => json(activity),
    isBatched: false,
    said: {
      payload: activities.mention,
      words: ['data', 'payload', 'text'],
      ...{ id: ['data', 'payload', 'id'], time: ['data', 'payload', 'created_at'] },
    },
  },
  {
    name: 'x, account activity',
    channel: x,
    account: '111',
    payloads: accountActivity,
    bodyOf: (activity) => json(activity),
    isBatched: false,
    said: {
      payload: accountActivity.mention,
      words: ['tweet_create_events', '0', 'text'],
      ...{
        id: ['tweet_create_events', '0', 'id_str'],
        time: ['tweet_create_events', '0', 'timestamp_ms'],
      },
    },
  },
  {
    name: 'bluesky, direct messages',
    channel: bluesky,
    account: 'did:plc:shop',
    payloads: chat,
    bodyOf: (...logs) => json({ did: 'did:plc:shop', logs, convos }),
    isBatched: true,
    isLog: true,
    said: {
      payload: chat.message,
      ...{ words: ['message', 'text'], id: ['message', 'id'], time: ['message', 'sentAt'] },
    },
  },
  {
    name: 'bluesky, posts',
    channel: bluesky,
    account: 'did:plc:shop',
    // What the account writes elsewhere belongs with what customers wrote.
    payloads: { ...blueskyNotifications, ...records },
    bodyOf: (...items) => {
      const isOwn = (item: unknown) =>
        typeof item === 'object' && item !== null && 'value' in item && 'cid' in item;
      const own = items.filter(isOwn);
      return json({
        did: 'did:plc:shop',
        ...(own.length < items.length && {
          notifications: items.filter((it) => !isOwn(it)),
          posts,
        }),
        ...(own.length > 0 && { records: own }),
      });
    },
    isBatched: true,
    said: {
      payload: blueskyNotifications.mention,
      ...{ words: ['record', 'text'], id: ['uri'], time: ['indexedAt'] },
    },
  },
];
