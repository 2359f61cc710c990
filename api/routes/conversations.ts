import { z } from 'zod';
import { requireStateOf } from '../commands/state.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { findConversation, toConversation } from '../reads/conversation.ts';
import { listConversations } from '../reads/conversation-list.ts';
import { listMessages } from '../reads/messages.ts';
import { listTimeline } from '../reads/timeline.ts';
import { byId, page, paging } from '../schemas/common.ts';
import { conversationFilters, conversationOrder } from '../schemas/conversation-filter.ts';
import { Conversation, LiveState } from '../schemas/conversation.ts';
import { Message, TimelineEntry } from '../schemas/message.ts';
import { requireConversation } from '../visibility.ts';

const Filters = z.strictObject({ ...conversationFilters, ...conversationOrder, ...paging });
const Order = z.strictObject({ order: z.enum(['asc', 'desc']).default('asc'), ...paging });
const Params = byId('conversationId');
/** With ?include=messages so many of the newest; the others are a list of their own. */
const included = 100;

const tagName = 'Conversations';

export function conversationReads(parts: Parts): Operation[] {
  const { pool, readPool } = parts;
  return [
    operation({
      method: 'get',
      path: '/conversations',
      id: 'listConversations',
      summary: 'Conversations by filters, the most recently changed first unless sorted otherwise',
      tag: tagName,
      permission: 'conversations.read',
      query: Filters,
      answer: page(Conversation),
      handle: async ({ query: { sort, order, cursor, limit, ...filter }, caller }) => ({
        body: await listConversations(readPool, { caller, filter, sort, order, cursor, limit }),
      }),
    }),
    operation({
      method: 'get',
      path: '/conversations/{conversationId}',
      id: 'getConversation',
      summary: 'A conversation; with ?include=messages its newest messages too',
      tag: tagName,
      permission: 'conversations.read',
      hasVersion: true,
      params: Params,
      query: z.strictObject({ include: z.enum(['messages']).optional() }),
      answer: Conversation,
      async handle({ params: { conversationId }, query: { include }, caller }) {
        const row = await findConversation(pool, caller, conversationId);
        const conversation = toConversation(row);
        if (!include) return { body: conversation, version: row.version };
        const newest = { order: 'desc', limit: included } as const;
        const { data } = await listMessages(pool, conversationId, newest);
        return {
          body: { ...conversation, messages: data.reverse() },
          version: row.version,
        };
      },
    }),
    operation({
      method: 'get',
      path: '/conversations/{conversationId}/state',
      id: 'getConversationState',
      summary: "The workflow's own answer: timers, queue, deadlines",
      tag: tagName,
      permission: 'conversations.read',
      params: Params,
      answer: LiveState,
      async handle({ params: { conversationId }, caller }) {
        const row = await findConversation(pool, caller, conversationId);
        return { body: await requireStateOf(parts, row) };
      },
    }),
    operation({
      method: 'get',
      path: '/conversations/{conversationId}/messages',
      id: 'listMessages',
      summary: "Messages and notes in the order of the platform's time",
      tag: tagName,
      permission: 'conversations.read',
      params: Params,
      query: Order,
      answer: page(Message),
      async handle({ params: { conversationId }, query, caller }) {
        await requireConversation(pool, caller, conversationId);
        return { body: await listMessages(pool, conversationId, query) };
      },
    }),
    operation({
      method: 'get',
      path: '/conversations/{conversationId}/timeline',
      id: 'listTimeline',
      summary: 'What happened and why, in sentences',
      tag: tagName,
      permission: 'conversations.read',
      params: Params,
      query: Order,
      answer: page(TimelineEntry),
      async handle({ params: { conversationId }, query, caller }) {
        await requireConversation(pool, caller, conversationId);
        return { body: await listTimeline(pool, conversationId, query) };
      },
    }),
  ];
}
