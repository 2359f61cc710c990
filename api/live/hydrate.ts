/** What the rows of a batch speak of, as it stands now: read once for all who are listening. */
import type { Pool } from 'pg';
import { isUuid } from '../../runtime/ids.ts';
import { findAgents } from '../reads/agents.ts';
import { readConversations, type ConversationRow } from '../reads/conversation.ts';
import { findMessages, toMessage } from '../reads/messages.ts';
import { findNotifications, toNotification } from '../reads/notifications.ts';
import { unreadOf, type UnreadOf } from '../reads/unread.ts';
import { namesIn, toEntry } from '../reads/timeline.ts';
import type { AgentJson } from '../schemas/agent.ts';
import type { MessageJson, TimelineJson } from '../schemas/message.ts';
import type { NotificationJson } from '../schemas/notification.ts';
import type { LiveRow } from './rows.ts';

export interface Hydrated {
  conversations: Map<string, ConversationRow>;
  unread: UnreadOf;
  messages: Map<string, MessageJson>;
  entries: Map<LiveRow, TimelineJson>;
  notifications: Map<string, NotificationJson>;
  agents: Map<string, AgentJson>;
}

export async function hydrate(pool: Pool, rows: readonly LiveRow[]): Promise<Hydrated> {
  const [messages, notifications, agents, entries] = await Promise.all([
    asked(unique(rows.flatMap(messageIdsOf)), (ids) => findMessages(pool, ids)),
    asked(unique(rows.flatMap(notificationIdOf)), (ids) => findNotifications(pool, ids)),
    asked(unique(rows.flatMap(agentIdOf)), (ids) => findAgents(pool, ids)),
    entriesOf(pool, rows),
  ]);
  const conversationIds = [...rows, ...notifications].flatMap((it) => it.conversationId ?? []);
  // Last, so that a conversation is never older than what is shown of it.
  const [conversations, unread] = await Promise.all([
    asked(unique(conversationIds), (ids) => readConversations(pool, {}, ids)),
    conversationIds.length > 0 ? unreadOf(pool, unique(conversationIds)) : () => 0,
  ]);
  return {
    conversations: byId(conversations),
    unread,
    messages: byId(messages.map(toMessage)),
    entries,
    notifications: byId(notifications.map(toNotification)),
    agents: byId(agents),
  };
}

async function entriesOf(
  pool: Pool,
  rows: readonly LiveRow[],
): Promise<Map<LiveRow, TimelineJson>> {
  const events = rows.flatMap(({ kind, data, event }) =>
    event ? [{ ...event, type: kind, data }] : [],
  );
  if (events.length === 0) return new Map();
  const names = await namesIn(
    pool,
    unique(rows.flatMap((row) => row.conversationId ?? [])),
    events,
  );
  return new Map(
    rows.flatMap((row) => {
      if (!row.event || row.conversationId === null) return [];
      const entry = toEntry(
        { ...row.event, type: row.kind, data: row.data },
        names.in(row.conversationId),
      );
      return [[row, entry] as const];
    }),
  );
}

/** The messages that look different after it. */
export function messageIdsOf({ kind, data }: LiveRow): string[] {
  // A commitment names the reply that met it, which it does not change.
  if (kind === 'commitment_ended') return [];
  const { messageId, messageIds } = data;
  return [messageId, ...(Array.isArray(messageIds) ? (messageIds as unknown[]) : [])].filter(
    (id) => typeof id === 'string',
  );
}

export const notificationIdOf = ({ kind, data: { notificationId } }: LiveRow): string[] =>
  kind === 'notification' && typeof notificationId === 'string' ? [notificationId] : [];

export const agentIdOf = ({ kind, data: { target } }: LiveRow): string[] =>
  kind.startsWith('agent.') && isUuid(target) ? [target] : [];

const unique = (ids: readonly string[]): string[] => [...new Set(ids)];

const byId = <T extends { id: string }>(items: readonly T[]): Map<string, T> =>
  new Map(items.map((item) => [item.id, item]));

const asked = <T>(ids: readonly string[], ask: (ids: readonly string[]) => Promise<T[]>) =>
  ids.length === 0 ? Promise.resolve<T[]>([]) : ask(ids);
