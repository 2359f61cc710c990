/** What an account does to comments below its media (Instagram Platform reference: IG Comment). */
import type { ModerationAction } from '../../domain/moderation.ts';
import type { ActionOutcome, CallOptions, ChannelAccount, Moderation } from '../channel.ts';
import { actionOf } from '../meta/answers.ts';
import { callGraph } from '../meta/graph.ts';
import { notOffered } from '../outcome.ts';
import { room, title } from './room.ts';

export function moderate(
  account: ChannelAccount,
  moderation: Moderation,
  options: CallOptions,
): Promise<ActionOutcome> {
  const { action, source, platformMessageId } = moderation;
  const call = offered[action]?.includes(source) ? calls[action]?.(platformMessageId) : undefined;
  if (!call) return Promise.resolve(notOffered(title));
  return actionOf(room, () => callGraph(room, account, call, options), options.now ?? Date.now);
}

/** What stands below others' media is theirs to moderate; blocking people, liking and rewording have no call. */
export const offered: Partial<Record<ModerationAction, readonly Moderation['source'][]>> = {
  hide: ['comment'],
  unhide: ['comment'],
  delete: ['comment'],
  delete_own: ['comment'],
};

type ToCall = (id: string) => Parameters<typeof callGraph>[2];

const hiding =
  (hide: boolean): ToCall =>
  (id) => ({ method: 'POST', path: [id], body: { hide } });
const deleting: ToCall = (id) => ({ method: 'DELETE', path: [id] });

const calls: Partial<Record<ModerationAction, ToCall>> = {
  ...{ hide: hiding(true), unhide: hiding(false), delete: deleting, delete_own: deleting },
};
