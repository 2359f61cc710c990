import type { QueryClient } from '@tanstack/react-query';
import { conversationQuery, messagesQuery, timelineQuery } from './conversation-queries.ts';

/** What opening it would ask for: asked before, so that opening is at once. */
export function prefetchConversation(queries: QueryClient, id: string): void {
  // Opening it asks again, and shows then what went wrong.
  const ignore = () => undefined;
  queries.query(conversationQuery(id)).catch(ignore);
  queries.infiniteQuery(messagesQuery(id)).catch(ignore);
  queries.infiniteQuery(timelineQuery(id)).catch(ignore);
}
