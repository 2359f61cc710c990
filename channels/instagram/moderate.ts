/**
 * What an account does to comments below its media (Instagram Platform reference: IG Comment), and to who writes to it
 * (Instagram Messaging, Moderate Conversations: with a Page's token only).
 */
import type { ModerationAction } from '../../domain/moderation.ts';
import type { ActionOutcome, CallOptions, ChannelAccount, Moderation } from '../channel.ts';
import { actionOf } from '../meta/answers.ts';
import { callGraph } from '../meta/graph.ts';
import { notOffered, refused } from '../outcome.ts';
import { loginOf, ownerOf, room, title } from './room.ts';

export function moderate(
  account: ChannelAccount,
  moderation: Moderation,
  options: CallOptions,
): Promise<ActionOutcome> {
  const { action, source } = moderation;
  const call = offered[action]?.includes(source) && calls[action]?.(moderation, account);
  if (!call) return Promise.resolve(notOffered(title));
  if (source === 'dm' && loginOf(account) === 'instagram') return Promise.resolve(needsPage);
  return actionOf(room, () => callGraph(room, account, call, options), options.now ?? Date.now);
}

const needsPage = refused(
  'not_offered',
  'Instagram lets apps block people and report spam only for accounts that are connected with Facebook Login. Do it in Instagram’s own inbox.',
);

/** What stands below others' media is theirs to moderate; liking and rewording have no call. */
export const offered: Partial<Record<ModerationAction, readonly Moderation['source'][]>> = {
  hide: ['comment'],
  unhide: ['comment'],
  delete: ['comment'],
  delete_own: ['comment'],
  block: ['dm'],
  unblock: ['dm'],
  spam: ['dm'],
};

type ToCall = (it: Moderation, account: ChannelAccount) => Parameters<typeof callGraph>[2];

const hiding =
  (hide: boolean): ToCall =>
  ({ platformMessageId: id }) => ({ method: 'POST', path: [id], body: { hide } });
const deleting: ToCall = ({ platformMessageId: id }) => ({ method: 'DELETE', path: [id] });
const conversation =
  (action: 'block_user' | 'unblock_user' | 'move_to_spam'): ToCall =>
  ({ customerExternalId: id }, account) => ({
    ...{ method: 'POST', path: [ownerOf(account), 'moderate_conversations'] },
    body: { user_ids: [{ id }], actions: [action] },
  });

const calls: Partial<Record<ModerationAction, ToCall>> = {
  ...{ hide: hiding(true), unhide: hiding(false), delete: deleting, delete_own: deleting },
  ...{ block: conversation('block_user'), unblock: conversation('unblock_user') },
  spam: conversation('move_to_spam'),
};
