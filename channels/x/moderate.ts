/** What an account does to posts and people on X (docs.x.com: hide replies, likes, manage posts, blocks). */
import type { ModerationAction } from '../../domain/moderation.ts';
import type { ActionOutcome, CallOptions, ChannelAccount, Moderation } from '../channel.ts';
import { notOffered } from '../outcome.ts';
import { actionOf } from './answers.ts';
import { callX, title, type Call } from './client.ts';

export function moderate(
  account: ChannelAccount,
  moderation: Moderation,
  options: CallOptions,
): Promise<ActionOutcome> {
  const { action, source } = moderation;
  const call = offered[action]?.includes(source) && calls[action]?.(moderation, account);
  if (!call) return Promise.resolve(notOffered(title));
  return actionOf(() => callX(account, call, options), options.now ?? Date.now);
}

const inPublic = ['comment', 'mention'] as const;
const anywhere = ['dm', 'comment', 'mention'] as const;

/** Only who began a conversation hides replies in it. Blocking is for apps on X's Enterprise plan. */
export const offered: Partial<Record<ModerationAction, readonly Moderation['source'][]>> = {
  hide: ['comment'],
  unhide: ['comment'],
  like: inPublic,
  unlike: inPublic,
  delete_own: inPublic,
  block: anywhere,
  unblock: anywhere,
};

type ToCall = (it: Moderation, account: ChannelAccount) => Call;

const hiding =
  (hidden: boolean): ToCall =>
  ({ platformMessageId: id }) => ({
    ...{ method: 'PUT', path: ['tweets', id, 'hidden'], body: { hidden } },
  });

const calls: Partial<Record<ModerationAction, ToCall>> = {
  hide: hiding(true),
  unhide: hiding(false),
  like: ({ platformMessageId: id }, { externalId }) => ({
    ...{ method: 'POST', path: ['users', externalId, 'likes'], body: { tweet_id: id } },
  }),
  unlike: ({ platformMessageId: id }, { externalId }) => ({
    ...{ method: 'DELETE', path: ['users', externalId, 'likes', id] },
  }),
  delete_own: ({ platformMessageId: id }) => ({ method: 'DELETE', path: ['tweets', id] }),
  block: ({ customerExternalId: id }, { externalId }) => ({
    ...{ method: 'POST', path: ['users', externalId, 'blocking'], body: { target_user_id: id } },
  }),
  unblock: ({ customerExternalId: id }, { externalId }) => ({
    ...{ method: 'DELETE', path: ['users', externalId, 'blocking', id] },
  }),
};
