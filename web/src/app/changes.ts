/** What a change of the live stream brings goes into what was read; what it only names is read again. */
import type { Query, QueryClient } from '@tanstack/react-query';
import type { ChangeFrame } from '../../../api/live/frames.ts';
import { forgetDrafts } from '../features/composer/draft-store.ts';
import {
  conversationQuery,
  dropMessages,
  putConversation,
  putMessages,
  putTimeline,
} from '../features/conversation/conversation-queries.ts';
import { forgetOutgoing } from '../features/conversation/outbox.ts';
import { dropFromLists, placeInLists } from '../features/inbox/lists.ts';
import { isForLater, scheduledKey } from '../features/scheduled/scheduled-queries.ts';
import { readAgain } from '../lib/read-again.ts';
import type { Conversation } from '../lib/types.ts';

/** What else may have changed: asked again where it is shown. */
const byKind: Record<string, string> = {
  agent: 'agents',
  answer_policy: 'answer-policies',
  assist: 'assist',
  crm: 'crm',
  crm_connection: 'crm-connections',
  team: 'teams',
  account: 'accounts',
  saved_view: 'views',
  view: 'views',
  canned_reply: 'canned-replies',
  macro: 'macros',
  knowledge: 'knowledge',
  tag: 'tags',
  draft: 'draft',
  customer: 'customer',
  customer_field: 'customer-fields',
  data_export: 'exports',
  erasure: 'erasures',
};

const regroups = new Set(['merged', 'unmerged', 'thread_joined', 'thread_left']);

export function takeChange(queries: QueryClient, change: ChangeFrame, agentId: string): void {
  putChange(queries, change, agentId);
  const { conversation, conversationId, messages, timeline, removed } = change;
  // Other threads belong together now: which ones, and what was said there, is asked again.
  if (timeline?.some(({ type }) => regroups.has(type))) {
    for (const key of ['conversation', 'messages']) readAgain(queries, [key]);
  }
  if (change.isPartial && conversationId) {
    // Too large for the stream: read over REST.
    for (const key of ['conversation', 'messages', 'timeline']) {
      readAgain(queries, [key, conversationId]);
    }
  }
  if (change.agent) {
    readAgain(queries, ['agents']);
    if (change.agent.id === agentId) readAgain(queries, ['session']);
  }
  if (change.notification) readAgain(queries, ['notifications']);
  if (change.what === 'erased' && conversationId) forgetConversation(queries, conversationId);
  if (change.what === 'customer.erased') queries.removeQueries({ type: 'inactive' });
  const key = byKind[change.what.split('.')[0] ?? ''];
  if (key) readAgain(queries, [key]);
  if (messages?.some(isForLater) || removed || change.isPartial) readAgain(queries, scheduledKey);
  if (conversation || removed) readAgain(queries, ['view-counts']);
}

/** What was said in it, and what was begun to be said, is not kept here either. */
function forgetConversation(queries: QueryClient, id: string): void {
  forgetDrafts(id);
  forgetOutgoing(id);
  const ofIt = { predicate: ({ queryKey }: Query) => queryKey.includes(id) };
  queries.removeQueries({ ...ofIt, type: 'inactive' });
  void queries.resetQueries({ ...ofIt, type: 'active' });
}

/** May be done again: it leaves what is newer. */
export function putChange(queries: QueryClient, change: ChangeFrame, agentId: string): void {
  const { conversation, conversationId, messages, removedMessageIds, timeline, removed } = change;
  if (conversation && putConversation(queries, conversation)) {
    placeInLists(queries, conversation, agentId);
  }
  if (removed) dropFromLists(queries, removed.conversationId);
  const grouped = Object.groupBy(messages ?? [], (it) => it.conversationId);
  for (const [id, some] of Object.entries(grouped)) {
    if (!some) continue;
    putMessages(queries, id, some);
    // Of a merged thread they are shown by the conversation that decides for it.
    const home = homeOf(queries, id, conversation);
    if (home) putMessages(queries, home, some);
  }
  if (conversationId && removedMessageIds) dropMessages(queries, conversationId, removedMessageIds);
  if (conversationId && timeline) putTimeline(queries, conversationId, timeline);
}

function homeOf(
  queries: QueryClient,
  id: string,
  told: Conversation | undefined,
): string | undefined {
  if (told?.id === id) return told.mergedInto;
  return queries.getQueryData(conversationQuery(id).queryKey)?.mergedInto;
}
