/** What a Page does to comments and people (Graph API reference: Comment, Page blocked; Moderate Conversations). */
import type { ModerationAction } from '../../domain/moderation.ts';
import type { ActionOutcome, CallOptions, ChannelAccount, Moderation, Source } from '../channel.ts';
import { actionOf } from '../meta/answers.ts';
import { callGraph } from '../meta/graph.ts';
import { notOffered } from '../outcome.ts';
import { cleanText } from '../text.ts';
import { room } from './room.ts';

const standing = ['comment', 'mention', 'review'] as const;
const everywhere = ['dm', ...standing] as const;

export const offered: Partial<Record<ModerationAction, readonly Source[]>> = {
  ...{ hide: standing, unhide: standing, delete: standing, like: standing, unlike: standing },
  ...{ edit_own: standing, delete_own: standing, block: everywhere, unblock: everywhere },
  spam: ['dm'],
};

type Call = Parameters<typeof callGraph>[2];

export function moderate(
  account: ChannelAccount,
  moderation: Moderation,
  options: CallOptions,
): Promise<ActionOutcome> {
  const { action, source } = moderation;
  const call = offered[action]?.includes(source) && calls[action]?.(moderation, account);
  if (!call) return Promise.resolve(notOffered('Facebook'));
  return actionOf(room, () => callGraph(room, account, call, options), options.now ?? Date.now);
}

const calls: Partial<Record<ModerationAction, (it: Moderation, account: ChannelAccount) => Call>> =
  {
    hide: ({ platformMessageId: id }) => ({
      method: 'POST',
      path: [id],
      body: { is_hidden: true },
    }),
    unhide: ({ platformMessageId: id }) => ({
      ...{ method: 'POST', path: [id], body: { is_hidden: false } },
    }),
    delete: ({ platformMessageId: id }) => ({ method: 'DELETE', path: [id] }),
    delete_own: ({ platformMessageId: id }) => ({ method: 'DELETE', path: [id] }),
    edit_own: ({ platformMessageId: id, content = '' }) => ({
      ...{ method: 'POST', path: [id], body: { message: cleanText(content) } },
    }),
    like: ({ platformMessageId: id }) => ({ method: 'POST', path: [id, 'likes'] }),
    unlike: ({ platformMessageId: id }) => ({ method: 'DELETE', path: [id, 'likes'] }),
    block: ({ customerExternalId: user }, { externalId }) => ({
      ...{ method: 'POST', path: [externalId, 'blocked'], body: { user } },
    }),
    unblock: ({ customerExternalId: user }, { externalId }) => ({
      ...{ method: 'DELETE', path: [externalId, 'blocked'], query: { user } },
    }),
    spam: ({ customerExternalId: id }, { externalId }) => ({
      ...{ method: 'POST', path: [externalId, 'moderate_conversations'] },
      body: { user_ids: [{ id }], actions: ['move_to_spam'] },
    }),
  };
