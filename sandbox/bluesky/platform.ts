import type { Message } from '../model.ts';
import type { FeedPlatform, Platform, Setting, WebhookDraft } from '../platform.ts';
import type { World } from '../world.ts';
import { collections, newKey, newRev, uriOf } from './ids.ts';
import type { BlueskyLine } from './model.ts';

/** Direct messages, posts that name an account, and answers to its posts. Nothing is sent: whoever wants it, asks. */
export const blueskyPlatform = (): Platform => ({
  name: 'bluesky',
  sources: ['dm', 'comment', 'mention'],
  typingLastsMs: 0,
  // None in direct messages.
  files: { by: 'url', max: 0 },
  maxEdits: 0,
  newMessageId: newKey,
  isCustomerId: (id) => /^did:(plc:[a-z2-7]{24}|web:[a-z0-9.-]+)$/.test(id),

  wrote: (setting, { id }) => logged(setting, { kind: 'create', messageId: id }),
  echoed: (setting, { id }) => logged(setting, { kind: 'create', messageId: id }),
  reacted,
  ...{ edited: nothing, pressed: nothing, delivered: nothing, read: nothing, blocked: nothing },
  feed: blueskyFeed,

  request: () => ({ headers: {}, body: Buffer.alloc(0) }),
  delivery: {
    timeoutMs: 1,
    isAccepted: () => true,
    isOrdered: false,
    immediateAttempts: 1,
    delayAfter: () => 1,
    honoursRetryAfter: false,
  },
});

const nothing = () => undefined;

/** Kept in the log; nobody is told. */
export function logged(
  { world, account, chat }: Pick<Setting, 'world' | 'account' | 'chat'>,
  what: Pick<BlueskyLine, 'kind' | 'messageId' | 'reaction'>,
): WebhookDraft {
  const rev = newRev(world);
  const line: BlueskyLine = {
    ...{ account: account.externalId, customer: chat.customer, rev },
    ...what,
  };
  return {
    ...{ kind: 'message', field: 'none', key: rev, sentAt: world.now(), payload: {} },
    kept: ['blueskyLog', `${account.externalId}/${rev}`, line],
  };
}

function reacted(setting: Setting, message: Message, previous?: string): WebhookDraft | undefined {
  const { customerReaction: now } = message;
  const value = now ?? previous;
  if (value === undefined) return undefined;
  return logged(setting, {
    kind: now === undefined ? 'removeReaction' : 'addReaction',
    messageId: message.id,
    reaction: { value, did: setting.customer.id, at: setting.world.now() },
  });
}

const newPost = (world: World, author: string) => uriOf(author, collections.post, newKey(world));

const blueskyFeed: FeedPlatform = {
  newPostId: (world, _account, author) => newPost(world, author),
  newCommentId: (world, _post, author) => newPost(world, author),
  // Notifications are what stands there when somebody asks.
  ...{ said: nothing, edited: nothing, removed: nothing, hidden: nothing },
  tellsMentionsInComments: true,
  isFixed: true,
};
