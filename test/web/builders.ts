import type { Conversation, Message } from '../../web/src/lib/types.ts';

/** So many minutes after the tests' midnight. */
export const at = (minutes: number): string =>
  new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();

export const aConversation = (more: Partial<Conversation> & { id: string }): Conversation => ({
  platform: 'telegram',
  accountId: 'account',
  customerId: 'customer',
  customerName: 'Léa',
  customerHandle: 'lea',
  status: 'open',
  priority: 'medium',
  requiredSkills: [],
  tags: [],
  threads: [],
  workflowId: 'conversation/telegram/thread',
  metadata: { source: 'dm', previousConversations: 0 },
  createdAt: at(0),
  updatedAt: at(0),
  sla: { state: 'ok' },
  unread: 0,
  version: 1,
  ...more,
});

/** What a customer wrote, recorded as it was written. */
export const aMessage = (id: string, timestamp: string, more: Partial<Message> = {}): Message => ({
  id,
  conversationId: 'c',
  threadId: 't',
  direction: 'inbound',
  content: id,
  contentType: 'text',
  attachments: [],
  senderId: 'customer',
  senderType: 'customer',
  platform: 'facebook',
  timestamp,
  recordedAt: timestamp,
  deliveryStatus: 'delivered',
  metadata: {},
  ...more,
});
