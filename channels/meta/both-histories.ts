/** What was said directly, and below posts: asked for as one. */
import type { CallOptions, Channel, ChannelAccount, OutboundMessage } from '../channel.ts';
import { newestUpdated } from './public-history.ts';

type Fetching = Pick<Channel, 'fetchConversations' | 'fetchMessages'>;
type Reconcile = (
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
) => Promise<{ platformMessageId: string; at: number } | undefined>;
type History = Fetching & { reconcile: Reconcile };

export const bothHistories = (direct: History, inPublic: History): History => ({
  async fetchConversations(account, since, options) {
    const directs = await direct.fetchConversations(account, since, options);
    const others = await inPublic.fetchConversations(account, since, options);
    return [...directs, ...others].toSorted(newestUpdated);
  },
  fetchMessages(account, conversation, cursor, options) {
    const history = conversation.source === 'dm' ? direct : inPublic;
    return history.fetchMessages(account, conversation, cursor, options);
  },
  /** The one message of ours with this text, there or below the comment. */
  reconcile(account, message, options) {
    const history = message.source === 'dm' ? direct : inPublic;
    return history.reconcile(account, message, options);
  },
});
