/** What the live stream brings goes into what was read; after a gap everything shown is read again. */
import { useEffect } from 'react';
import {
  conversationQuery,
  dropMessages,
  putConversation,
  putMessages,
  putTimeline,
} from '../features/conversation/conversation-queries.ts';
import { dropFromLists, placeInLists } from '../features/inbox/lists.ts';
import { heardPresence } from '../features/conversation/presence.ts';
import { heardNotification } from '../features/notifications/notifications.ts';
import type { ChangeFrame } from '../../../api/live/frames.ts';
import { liveStatus, startLive, type Frame, type LiveStatus } from '../lib/live.ts';
import type { Conversation } from '../lib/types.ts';
import { useStore } from '../lib/store.ts';
import { queries } from './queries.ts';
import { sessionQuery } from './session.ts';

/** One stream for the page, from the moment somebody is signed in. */
export function useLive(agentId: string): void {
  useEffect(() => {
    const stream = startLive((frame) => {
      take(frame, agentId);
    });
    return stream.close;
  }, [agentId]);
}

export const useLiveStatus = (): LiveStatus => useStore(liveStatus);

function take(frame: Frame, agentId: string): void {
  switch (frame.type) {
    case 'change':
      takeChange(frame, agentId);
      return;
    case 'reload':
      void queries.invalidateQueries();
      return;
    case 'presence':
      heardPresence(frame);
      return;
    case 'online':
      void queries.invalidateQueries({ queryKey: ['agents'] });
      return;
    case 'hello':
    case 'pong':
      return;
  }
}

/** What else may have changed: asked again where it is shown. */
const byKind: Record<string, string> = {
  agent: 'agents',
  team: 'teams',
  account: 'accounts',
  saved_view: 'views',
  view: 'views',
  canned_reply: 'canned-replies',
  macro: 'macros',
  tag: 'tags',
  draft: 'draft',
};

function takeChange(change: ChangeFrame, agentId: string): void {
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
    const home = homeOf(id, conversation);
    if (home) putMessages(queries, home, some);
  }
  if (conversationId && removedMessageIds) dropMessages(queries, conversationId, removedMessageIds);
  if (conversationId && timeline) putTimeline(queries, conversationId, timeline);
  if (change.isPartial && conversationId) {
    // Too large for the stream: read over REST.
    for (const key of ['conversation', 'messages', 'timeline']) {
      void queries.invalidateQueries({ queryKey: [key, conversationId] });
    }
  }
  if (change.agent) {
    void queries.invalidateQueries({ queryKey: ['agents'] });
    if (change.agent.id === agentId) void queries.invalidateQueries(sessionQuery);
  }
  if (change.notification) heardNotification(change.notification, queries);
  const key = byKind[change.what.split('.')[0] ?? ''];
  if (key) void queries.invalidateQueries({ queryKey: [key] });
  if (conversation || removed) countAgain();
}

function homeOf(id: string, told: Conversation | undefined): string | undefined {
  if (told?.id === id) return told.mergedInto;
  return queries.getQueryData(conversationQuery(id).queryKey)?.mergedInto;
}

let counting: number | undefined;

/** The counts beside the views, at most once a second however much happens. */
function countAgain(): void {
  counting ??= window.setTimeout(() => {
    counting = undefined;
    void queries.invalidateQueries({ queryKey: ['view-counts'] });
  }, 1_000);
}
