/** What the live stream brings goes into what was read; after a gap everything shown is read again. */
import { useEffect } from 'react';
import {
  putConversation,
  putMessages,
  putTimeline,
} from '../features/conversation/conversation-queries.ts';
import { dropFromLists, placeInLists } from '../features/inbox/lists.ts';
import { heardPresence } from '../features/conversation/presence.ts';
import { heardNotification } from '../features/notifications/notifications.ts';
import { liveStatus, startLive, type Frame, type LiveStatus } from '../lib/live.ts';
import { useStore } from '../lib/store.ts';
import type { Agent, Conversation, Message, TimelineEntry } from '../lib/types.ts';
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

interface Change extends Frame {
  what: string;
  conversation?: Conversation;
  messages?: Message[];
  timeline?: TimelineEntry[];
  agent?: Agent;
  removed?: { conversationId: string };
}

function take(frame: Frame, agentId: string): void {
  switch (frame.type) {
    case 'change':
      takeChange(frame as Change, agentId);
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
    default:
      return;
  }
}

function takeChange(change: Change, agentId: string): void {
  const { conversation, messages, timeline, agent, removed } = change;
  if (conversation && putConversation(queries, conversation))
    placeInLists(queries, conversation, agentId);
  if (removed) dropFromLists(queries, removed.conversationId);
  for (const [id, some] of Object.entries(
    Object.groupBy(messages ?? [], ({ conversationId }) => conversationId),
  )) {
    if (some) putMessages(queries, id, some);
  }
  if (conversation && timeline) putTimeline(queries, conversation.id, timeline);
  if (agent) {
    void queries.invalidateQueries({ queryKey: ['agents'] });
    if (agent.id === agentId) void queries.invalidateQueries(sessionQuery);
  }
  if ('notification' in change) heardNotification(change['notification'], queries);
  if (conversation || removed) countAgain();
}

let counting: number | undefined;

/** The counts beside the views, at most once a second however much happens. */
function countAgain(): void {
  counting ??= window.setTimeout(() => {
    counting = undefined;
    void queries.invalidateQueries({ queryKey: ['view-counts'] });
  }, 1_000);
}
